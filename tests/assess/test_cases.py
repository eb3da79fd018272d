"""Cases: who opens them, what belongs to them, what is written in them, and what a package lacks."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.support.pictures import jpeg
from watchward.assess.actions._cases import CannotChangeCase
from watchward.assess.actions.case_steps import add_step, tick_task
from watchward.assess.actions.cases import (
    choose_evidence,
    close_case,
    drop_evidence,
    give_case,
    link_report,
    open_case,
    pause_case,
    reopen_case,
    unlink_report,
)
from watchward.assess.actions.grading import grade_report
from watchward.assess.actions.subjects import open_subject
from watchward.assess.clocks.cases import in_a_case
from watchward.assess.models import Case, DeskEntry, Step
from watchward.assess.queries.cases import (
    CaseFilter,
    case_workers,
    cases_about,
    list_cases,
    tasks_to_do,
)
from watchward.assess.queries.ladder import ladder_of
from watchward.assess.queries.packages import read_case
from watchward.assess.rules.cases import StepSaid, may_be_part, names_somebody
from watchward.assess.rules.facts import FactSaid
from watchward.assess.rules.grading import Grading
from watchward.assess.rules.packages import ExhibitState, ReportState, lacks_of
from watchward.collect.actions.evidence import hand_over
from watchward.collect.actions.reports import submit_report
from watchward.collect.files import keep_files
from watchward.collect.models import Custody, Evidence
from watchward.collect.rules.drafts import PersonSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.models import Membership
from watchward.records.ledger import events_about
from watchward.records.models import Event
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

pytestmark = pytest.mark.django_db


def today():
    return timezone.now().date()


def kept(*reports):
    """What the clocks leave, of these reports, because a case needs it (R-07)."""
    return set(in_a_case([f"report/{one.ref}" for one in reports], reports[0].partnership_id, timezone.now()))


@pytest.fixture
def cora(town):
    return town.actor(town.cora)


@pytest.fixture
def pat(town):
    return town.actor(town.person("Pat", "police-officer"))


def opened(cora, *reports, **said):
    plain = {"title": "Cakes on Fridays", "purpose": "Find out who it is, and stop it."}
    return open_case(actor=cora, report_refs=[one.ref for one in reports], **(plain | said))


def with_picture(town, **said):
    kept, problems = keep_files([SimpleUploadedFile("till.jpg", jpeg())])
    assert not problems
    report = submit_report(
        actor=town.actor(town.ada), draft=town.draft(**said), client_key=uuid4(), files=kept
    )  # fmt: skip
    return report, report.evidence.get()


def place_of(account) -> str:
    return Membership.everywhere.get(account=account).ref


# --- who ------------------------------------------------------------------------------------------------


def test_coordinator_opens_a_case_and_the_police_read_it_but_open_none(town, cora, pat):
    case = opened(cora, town.report(by=town.ada))
    assert read_case(pat, case.ref).title == "Cakes on Fridays"
    assert read_case(pat, case.ref).may_write == ("note", "outcome")
    with pytest.raises(NotPermitted):
        opened(pat)


@pytest.mark.parametrize("role", ["shop-worker", "store-manager", "board-member", "council-officer", "cctv-operator"])
def test_members_and_others_never_see_a_case_whoever_it_is_about_p04_p05(town, cora, role):
    case = opened(cora, town.report(by=town.ada, people=(PersonSaid(alias="Red Cap", seemed_under_18=True),)))
    somebody = town.actor(town.person("Mia", role, town.bakery))
    with pytest.raises(NotPermitted):
        read_case(somebody, case.ref)
    with pytest.raises(NotPermitted):
        list_cases(somebody)


def test_next_town_cannot_tell_a_case_from_a_missing_one(town, cora):
    case, dev = opened(cora), town.actor(town.dev)
    with pytest.raises(NotFound) as hidden:
        read_case(dev, case.ref)
    with pytest.raises(NotFound) as missing:
        read_case(dev, "Y-0000000000")
    assert str(hidden.value) == str(missing.value)
    with pytest.raises(NotFound):
        link_report(actor=dev, ref=case.ref, report_ref=town.report(by=town.ada).ref, because="Same cap.")


# --- what belongs to it ---------------------------------------------------------------------------------


def test_a_title_that_names_the_subject_is_refused_and_one_that_names_nobody_is_taken(town, cora):
    fact = FactSaid(kind="alias", value="Red Cap", source="Two shops", said_on=today())
    subject = open_subject(actor=cora, necessity="Three thefts in a week.", facts=(fact,))
    with pytest.raises(CannotChangeCase, match="part of the subject's name"):
        opened(cora, subject_ref=subject.ref, title="The RED-CAP thefts")
    with pytest.raises(CannotChangeCase):
        opened(cora, subject_ref=subject.ref, title="  ")
    case = opened(cora, subject_ref=subject.ref)
    assert [one.ref for one in cases_about(cora, subject.ref)] == [case.ref]
    assert names_somebody("Capes and cakes", ["Red Cap"]) == ""


def test_a_report_goes_in_and_comes_out_with_reasons_and_both_stay_readable(town, cora):
    report = town.report(by=town.ada)
    case = opened(cora)
    with pytest.raises(CannotChangeCase, match="Say why"):
        link_report(actor=cora, ref=case.ref, report_ref=report.ref, because=" ")
    link_report(actor=cora, ref=case.ref, report_ref=report.ref, because="The same cap.")
    with pytest.raises(CannotChangeCase, match="already"):
        link_report(actor=cora, ref=case.ref, report_ref=report.ref, because="Again.")
    assert kept(report) == {f"report/{report.ref}"}
    unlink_report(actor=cora, ref=case.ref, report_ref=report.ref, because="Another person.")
    view = read_case(cora, case.ref)
    assert view.reports == ()
    assert [(one.because, one.unlinked_because) for one in view.taken_out] == [("The same cap.", "Another person.")]
    assert kept(report) == set()
    with pytest.raises(NotFound):
        unlink_report(actor=cora, ref=case.ref, report_ref=report.ref, because="Twice.")


def test_a_report_is_kept_while_its_case_is_open_or_paused_and_for_a_while_after_r_07(town, cora):
    report, other = town.report(by=town.ada), town.report(by=town.bilal)
    case = opened(cora)
    link_report(actor=cora, ref=case.ref, report_ref=report.ref, because="The same cap.")
    assert kept(report, other) == {f"report/{report.ref}"}
    pause_case(actor=cora, ref=case.ref, because="He is in hospital.")
    assert kept(report, other) == {f"report/{report.ref}"}
    close_case(actor=cora, ref=case.ref, because="Passed on.")
    assert kept(report, other) == {f"report/{report.ref}"}
    Case.everywhere.update(closed_at=timezone.now() - timedelta(days=1000))
    assert kept(report, other) == set()


def test_a_report_of_the_next_town_is_not_found(town, cora):
    theirs = town.other.report(by=town.other.ada)
    with pytest.raises(NotFound):
        opened(cora, theirs)
    assert not Case.everywhere.exists()


def test_an_exhibit_comes_from_a_linked_report_fits_its_part_and_goes_with_its_report(town, cora):
    report, item = with_picture(town)
    case = opened(cora)
    with pytest.raises(CannotChangeCase, match="report into the case first"):
        choose_evidence(actor=cora, ref=case.ref, evidence_ref=item.ref, part="face")
    link_report(actor=cora, ref=case.ref, report_ref=report.ref, because="Same cap.")
    with pytest.raises(CannotChangeCase, match="must be some footage"):
        choose_evidence(actor=cora, ref=case.ref, evidence_ref=item.ref, part="clip")
    choose_evidence(actor=cora, ref=case.ref, evidence_ref=item.ref, part="face")
    with pytest.raises(CannotChangeCase, match="already"):
        choose_evidence(actor=cora, ref=case.ref, evidence_ref=item.ref, part="other")
    assert [one.part for one in read_case(cora, case.ref).exhibits] == ["face"]
    drop_evidence(actor=cora, ref=case.ref, evidence_ref=item.ref)
    choose_evidence(actor=cora, ref=case.ref, evidence_ref=item.ref, part="clothing")
    unlink_report(actor=cora, ref=case.ref, report_ref=report.ref, because="Another person.")
    assert read_case(cora, case.ref).exhibits == ()


# --- the log --------------------------------------------------------------------------------------------


def test_police_write_notes_and_outcomes_and_nothing_else(town, cora, pat):
    case = opened(cora)
    add_step(actor=pat, ref=case.ref, said=StepSaid("note", "I will look at the footage."), now=timezone.now())
    add_step(actor=pat, ref=case.ref, said=StepSaid("outcome", "Charged.", choice="ho.charged.1"), now=timezone.now())
    for said in (
        StepSaid("decision", "Close it.", because="No lines."),
        StepSaid("sent", "To the station."),
        StepSaid("task", "Ring.", due_on=today(), owner_ref=place_of(town.cora)),
        StepSaid("closed", "Done."),
    ):
        with pytest.raises(NotPermitted):
            add_step(actor=pat, ref=case.ref, said=said, now=timezone.now())
    with pytest.raises(NotPermitted):
        close_case(actor=pat, ref=case.ref, because="Done.")


@pytest.mark.parametrize(
    ("said", "sorry"),
    [
        (StepSaid("note", " "), "Write what"),
        (StepSaid("decision", "Close it."), "says why"),
        (StepSaid("task", "Ring."), "who does it and by when"),
        (StepSaid("task", "Ring.", due_on=today() - timedelta(days=2), owner_ref="M-1"), "past"),
        (StepSaid("task", "Ring.", due_on=today(), owner_ref="M-0000000000"), "somebody who may read cases"),
        (StepSaid("outcome", "Charged.", choice="nonsense"), "from the list"),
        (StepSaid("note", "x" * 1001), "Shorten"),
    ],
)
def test_half_a_line_is_refused_with_what_is_missing(cora, said, sorry):
    case = opened(cora)
    with pytest.raises(CannotChangeCase, match=sorry):
        add_step(actor=cora, ref=case.ref, said=said, now=timezone.now())
    with pytest.raises((CannotChangeCase, NotPermitted)):
        add_step(actor=cora, ref=case.ref, said=StepSaid("opened", "Nonsense."), now=timezone.now())


def test_a_task_is_ticked_by_whoever_it_was_given_to_and_by_nobody_else_of_the_police(town, cora, pat):
    case = opened(cora)
    police = Membership.everywhere.get(pk=pat.membership_id)
    theirs = add_step(
        actor=cora,
        ref=case.ref,
        said=StepSaid("task", "Fetch.", due_on=today(), owner_ref=police.ref),
        now=timezone.now(),
    )
    ours = StepSaid("task", "Ring the shop.", due_on=today(), owner_ref=place_of(town.cora))
    mine = add_step(actor=cora, ref=case.ref, said=ours, now=timezone.now())
    assert [one.is_mine for one in tasks_to_do(pat)] == [True, False]
    tick_task(actor=pat, ref=case.ref, step_ref=theirs.ref)
    with pytest.raises(NotPermitted):
        tick_task(actor=pat, ref=case.ref, step_ref=mine.ref)
    tick_task(actor=cora, ref=case.ref, step_ref=mine.ref)
    with pytest.raises(NotFound):
        tick_task(actor=cora, ref=case.ref, step_ref=mine.ref)
    assert tasks_to_do(cora) == []


def test_tasks_are_given_only_to_those_who_may_read_cases(town, cora):
    names = [name for _ref, name in case_workers(cora)]
    assert "Cora (generated)" in names
    assert "Ada (generated)" not in names


def test_what_the_police_did_climbs_the_ladder_of_each_open_report_l07(town, cora, pat):
    open_one, closed_one = town.report(by=town.ada), town.report(by=town.bilal)
    work_once(SUBSCRIBERS)
    DeskEntry.everywhere.filter(report=closed_one).update(pile="done")
    case = opened(cora, open_one, closed_one)
    add_step(actor=cora, ref=case.ref, said=StepSaid("sent", "By e-mail.", reference="44/123"), tell_reporters=True)
    said = StepSaid("outcome", "He was charged today.", choice="ho.charged.1")
    add_step(actor=pat, ref=case.ref, said=said, tell_reporters=True)
    rungs = ladder_of(town.actor(town.ada), open_one.ref)
    assert [one.label for one in rungs] == ["Received", "The police gave a reference", "Outcome"]
    assert "charged today" not in " ".join(one.words for one in rungs), "the words stay in the case"
    assert not Step.everywhere.filter(report=closed_one).exists()
    add_step(actor=pat, ref=case.ref, said=said)
    assert Step.everywhere.filter(report=open_one).count() == 2, "only when asked"


def test_a_case_is_paused_closed_and_opened_again_with_reasons_and_a_closed_one_takes_nothing(town, cora):
    report = town.report(by=town.ada)
    case = opened(cora, report)
    pause_case(actor=cora, ref=case.ref, because="He is in hospital.")
    with pytest.raises(CannotChangeCase):
        pause_case(actor=cora, ref=case.ref, because="Again.")
    assert kept(report) == {f"report/{report.ref}"}
    close_case(actor=cora, ref=case.ref, because="Passed on.")
    with pytest.raises(CannotChangeCase, match="closed"):
        add_step(actor=cora, ref=case.ref, said=StepSaid("note", "Late."))
    with pytest.raises(CannotChangeCase, match="closed"):
        link_report(actor=cora, ref=case.ref, report_ref=report.ref, because="Late.")
    with pytest.raises(CannotChangeCase):
        reopen_case(actor=cora, ref=case.ref, because="")
    reopen_case(actor=cora, ref=case.ref, because="It happened again.")
    with pytest.raises(CannotChangeCase, match="open already"):
        reopen_case(actor=cora, ref=case.ref, because="Again.")
    view = read_case(cora, case.ref)
    assert [one.deed for one in view.log] == ["reopened", "closed", "paused"]
    assert (view.state, view.closed_at) == ("open", None)


def test_a_case_is_given_to_somebody_who_may_read_it_and_to_nobody_else(town, cora, pat):
    case = opened(cora)
    police = Membership.everywhere.get(pk=pat.membership_id)
    give_case(actor=cora, ref=case.ref, to_ref=police.ref, because="They lead now.")
    assert read_case(cora, case.ref).owner == "Pat (generated)"
    for other in (police.ref, place_of(town.ada), "M-0000000000"):
        with pytest.raises(CannotChangeCase):
            give_case(actor=cora, ref=case.ref, to_ref=other)
    assert [one.ref for one in list_cases(pat, CaseFilter(only_mine=True)).rows] == [case.ref]
    assert list_cases(cora, CaseFilter(only_mine=True)).rows == []


def test_what_is_due_first_stands_first_and_the_list_costs_the_same_for_one_and_thirty(
    town, cora, django_assert_num_queries
):
    later, sooner = opened(cora, town.report(by=town.ada)), opened(cora)
    opened(cora)
    mine = place_of(town.cora)
    for case, days in ((later, 5), (sooner, 2)):
        said = StepSaid("task", "Ring.", due_on=today() + timedelta(days=days), owner_ref=mine)
        add_step(actor=cora, ref=case.ref, said=said, now=timezone.now())
    with django_assert_num_queries(1):
        rows = list_cases(cora).rows
    assert [one.ref for one in rows[:2]] == [sooner.ref, later.ref]
    assert [(one.tasks, one.reports) for one in rows] == [(1, 0), (1, 1), (0, 0)]
    for _ in range(27):
        opened(cora)
    with django_assert_num_queries(1):
        assert len(list_cases(cora).rows) == 30


def test_every_deed_is_one_event_and_none_holds_a_word_of_it(town, cora):
    report = town.report(by=town.ada)
    before = Event.everywhere.count()
    case = opened(cora, report)
    add_step(actor=cora, ref=case.ref, said=StepSaid("note", "Secret words."))
    close_case(actor=cora, ref=case.ref, because="Secret reason.")
    events = list(events_about(f"case/{case.ref}", town.partnership.pk))
    assert [one.kind for one in events] == ["case.opened", "case.step_added", "case.closed"]
    assert Event.everywhere.count() == before + 3
    assert "Secret" not in str([one.detail for one in events])


# --- the package ----------------------------------------------------------------------------------------


def test_a_package_says_what_was_reported_and_what_is_only_intelligence_and_conditions_travel_m08(town, cora, pat):
    first = town.report(by=town.ada)
    second = town.report(by=town.bilal, form="intelligence", narrative="Heard that he sells them.")
    work_once(SUBSCRIBERS)
    grade_report(actor=cora, ref=first.ref, grading=Grading("1", "A"))
    held = Grading("2", "C", handling="C", conditions="Police only, until Friday.")
    grade_report(actor=cora, ref=second.ref, grading=held)
    view = read_case(pat, opened(cora, second, first).ref)
    assert [(one.number, one.is_reported) for one in view.reports] == [(1, True), (2, False)]
    assert [one.grade.code for one in view.reports] == ["1A P", "2C C"]
    assert view.reports[1].grade.conditions == "Police only, until Friday."


def test_a_package_shows_how_far_each_fact_goes_and_where_it_comes_from_g13(town, cora, pat):
    report = town.report(by=town.ada)
    facts = (
        FactSaid(kind="alias", value="Red Cap", report_ref=report.ref, said_on=today()),
        FactSaid(kind="outcome", value="Fined in May", certainty="convicted", source="Court list", said_on=today()),
        FactSaid(kind="support", value="Drug service", source="Outreach", said_on=today()),
    )
    subject = open_subject(actor=cora, necessity="Three thefts.", facts=facts)
    view = read_case(pat, opened(cora, report, subject_ref=subject.ref).ref)
    assert [(one.value, one.certainty, one.source) for one in view.subject.facts] == [
        ("Red Cap", "alleged", "Report 1"),
        ("Fined in May", "convicted", "Court list"),
    ], "support stays out of the package (M-08)"
    assert view.subject.may_be_minor, "nobody has said that they look 18 (P-04)"


def test_a_gap_in_the_line_of_hands_is_shown_and_a_whole_line_is_not_l05(town, cora):
    report, item = with_picture(town)
    case = opened(cora, report)
    choose_evidence(actor=cora, ref=case.ref, evidence_ref=item.ref, part="face")
    hand_over(actor=cora, ref=item.ref, from_whom="Watchward", to_whom="PC 44", why="Fetched.")
    assert read_case(cora, case.ref).exhibits[0].gaps == 0
    hand_over(actor=cora, ref=item.ref, from_whom="Somebody else", to_whom="PC 45", why="Fetched.")
    exhibit = read_case(cora, case.ref).exhibits[0]
    assert exhibit.gaps == 1
    assert "The line of hands has a gap (L-05)." in exhibit.lacks
    assert exhibit.sha256 == item.original_sha256


STATES = {
    "statement": ExhibitState("Exhibit A/1", "statement", "document", "", None, None, "", "0" * 64, 0),
    "clip": ExhibitState(
        "Exhibit A/2", "clip", "video", "Till", 45, datetime(2026, 3, 6, 21, 15, tzinfo=UTC), "Ada", "0" * 64, 0
    ),
    "face": ExhibitState("Exhibit A/3", "face", "photo", "", None, None, "", "0" * 64, 0),
    "clothing": ExhibitState("Exhibit A/4", "clothing", "photo", "", None, None, "", "0" * 64, 0),
}
GRADED = ReportState("Report 1", "incident", is_graded=True, waits_for_second=False)


def test_a_package_with_statement_clip_and_stills_is_complete_l03_l04():
    assert lacks_of([GRADED], list(STATES.values())) == []


@pytest.mark.parametrize("part", list(STATES))
def test_a_package_without_one_of_its_parts_says_which_l03_l04(part):
    lacks = lacks_of([GRADED], [one for name, one in STATES.items() if name != part])
    assert len(lacks) == 1
    assert {"statement": "statement", "clip": "clip", "face": "face", "clothing": "clothing"}[part] in lacks[0].says


def test_footage_without_clock_camera_and_exporter_and_an_exhibit_without_a_hash_say_so_l04():
    bare = ExhibitState("Exhibit A/2", "clip", "video", "", None, None, "", "", 0)
    says = " ".join(one.says for one in lacks_of([GRADED], [bare]) if one.name == "Exhibit A/2")
    for words in ("place of the camera", "clock is off", "starts", "exported it", "fingerprint"):
        assert words in says


def test_intelligence_alone_and_a_report_without_a_grade_are_no_package_m08():
    told = ReportState("Report 1", "intelligence", is_graded=False, waits_for_second=False)
    says = [one.says for one in lacks_of([told], list(STATES.values()))]
    assert says[0].startswith("No incident is in the case")
    assert says[1].startswith("It is not graded")
    waits = ReportState("Report 1", "incident", is_graded=True, waits_for_second=True)
    assert "second reader" in lacks_of([waits], list(STATES.values()))[0].says


def test_a_still_is_a_photograph_and_a_statement_a_document_l04():
    assert may_be_part("face", "photo")
    assert may_be_part("statement", "document")
    assert may_be_part("other", "video")
    assert not may_be_part("face", "video")
    assert not may_be_part("statement", "photo")
    assert not may_be_part("nonsense", "photo")
    assert Custody.everywhere.count() == Evidence.everywhere.count() == 0
