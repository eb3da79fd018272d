"""The desk: three piles by clock and harm, and a ladder that every reporter is shown (L-07)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from watchward.assess.actions.desk import (
    CannotMoveReport,
    bring_back_silent,
    close_report,
    let_wait,
    reopen_report,
    tell_progress,
)
from watchward.assess.actions.grading import grade_report
from watchward.assess.choices import Pile, Waits
from watchward.assess.models import DeskEntry, Step
from watchward.assess.queries.desk import DeskFilter, desk_page, next_to_do, pile_sizes
from watchward.assess.queries.ladder import desk_card, ladder_of, states_of
from watchward.assess.rules.desk import SILENCE, harm_of
from watchward.assess.rules.grading import Grading
from watchward.collect.actions.reports import add_to_report, ask_correction
from watchward.kit.errors import NotFound, NotPermitted
from watchward.policy import operator_at_console
from watchward.records.models import Event
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(town):
    """Lay reports on the desk as the worker does, and say whose desk it is."""

    def lay(*reports):
        work_once(SUBSCRIBERS)
        return reports[0] if len(reports) == 1 else reports

    return lay


def test_what_is_graver_is_due_sooner_and_the_page_says_why(town, desk):
    theft = town.report(by=town.ada)
    weapon = town.report(by=town.bilal, answers={"weapon": "used", "danger_now": ["weapon"]})
    desk(theft, weapon)
    lines = desk_page(town.actor(town.cora), Pile.TO_DO).lines
    assert [line.report.ref for line in lines] == [weapon.ref, theft.ref]
    assert lines[0].because in {"somebody was in danger", "a weapon was seen"}
    assert lines[0].due_at - weapon.told_at == timedelta(hours=4)
    assert harm_of(theft).hours == 72
    assert not Step.everywhere.exists(), "an order for readers decides nothing (G-05)"


def test_an_imported_log_is_history_and_does_not_come_to_the_desk_until_somebody_grades_it(town, desk):
    report = town.report(by=town.ada)
    type(report).everywhere.filter(pk=report.pk).update(origin="import")
    desk(report)
    assert not DeskEntry.everywhere.exists()
    grade_report(actor=town.actor(town.cora), ref=report.ref, grading=Grading("2", "A"))
    assert DeskEntry.everywhere.get().pile == Pile.TO_DO


def test_laying_on_the_desk_twice_is_once(town, desk):
    desk(town.report(by=town.ada))
    work_once(SUBSCRIBERS)
    assert DeskEntry.everywhere.count() == 1


@pytest.mark.parametrize("role", ["store-manager", "police-officer", "board-member", "council-officer", "guard"])
def test_the_desk_is_for_the_office_alone(town, desk, role):
    desk(town.report(by=town.ada))
    how = {"owner_authority": "The owner", "ends_on": (NOW + timedelta(days=900)).date()} if role == "guard" else {}
    place = [town.bakery] if role in {"store-manager", "guard"} else []
    somebody = town.actor(town.person("Sam", role, *place, **how))
    with pytest.raises(NotPermitted):
        desk_page(somebody, Pile.TO_DO)


def test_the_next_town_has_a_desk_of_its_own(town, desk):
    desk(town.report(by=town.ada))
    assert desk_page(town.other.actor(town.dev), Pile.TO_DO).lines == []
    assert len(desk_page(town.actor(town.cora), Pile.TO_DO).lines) == 1


def test_pages_follow_each_other_without_gap_or_double(town, desk):
    reports = [town.report(by=town.ada) for _ in range(5)]
    desk(*reports)
    cora, seen, after = town.actor(town.cora), [], ""
    while True:
        page = desk_page(cora, Pile.TO_DO, after=after, limit=2)
        seen += [line.report.ref for line in page.lines]
        if not (after := page.older):
            break
    assert sorted(seen) == sorted(one.ref for one in reports)
    assert len(set(seen)) == 5
    with pytest.raises(NotFound):
        desk_page(cora, Pile.TO_DO, after="R-0000000000")


def test_a_page_of_thirty_asks_as_much_as_a_page_of_one(town, desk):
    desk(town.report(by=town.ada))
    cora = town.actor(town.cora)
    with CaptureQueriesContext(
        connection,
    ) as one:
        desk_page(cora, Pile.TO_DO)
    desk(*[town.report(by=town.ada) for _ in range(29)])
    with CaptureQueriesContext(connection) as thirty:
        assert len(desk_page(cora, Pile.TO_DO).lines) == 30
    assert len(one) == len(thirty)


def test_a_pile_is_filtered_by_kind_with_its_children_and_by_what_it_waits_for(town, desk):
    hidden, drugs = town.report(by=town.ada, kind="theft.concealed"), town.report(by=town.ada, kind="drugs")
    desk(hidden, drugs)
    cora = town.actor(town.cora)
    found = desk_page(cora, Pile.TO_DO, narrow=DeskFilter(group="theft")).lines
    assert [line.report.ref for line in found] == [hidden.ref]
    let_wait(actor=cora, ref=drugs.ref, waits_for=Waits.POLICE)
    assert desk_page(cora, Pile.WAITING, narrow=DeskFilter(waits_for=Waits.REPORTER)).lines == []
    assert [line.waits_for for line in desk_page(cora, Pile.WAITING).lines] == ["News from the police"]
    assert pile_sizes(cora) == {Pile.TO_DO: 1, Pile.WAITING: 1}
    assert next_to_do(cora) == hidden.ref


def test_every_report_climbs_the_ladder_and_its_reporter_reads_each_rung(town, desk):
    """L-07: received, triaged, sent, police reference, outcome, closed."""
    report, cora = desk(town.report(by=town.ada)), town.actor(town.cora)
    pat = town.actor(town.person("Pat", "police-officer"))
    grade_report(actor=cora, ref=report.ref, grading=Grading("1", "A"))
    tell_progress(actor=cora, ref=report.ref, rung="sent")
    assert DeskEntry.everywhere.get().waits_for == Waits.POLICE
    tell_progress(actor=pat, ref=report.ref, rung="police-reference", words="44123456789")
    tell_progress(actor=pat, ref=report.ref, rung="outcome", choice="ho.charged.1")
    assert DeskEntry.everywhere.get().pile == Pile.TO_DO
    close_report(actor=cora, ref=report.ref, reason="dealt_with", words="Thank you. He was charged.")
    ladder = ladder_of(town.actor(town.ada), report.ref)
    assert [one.label for one in ladder] == [
        "Received", "Read and graded", "Sent to the police", "The police gave a reference", "Outcome", "Closed",
    ]  # fmt: skip
    assert [ladder[3].words, ladder[4].says, ladder[5].says] == ["44123456789", "Charged or summonsed", "Dealt with"]
    assert states_of(town.actor(town.ada), [report.ref])[report.ref].words == "Thank you. He was charged."
    kinds = Event.everywhere.filter(ref=f"report/{report.ref}").values_list("kind", flat=True)
    assert list(kinds).count("report.moved_on") == 3


def test_a_neighbour_reads_no_ladder_but_her_own(town, desk):
    report = desk(town.report(by=town.ada))
    grade_report(actor=town.actor(town.cora), ref=report.ref, grading=Grading("1", "A"))
    with pytest.raises(NotFound):
        ladder_of(town.actor(town.bilal), report.ref)
    assert states_of(town.actor(town.bilal), [report.ref]) == {}


def test_a_report_is_closed_only_with_a_grade_and_a_reason_and_once(town, desk):
    report, cora = desk(town.report(by=town.ada)), town.actor(town.cora)
    with pytest.raises(CannotMoveReport, match="Grade"):
        close_report(actor=cora, ref=report.ref, reason="dealt_with")
    grade_report(actor=cora, ref=report.ref, grading=Grading("1", "A"))
    with pytest.raises(CannotMoveReport, match="reason"):
        close_report(actor=cora, ref=report.ref, reason="because")
    close_report(actor=cora, ref=report.ref, reason="kept_for_pattern")
    for again in (
        lambda: close_report(actor=cora, ref=report.ref, reason="dealt_with"),
        lambda: let_wait(actor=cora, ref=report.ref, waits_for=Waits.POLICE),
        lambda: tell_progress(actor=cora, ref=report.ref, rung="sent"),
        lambda: grade_report(actor=cora, ref=report.ref, grading=Grading("3", "E")),
    ):
        with pytest.raises(CannotMoveReport, match="Open it again"):
            again()
    assert [line.report.ref for line in desk_page(cora, Pile.DONE).lines] == [report.ref]


def test_what_waits_for_its_second_reader_is_not_closed(town, desk):
    report, cora = desk(town.report(by=town.ada)), town.actor(town.cora)
    grade_report(actor=cora, ref=report.ref, grading=Grading("3", "D"))
    with pytest.raises(CannotMoveReport, match="second reader"):
        close_report(actor=cora, ref=report.ref, reason="unfounded")


def test_what_waits_for_its_second_reader_stays_with_them_whatever_the_police_tell(town, desk):
    report, cora = desk(town.report(by=town.ada)), town.actor(town.cora)
    grade_report(actor=cora, ref=report.ref, grading=Grading("3", "D"))
    with pytest.raises(CannotMoveReport, match="second reader"):
        let_wait(actor=cora, ref=report.ref, waits_for=Waits.POLICE)
    tell_progress(actor=cora, ref=report.ref, rung="outcome", choice="arrested")
    entry = DeskEntry.everywhere.get()
    assert (entry.pile, entry.waits_for, entry.rung) == (Pile.WAITING, Waits.SECOND_READER, "outcome")


def test_a_closed_report_is_opened_again_and_an_open_one_is_not(town, desk):
    report, cora = desk(town.report(by=town.ada)), town.actor(town.cora)
    with pytest.raises(CannotMoveReport, match="open already"):
        reopen_report(actor=cora, ref=report.ref)
    grade_report(actor=cora, ref=report.ref, grading=Grading("1", "A"))
    close_report(actor=cora, ref=report.ref, reason="no_lines")
    reopen_report(actor=cora, ref=report.ref, words="A camera was found.")
    assert DeskEntry.everywhere.get().pile == Pile.TO_DO
    assert ladder_of(town.actor(town.ada), report.ref)[-1].words == "A camera was found."


@pytest.mark.parametrize(
    ("said", "sorry"),
    [
        ({"rung": "closed"}, "Say what happened"),
        ({"rung": "outcome", "choice": "nonsense"}, "from the list"),
        ({"rung": "police-reference"}, "reference"),
        ({"rung": "sent", "words": "x" * 401}, "longer"),
    ],
)
def test_half_told_news_is_refused(town, desk, said, sorry):
    report = desk(town.report(by=town.ada))
    with pytest.raises(CannotMoveReport, match=sorry):
        tell_progress(actor=town.actor(town.cora), ref=report.ref, **said)
    assert not Step.everywhere.exists()


def test_a_member_tells_no_progress_and_moves_nothing(town, desk):
    report = desk(town.report(by=town.ada))
    ada = town.actor(town.ada)
    for deed in (
        lambda: tell_progress(actor=ada, ref=report.ref, rung="sent"),
        lambda: close_report(actor=ada, ref=report.ref, reason="dealt_with"),
        lambda: reopen_report(actor=ada, ref=report.ref),
        lambda: let_wait(actor=ada, ref=report.ref, waits_for=Waits.POLICE),
    ):
        with pytest.raises(NotPermitted):
            deed()
    assert desk_card(ada, report.ref) is None


def test_a_question_to_the_reporter_waits_for_the_answer_and_comes_back_with_it(town, desk):
    report, cora = desk(town.report(by=town.ada)), town.actor(town.cora)
    asked = ask_correction(actor=cora, ref=report.ref, text="Which door?")
    work_once(SUBSCRIBERS)
    assert DeskEntry.everywhere.get().waits_for == Waits.REPORTER
    add_to_report(actor=town.actor(town.ada), ref=report.ref, text="The back door.", request_ref=asked.ref)
    work_once(SUBSCRIBERS)
    assert DeskEntry.everywhere.get().pile == Pile.TO_DO


def test_after_14_days_of_silence_a_report_comes_back_by_itself_and_not_a_day_sooner(town, desk):
    """L-07: if nothing happens in 14 days somebody is asked."""
    report, cora = desk(town.report(by=town.ada)), town.actor(town.cora)
    let_wait(actor=cora, ref=report.ref, waits_for=Waits.POLICE, now=NOW)
    clock = operator_at_console()
    assert bring_back_silent(actor=clock, now=NOW + SILENCE - timedelta(days=1)) == 0
    assert bring_back_silent(actor=clock, now=NOW + SILENCE) == 1
    assert bring_back_silent(actor=clock, now=NOW + SILENCE) == 0
    assert DeskEntry.everywhere.get().pile == Pile.TO_DO
    event = Event.everywhere.get(kind="report.brought_back")
    assert (event.partnership_id, event.detail) == (town.partnership.pk, {"waited_for": "police"})


def test_a_coordinator_cannot_play_the_clock(town):
    with pytest.raises(NotPermitted):
        bring_back_silent(actor=town.actor(town.cora), now=NOW)
