"""The start page by role: what waits for each, and nothing about people reported about."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.support.signing_in import signed_in
from watchward.collect.actions.reports import add_to_report, ask_correction
from watchward.collect.rules.drafts import PersonSaid
from watchward.partners.models import GovernanceDocument


def home(account):
    return signed_in(account).get("/").content.decode()


def test_member_finds_the_report_button_999_and_an_honest_state(town):
    report = town.report(by=town.ada)
    page = home(town.ada)
    assert 'class="start"' in page
    assert "tel:999" in page
    assert ">Received<" in re.sub(r"\s+", "", page)
    assert reverse("report", args=[report.ref]) in page
    assert report.ref not in home(town.bilal)


def test_what_the_coordinator_asked_waits_until_it_is_answered(town):
    report = town.report(by=town.ada)
    asked = ask_correction(actor=town.actor(town.cora), ref=report.ref, text="Two or three?")
    assert "Two or three?" in home(town.ada)
    assert "Two or three?" in home(town.cora)
    assert "Two or three?" not in home(town.bilal)
    add_to_report(actor=town.actor(town.ada), ref=report.ref, text="Three.", request_ref=asked.ref)
    assert "Two or three?" not in home(town.ada)
    assert "Waiting for an answer" not in home(town.cora)


def test_office_sees_danger_first_and_no_people(town):
    said = {"happened_at": timezone.now(), "answers": {"weapon": "used"}, "people": (PersonSaid(alias="Red Cap"),)}
    town.report(by=town.ada, **said)
    page = home(town.cora)
    assert "Weapon" in page
    assert "Red Cap" not in page
    assert "Ada (generated)" not in page


def test_quiet_fortnight_claims_no_more_than_the_reports_say(town):
    page = home(town.cora)
    assert "No report of danger, a weapon or an injury in the last 14 days." in page
    assert "Nobody was hurt" not in page


def test_role_keeps_its_capitals(town):
    assert "CCTV operator in " in home(town.person("Cam", "cctv-operator"))


def test_office_sees_what_governance_asks_for_and_a_member_does_not(town):
    GovernanceDocument.everywhere.filter(kind="dpia").delete()
    assert "Governance asks for" in home(town.cora)
    assert "Governance asks for" not in home(town.ada)


def test_board_and_safety_representative_find_their_figures(town):
    assert reverse("dashboard") in home(town.person("Bo", "board-member"))
    page = home(town.person("Sam", "safety-representative", town.bakery))
    assert reverse("staff_safety") in page
    assert 'class="start"' in page


def test_a_guard_reads_for_14_days_that_the_owners_authority_runs_out_and_nobody_before(town):
    today = timezone.now().date()
    for name, days, reads in (("Gil", 14, True), ("Gus", 0, True), ("Gwen", 15, False)):
        ends = today + timedelta(days=days)
        guard = town.person(name, "guard", town.bakery, owner_authority="The owner, letter 1", ends_on=ends)
        assert ("Your last day as a security officer is" in home(guard)) is reads, name
    assert "Your last day" not in home(town.ada)
