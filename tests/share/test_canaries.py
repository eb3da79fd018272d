"""A record that is nobody looks like any other on the screen, counts in no figure and travels nowhere."""

import pytest
from django.utils import timezone

from tests.support.showing import make_shown
from tests.support.signing_in import signed_in
from watchward.assess.actions._cases import CannotChangeCase
from watchward.assess.actions.alarms import plant_canary, remove_canary
from watchward.assess.actions.case_steps import add_step
from watchward.assess.actions.cases import open_case
from watchward.assess.actions.subjects import open_subject
from watchward.assess.models import Subject
from watchward.assess.queries.alarms import is_canary
from watchward.assess.rules.cases import StepSaid
from watchward.collect.queries.export import ExportFilter, exported
from watchward.collect.queries.last_reports import last_reports
from watchward.collect.queries.reports import newest_reports
from watchward.measure.queries.counting import data_span, incidents, sent_in
from watchward.measure.rules.periods import period_of
from watchward.records.models import Event
from watchward.share.actions.disclosures import CannotDisclose
from watchward.share.actions.objections import answer_objection, record_objection
from watchward.share.actions.webhooks import add_webhook
from watchward.share.channels import webhooks as channel
from watchward.share.choices import Shelf
from watchward.share.models import WebhookMessage
from watchward.share.queries.gallery import shelves_with_entries

pytestmark = pytest.mark.django_db


def figures(town):
    """Everything that counts or leaves, as numbers."""
    where, zone, now = town.partnership.pk, town.partnership.zone_info, timezone.now()
    cora = town.actor(town.cora)
    period = period_of("", data_span(where, zone), zone, now)
    return (
        data_span(where, zone).first is not None,
        incidents(where, period.since, period.until).count(),
        sum(sent_in(where, period).values()),
        exported(cora, ExportFilter(people=True)).count(),
        len(last_reports(cora)[1]),
    )


def test_a_report_about_nobody_counts_nowhere_and_stays_in_the_list(town):
    none = figures(town)
    report = town.report(by=town.cora, premises_ref=town.bakery.ref)
    cora = town.actor(town.cora)
    assert figures(town) == (True, 1, 1, 1, 1)
    plant_canary(actor=cora, about=f"report/{report.ref}")
    assert figures(town) == none == (False, 0, 0, 0, 0)
    assert [row.ref for row in newest_reports(cora).rows] == [report.ref], "on the screen it looks like any other"
    remove_canary(actor=cora, about=f"report/{report.ref}")
    assert figures(town) == (True, 1, 1, 1, 1)


def test_nobody_is_told_of_a_canary_and_the_refusal_is_that_of_somebody_who_objected(town):
    shown = make_shown(town)
    shown.disclose()
    ada = town.actor(town.ada)
    assert shelves_with_entries(ada) == [Shelf.KNOWN]
    plant_canary(actor=shown.cora, about=f"subject/{shown.subject.ref}")
    assert shelves_with_entries(ada) == [], "what stood is hidden at once"
    with pytest.raises(CannotDisclose) as canary:
        shown.disclose()
    with pytest.raises(CannotDisclose):
        shown.disclose(shelf=Shelf.HANDED, zones=(), police=True, pictures=())
    remove_canary(actor=shown.cora, about=f"subject/{shown.subject.ref}")
    objection = record_objection(actor=shown.cora, subject_ref=shown.subject.ref, words="It is not me.")
    answer_objection(actor=shown.second_actor, ref=objection.ref, is_upheld=True, because="Right.")
    with pytest.raises(CannotDisclose) as objected:
        shown.disclose()
    assert str(canary.value) == str(objected.value)


def test_the_case_of_a_canary_makes_no_package_and_goes_to_nobody_whichever_part_of_it_is_one(town):
    report, cora = town.report(by=town.ada), town.actor(town.cora)
    keeper, nobody = (open_subject(actor=cora, necessity="Three thefts in a week") for _number in range(2))
    case = open_case(
        actor=cora, title="Cakes on Fridays", purpose="Stop it.", subject_ref=keeper.ref, report_refs=[report.ref]
    )
    client, sent = signed_in(town.cora), StepSaid("sent", "To the local team.")
    package = f"/cases/{case.ref}/package/"
    assert client.get(package).status_code == 200
    add_step(actor=cora, ref=case.ref, said=sent)
    Subject.everywhere.filter(pk=nobody.pk).update(merged_into=keeper)
    plant_canary(actor=cora, about=f"subject/{nobody.ref}")
    refused = client.get(package)
    assert refused.status_code == 422
    assert "held back" in refused.content.decode()
    assert "canary" not in refused.content.decode().casefold(), "the refusal does not tell what it is"
    with pytest.raises(CannotChangeCase, match="held back"):
        add_step(actor=cora, ref=case.ref, said=sent)
    assert client.get(f"/cases/{case.ref}/").status_code == 200, "on the screen it looks like any other"
    assert Event.everywhere.filter(kind="case.package_viewed").count() == 1


def test_no_program_hears_of_a_canary(town):
    report, cora = town.report(by=town.ada), town.actor(town.cora)
    add_webhook(actor=cora, name="Screen", url="https://screen.example/in", kinds=["report.submitted"])
    event = Event.everywhere.filter(kind="report.submitted").latest("seq")
    plant_canary(actor=cora, about=f"report/{report.ref}")
    assert is_canary(town.partnership.pk, f"report/{report.ref}")
    channel.lay_out(event)
    assert not WebhookMessage.everywhere.exists()
    remove_canary(actor=cora, about=f"report/{report.ref}")
    channel.lay_out(event)
    assert WebhookMessage.everywhere.count() == 1
