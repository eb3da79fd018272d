"""Who is who: judged by a person, taken back by a person, and merged by two."""

from datetime import UTC, date, datetime

import pytest

from watchward.assess.actions.grading import grade_report
from watchward.assess.actions.judgements import CannotJudge, judge, open_subject_from
from watchward.assess.actions.merges import CannotMerge, agree_merge, decline_merge, propose_merge, undo_merge
from watchward.assess.choices import Identity
from watchward.assess.models import Fact, Judgement
from watchward.assess.queries.subjects import (
    clock_of_subject,
    cluster_ids,
    get_subject,
    keeper_of,
    mentions_of,
    newest_subjects,
    qualifying_days,
)
from watchward.assess.rules.clocks import clock_of, months_after
from watchward.assess.rules.grading import Grading
from watchward.collect.rules.drafts import PersonSaid, VehicleSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.records.models import Event

CAP = PersonSaid(alias="Red Cap", methods=("distraction",))


def seen(town, by=None, *people, **said):
    report = town.report(by=by or town.ada, people=people or (CAP,), **said)
    return report, report.people.first()


def opened_from(town, report, mention, **how):
    return open_subject_from(
        actor=town.actor(town.cora), report_ref=report.ref, mention_ref=mention.ref, necessity="Seen before", **how
    )


def said(town, report, mention, subject, verdict="same", **how):
    how = {"actor": town.actor(town.cora)} | how
    return judge(report_ref=report.ref, mention_ref=mention.ref, subject_ref=subject.ref, verdict=verdict, **how)


def test_a_record_opened_from_a_report_holds_what_was_said_as_alleged_with_its_report_g_13(town):
    report, mention = seen(town, vehicles=(VehicleSaid(registration="AB12 CDE"),))
    subject = opened_from(town, report, mention)
    facts = {(one.kind, one.value, one.certainty, one.report_id) for one in subject.facts.all()}
    assert facts == {
        ("alias", "Red Cap", "alleged", report.pk),
        ("method", "distraction", "alleged", report.pk),
        ("vehicle", "AB12CDE", "alleged", report.pk),
    }
    assert subject.judgements.get().verdict == "same"
    assert subject.state == Identity.UNKNOWN


def test_somebody_named_in_the_report_is_identified_and_not_confirmed_p_01(town):
    report, mention = seen(town, None, PersonSaid(name="Generated Name", known="by-name"))
    subject = opened_from(town, report, mention)
    subject.refresh_from_db()
    assert subject.state == Identity.IDENTIFIED


def test_a_car_is_nobodys_where_two_people_are_in_the_report(town):
    report, mention = seen(town, None, CAP, PersonSaid(alias="Blue Coat"), vehicles=(VehicleSaid(registration="AB12"),))
    assert not opened_from(town, report, mention).facts.filter(kind="vehicle").exists()


def test_a_judgement_is_taken_back_with_what_it_wrote_down(town):
    report, mention = seen(town)
    subject = opened_from(town, report, mention)
    again, other = seen(town, town.bilal)
    said(town, again, other, subject)
    assert mentions_of([subject.pk]).count() == 2
    said(town, again, other, subject, "withdrawn")
    assert mentions_of([subject.pk]).get() == mention
    assert not Fact.everywhere.filter(report=again, withdrawn_at__isnull=True).exists()
    assert Fact.everywhere.filter(report=report, withdrawn_at__isnull=True).exists()
    assert [one.verdict for one in Judgement.everywhere.filter(mention=other).order_by("pk")] == ["same", "withdrawn"]


def test_the_same_tap_twice_is_one_judgement(town):
    report, mention = seen(town)
    subject = opened_from(town, report, mention)
    again, other = seen(town, town.bilal)
    assert said(town, again, other, subject) == said(town, again, other, subject)
    assert Event.everywhere.filter(kind="subject.judged").count() == 2


def test_somebody_in_a_report_is_one_subject_only(town):
    report, mention = seen(town)
    opened_from(town, report, mention)
    again, other = seen(town, town.bilal)
    second = opened_from(town, again, other)
    with pytest.raises(CannotJudge, match="Take that back"):
        said(town, report, mention, second)
    assert said(town, report, mention, second, "different").verdict == "different"


def test_nothing_is_taken_back_that_nobody_judged(town):
    report, mention = seen(town)
    subject = opened_from(town, report, mention)
    again, other = seen(town, town.bilal)
    with pytest.raises(CannotJudge, match="Nothing was judged"):
        said(town, again, other, subject, "withdrawn")
    with pytest.raises(CannotJudge, match="Say whether"):
        said(town, again, other, subject, "maybe")


def test_members_and_police_judge_nobody_and_no_machine_does_g_05(town):
    report, mention = seen(town)
    subject = opened_from(town, report, mention)
    pat = town.person("Pat", "police-officer")
    for account in (town.ada, pat):
        with pytest.raises(NotPermitted):
            said(town, report, mention, subject, actor=town.actor(account))
    assert Judgement.everywhere.get().judged_by == town.cora


def test_people_of_another_report_or_town_cannot_be_spliced_in(town):
    report, mention = seen(town)
    subject = opened_from(town, report, mention)
    _report, other = seen(town, town.bilal)
    with pytest.raises(NotFound):
        judge(
            actor=town.actor(town.cora), report_ref=report.ref, mention_ref=other.ref, subject_ref=subject.ref,
            verdict="same",
        )  # fmt: skip
    theirs, stranger = seen(town.other, town.other.ada)
    with pytest.raises(NotFound):
        said(town, theirs, stranger, subject)
    with pytest.raises(NotFound):
        said(town.other, theirs, stranger, subject, actor=town.other.actor(town.dev))
    assert not Judgement.everywhere.filter(mention__in=[other, stranger]).exists()


