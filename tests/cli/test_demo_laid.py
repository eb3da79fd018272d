"""The year of the demonstration: alive in every corner, and honest about what it is."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from watchward.assess.models import DeskEntry, Judgement, Step
from watchward.cli.demo import is_laid
from watchward.cli.demo.chicago import NAME as STREAM
from watchward.cli.demo.chicago import chicago, lay_chicago, queue_stream
from watchward.cli.demo.company import lay_company, lay_company_reports
from watchward.cli.demo.desk import lay_desk
from watchward.cli.demo.fresh import lay_questions
from watchward.cli.demo.past import NEVER_REPORT, REPORTS, lay_past
from watchward.cli.demo.places import places
from watchward.cli.demo.town import lay_town, town
from watchward.cli.demo.unjudged import lay_unjudged
from watchward.collect.actions.imports import work_import
from watchward.collect.models import CorrectionRequest, ImportBatch, Report
from watchward.identify.networks import together
from watchward.kit.lists import all_question_sets, load
from watchward.partners.models import Account, Appointment, Membership, Partnership, Premises
from watchward.partners.queries.actors import seats_of
from watchward.partners.queries.demo import demo_cast, demo_is_allowed
from watchward.partners.queries.governance import people_may_be_shown
from watchward.partners.rules.demo import FIRST_TO_MEET
from watchward.policy import Role, Standing
from watchward.records.ledger import verify_all

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def _year(django_db_setup, django_db_blocker) -> Iterator[Partnership]:
    """The town, its year without photographs, and the register of the stream, laid once around all tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        lay_town(NOW)
        lay_chicago(NOW)
        partnership = town()
        lay_past(partnership, NOW)
        yield partnership
        transaction.set_rollback(True)


@pytest.fixture
def laid(_year, db) -> Partnership:
    """The same town for every test; what a test changes in it is undone at its end."""
    return Partnership.everywhere.get(pk=_year.pk)


def test_year_is_laid_once_and_the_ledger_is_whole(laid):
    assert Report.everywhere.filter(partnership=laid).count() == REPORTS
    lay_town(NOW)
    lay_past(laid, NOW)
    assert Report.everywhere.filter(partnership=laid).count() == REPORTS
    assert [broken for _partnership, _rows, broken in verify_all() if broken] == []
    assert demo_is_allowed()


def test_the_year_was_read_graded_and_nearly_all_closed_and_it_is_laid_once(laid):
    lay_desk(laid, NOW)
    lay_desk(laid, NOW)
    piles = Counter(DeskEntry.everywhere.filter(partnership=laid).values_list("pile", flat=True))
    assert sum(piles.values()) == REPORTS
    assert piles["done"] > 0.9 * REPORTS
    assert piles["to-do"]
    assert piles["waiting"]
    assert not DeskEntry.everywhere.filter(pile="done").exclude(rung="closed").exists()
    assert set(Step.everywhere.filter(rung="closed").values_list("choice", flat=True)) <= {
        one.id for one in load("closing_reasons").entries
    }
    assert not Step.everywhere.filter(taken_at__gt=NOW).exists()
    assert [broken for _partnership, _rows, broken in verify_all() if broken] == []


def test_every_report_lies_in_the_past_year_and_uses_the_lists(laid):
    kinds = load("incident_types")
    for kind, happened_at, told_at in Report.everywhere.values_list("kind", "happened_at", "told_at"):
        assert kind in kinds
        assert NOW - timedelta(days=373) < happened_at <= told_at <= NOW


