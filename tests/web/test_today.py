"""The page of today, for each role."""

import html

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.support.signing_in import signed_in
from watchward.assess.actions.desk import close_report, tell_progress
from watchward.assess.actions.grading import grade_report
from watchward.assess.rules.grading import Grading
from watchward.collect.actions.reports import ask_correction
from watchward.partners.models import Membership
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

pytestmark = pytest.mark.django_db


def today(account, **how):
    return " ".join(html.unescape(signed_in(account, **how).get(reverse("today")).content.decode()).split())


def test_quiet_day_is_said_honestly(town):
    page = today(town.ada)
    assert "Quiet: no incident was reported near you since yesterday." in page
    assert "nobody has told us" in page
    assert "Nothing waits for you." in page


def test_worker_reads_what_became_of_her_report_and_nobody_else_does(town):
    report = town.report(by=town.ada, happened_at=timezone.now())
    work_once(SUBSCRIBERS)
    cora = town.actor(town.cora)
    grade_report(actor=cora, ref=report.ref, grading=Grading(source="2", information="A"))
    close_report(actor=cora, ref=report.ref, reason="dealt_with", words="Thank you, Tuesday's camera helped.")
    page = today(town.ada)
    assert "Dealt with" in page
    assert "camera helped" in page
    for other in (town.bilal, town.person("Mia", "store-manager", town.bakery), town.cora):
        assert "camera helped" not in today(other)


def test_correction_asked_a_promise_due_and_a_missing_second_step_wait_there(town):
    report = town.report(by=town.ada)
    ask_correction(actor=town.actor(town.cora), ref=report.ref, text="Two or three?")
    Membership.everywhere.filter(account=town.ada).update(trained_at=timezone.now() - timezone.timedelta(days=370))
    page = today(town.ada, second_factor=False)
    assert "Two or three?" in page
    assert "Protocol training" in page
    assert "Overdue" in page
    assert "Set up your second step" in page
    assert "Two or three?" not in today(town.bilal)


def test_police_officer_sees_what_waits_for_the_police_with_links(town):
    """L-07: silence is laid before those who can end it."""
    report = town.report(by=town.ada)
    work_once(SUBSCRIBERS)
    cora = town.actor(town.cora)
    grade_report(actor=cora, ref=report.ref, grading=Grading(source="2", information="A"))
    pat = town.person("Pat", "police-officer")
    assert "With the police" not in today(pat)
    tell_progress(actor=cora, ref=report.ref, rung="sent")
    page = today(pat)
    assert "With the police, the longest silence first" in page
    assert reverse("report", args=[report.ref]) in page
    assert "With the police" not in today(town.ada)


def test_coordinator_goes_from_a_count_to_the_reports_and_a_member_cannot(town):
    town.report(by=town.ada, happened_at=timezone.now())
    page = today(town.cora)
    assert f"{reverse('reports')}?kind=theft&form=incident&since=" in page
    assert f"{reverse('reports')}?kind" not in today(town.ada)
    assert "Bakery" not in today(town.bilal)


@pytest.mark.parametrize("role", ["board-member", "council-officer", "cctv-operator", "safety-representative"])
def test_every_office_has_a_living_page(town, role):
    town.report(by=town.ada, happened_at=timezone.now())
    page = today(town.person("Nia", role))
    assert "Since yesterday" in page
    assert "/reports/R-" not in page