def two_subjects(town):
    first, second = seen(town), seen(town, town.bilal)
    return opened_from(town, *first), opened_from(town, *second), first, second


def proposed(town, keeper, other):
    return propose_merge(actor=town.actor(town.cora), keeper_ref=keeper.ref, other_ref=other.ref, because="Same tattoo")


def test_a_merge_needs_two_people_and_rewrites_nothing_p_07(town):
    keeper, other, first, second = two_subjects(town)
    pat = town.actor(town.person("Pat", "police-officer"))
    merge = proposed(town, keeper, other)
    with pytest.raises(CannotMerge, match="somebody else"):
        agree_merge(actor=town.actor(town.cora), ref=keeper.ref, merge_ref=merge.ref)
    assert cluster_ids(keeper) == [keeper.pk]
    agree_merge(actor=pat, ref=keeper.ref, merge_ref=merge.ref)
    assert cluster_ids(keeper) == [keeper.pk, other.pk]
    assert keeper_of(get_subject(pat, other.ref)) == keeper
    assert {one.ref for one in mentions_of(cluster_ids(keeper))} == {first[1].ref, second[1].ref}
    assert Judgement.everywhere.get(mention=second[1]).subject == other
    assert [row.ref for row in newest_subjects(pat).rows] == [keeper.ref]


def test_a_merge_is_undone_with_a_reason_and_both_stand_for_themselves_again_p_07(town):
    keeper, other, _first, _second = two_subjects(town)
    merge = proposed(town, keeper, other)
    agree_merge(actor=town.actor(town.person("Pat", "police-officer")), ref=other.ref, merge_ref=merge.ref)
    with pytest.raises(NotFound):
        undo_merge(actor=town.actor(town.cora), ref=keeper.ref, merge_ref="L-0000000000", because="x")
    undo_merge(actor=town.actor(town.cora), ref=other.ref, merge_ref=merge.ref, because="His brother")
    other.refresh_from_db()
    assert (cluster_ids(keeper), other.merged_into_id) == ([keeper.pk], None)
    assert {row.ref for row in newest_subjects(town.actor(town.cora)).rows} == {keeper.ref, other.ref}


def test_a_declined_merge_changes_nothing_and_may_be_proposed_again(town):
    keeper, other, _first, _second = two_subjects(town)
    merge = proposed(town, keeper, other)
    with pytest.raises(CannotMerge, match="waits"):
        proposed(town, keeper, other)
    decline_merge(actor=town.actor(town.cora), ref=keeper.ref, merge_ref=merge.ref)
    with pytest.raises(NotFound):
        agree_merge(actor=town.actor(town.person("Pat", "police-officer")), ref=keeper.ref, merge_ref=merge.ref)
    assert proposed(town, keeper, other).ref != merge.ref


def test_a_judgement_that_says_no_stands_between_two_records(town):
    keeper, other, first, _second = two_subjects(town)
    said(town, *first, other, "different")
    with pytest.raises(CannotMerge, match="Take that back"):
        proposed(town, keeper, other)
    said(town, *first, other, "withdrawn")
    assert proposed(town, keeper, other)


def test_nobody_is_merged_with_themselves_or_with_the_next_town(town):
    keeper, *_rest = two_subjects(town)
    theirs = opened_from(town.other, *seen(town.other, town.other.ada))
    with pytest.raises(CannotMerge, match="same record"):
        proposed(town, keeper, keeper)
    with pytest.raises(NotFound):
        proposed(town, keeper, theirs)


def test_only_a_graded_and_accepted_report_restarts_the_clock_r_03(town):
    subject = opened_from(town, *seen(town), now=datetime(2026, 3, 7, tzinfo=UTC))
    report, mention = seen(town, happened_at=datetime(2026, 5, 2, 12, tzinfo=UTC))
    said(town, report, mention, subject)
    cora = town.actor(town.cora)
    assert qualifying_days([subject.pk]) == []
    grade_report(actor=cora, ref=report.ref, grading=Grading("2", "A"))
    assert qualifying_days([subject.pk]) == [date(2026, 5, 2)]
    assert clock_of_subject(subject).starts_on == date(2026, 5, 2)
    grade_report(actor=cora, ref=report.ref, grading=Grading("3", "A"))
    assert qualifying_days([subject.pk]) == []


def test_clocks_run_three_months_for_the_unknown_and_twelve_for_the_known_up_to_two_years():
    """P-03, R-01, R-03."""
    opened = date(2026, 1, 31)
    assert clock_of("unknown", opened, []).ends_on == date(2026, 4, 30)
    assert clock_of("identified", opened, []).ends_on == date(2027, 1, 31)
    assert clock_of("confirmed", opened, [date(2026, 6, 1), date(2026, 5, 1)]).ends_on == date(2027, 6, 1)
    late = clock_of("confirmed", opened, [date(2027, 12, 1)])
    assert late.ends_on == date(2028, 1, 31)
    assert "R-03" in late.because


def test_a_month_after_the_last_of_january_is_the_last_of_february():
    assert months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_after(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert months_after(date(2026, 11, 15), 14) == date(2028, 1, 15)