def test_pubs_have_their_trouble_on_friday_and_saturday_nights(laid):
    rows = Report.everywhere.filter(premises__sector="pub").values_list("hour_of_week", flat=True)
    nights = sum(1 for hour in rows if hour // 24 in {4, 5} and hour % 24 in {21, 22, 23})
    assert nights > 0.4 * len(rows)


def test_grocers_have_theirs_at_lunch(laid):
    names = [place.name for place in places() if place.profile == "grocer"]
    rows = Report.everywhere.filter(premises__name__in=names).values_list("hour_of_week", flat=True)
    assert Counter(hour % 24 for hour in rows).most_common(1)[0][0] in {12, 13}


def test_some_members_never_report(laid):
    assert not Report.everywhere.filter(premises__name__in=NEVER_REPORT).exists()


def test_every_role_is_there_and_the_first_to_meet_are_exactly_those_with_something_to_try(laid):
    held = set(Appointment.everywhere.values_list("role", flat=True))
    assert held == {role.name.lower().replace("_", "-") for role in Role if role is not Role.INSTANCE_OPERATOR}
    first = demo_cast(NOW.date()).first
    assert [one.worth_trying for one in first] == list(FIRST_TO_MEET.values())
    assert all(one.ref and one.name and one.does for one in first)


def test_nobody_in_the_demonstration_can_sign_in_with_a_password(laid):
    assert Account.everywhere.exists()
    assert not any(account.has_usable_password() for account in Account.everywhere.all())
    assert all(account.email.endswith(".example") for account in Account.everywhere.all())


@pytest.mark.parametrize(
    ("local", "standing"),
    [("shop.worker", Standing.FULL), ("lapsed.worker", Standing.READ_ONLY), ("new.worker", Standing.ADMISSION)],
)
def test_promises_stand_as_the_front_door_says(laid, local, standing):
    account = Account.everywhere.get(email=f"{local}@borrowmarket.example")
    seat = seats_of(account, has_second_factor=True, is_recently_confirmed=True, now=NOW)[0]
    assert seat.standing.standing is standing


def test_coordinator_works_in_both_partnerships_and_begins_in_the_town(laid):
    account = Account.everywhere.get(email="coordinator@borrowmarket.example")
    seats = seats_of(account, has_second_factor=True, is_recently_confirmed=True, now=NOW)
    assert [seat.partnership.name for seat in seats] == [laid.name, STREAM]


def test_guard_of_the_front_door_loses_the_authority_soon(laid):
    held = Appointment.everywhere.get(membership__account__email="door.staff@borrowmarket.example")
    assert held.ends_on == NOW.date() + timedelta(days=12)
    assert held.owner_authority


def test_governance_is_complete_and_one_document_runs_out_soon(laid):
    assert people_may_be_shown(laid.pk, NOW.date())
    assert laid.documents.filter(expires_on=NOW.date() + timedelta(days=25)).count() == 1


def test_every_answer_is_one_that_the_form_offers(laid):
    offered = {
        question.id: {option.id for option in question.options}
        for one in all_question_sets().values()
        for question in one.questions
        if question.options
    }
    for answers in laid.reports.values_list("answers", flat=True):
        for name in answers.keys() & offered.keys():
            said = answers[name]
            assert set(said if isinstance(said, list) else [said]) <= offered[name], name


def test_two_questions_wait_for_their_answers_on_reports_that_say_a_value(laid):
    lay_questions(laid, NOW)
    lay_questions(laid, NOW)
    assert not CorrectionRequest.everywhere.filter(report__loss_pence__isnull=True).exists()
    assert CorrectionRequest.everywhere.filter(answer__isnull=True).count() == 2
    assert sum(report.addenda.count() for report in Report.everywhere.filter(addenda__isnull=False)) == 8


def test_two_groups_were_seen_together_and_one_person_goes_with_both(laid, monkeypatch):
    # The gate (G-01) asks the clock on the wall, on which the documents of this town have run out.
    monkeypatch.setattr("watchward.assess.queries.subjects.people_may_be_shown", lambda *_when: True)
    for _ in range(2):
        lay_company_reports(laid, NOW)
        lay_company(laid, NOW)
    rows = Judgement.everywhere.filter(verdict="same").values_list("mention__report_id", "mention__alias")
    found = together(rows)
    assert len(rows) == 24
    assert len(found.groups) == 2
    assert found.bridges[0].person == "The Painter"


def test_people_who_wait_for_a_judgement_are_generated_and_laid_once(laid):
    lay_unjudged(laid, NOW)
    lay_unjudged(laid, NOW)
    fresh = Report.everywhere.filter(partnership=laid, narrative__startswith="Generated: ")
    assert fresh.count() == 4
    assert fresh.filter(people__judgements__isnull=False).count() == 0
    assert fresh.filter(people__marks__contains="spider").count() == 3


def test_stream_comes_in_through_the_importer_without_a_refused_row(laid):
    partnership = chicago()
    queue_stream(partnership, NOW)
    queue_stream(partnership, NOW)
    assert ImportBatch.everywhere.count() == 9
    assert is_laid()
    smallest = ImportBatch.everywhere.get(organisation__name__startswith="Convenience")
    work_import(smallest.pk, now=NOW)
    smallest.refresh_from_db()
    assert (smallest.state, smallest.refused, smallest.duplicates) == ("done", 0, 0)
    assert Report.everywhere.filter(partnership=partnership).count() == smallest.made > 40
    assert [broken for _partnership, _rows, broken in verify_all() if broken] == []


def test_stream_is_named_as_what_it_is_and_says_what_it_cannot(laid):
    partnership = chicago()
    assert "real public records" in partnership.name
    assert "Only what the police recorded" in partnership.about
    assert partnership.time_zone == "America/Chicago"
    assert Premises.everywhere.filter(partnership=partnership).count() == 80


def test_membership_of_the_one_who_is_new_has_promised_nothing(laid):
    place = Membership.everywhere.get(account__email="new.worker@borrowmarket.example")
    assert place.agreed_at is None
    assert not place.promises_kept.exists()
