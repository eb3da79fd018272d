"""I know this person: the record closes at once, on every way, until somebody else opens it again."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.support.programs import program
from tests.support.showing import make_shown
from tests.support.signing_in import signed_in
from watchward.assess.actions.cases import choose_evidence, drop_evidence, open_case, unlink_report
from watchward.assess.actions.desk import close_report, let_wait, tell_progress
from watchward.assess.actions.grading import grade_report
from watchward.assess.actions.judgements import judge, open_subject_from
from watchward.assess.actions.merges import propose_merge
from watchward.assess.actions.recusals import CannotRecuse, CannotRelease, declare_recusal, release_recusal
from watchward.assess.actions.subjects import add_fact, open_subject
from watchward.assess.choices import Pile
from watchward.assess.models import Subject
from watchward.assess.queries.cases import list_cases
from watchward.assess.queries.desk import desk_page
from watchward.assess.queries.packages import read_case
from watchward.assess.queries.recusals import is_recused, open_recusals
from watchward.assess.queries.search.find import place_of
from watchward.assess.queries.subject_page import read_subject
from watchward.assess.queries.subjects import get_subject, judgements_in_force, newest_subjects
from watchward.assess.rules.facts import FactSaid
from watchward.assess.rules.grading import Grading
from watchward.collect.queries.reports import get_report, newest_reports
from watchward.collect.rules.drafts import PersonSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.models import Membership, Recusal
from watchward.policy.purposes import Purpose
from watchward.records.models import Event
from watchward.records.outbox import work_once
from watchward.share.choices import Shelf
from watchward.share.queries.disclosures import visible_decisions
from watchward.share.queries.gallery import gallery_page
from watchward.share.queries.waiting import with_police
from watchward.wiring import SUBSCRIBERS

pytestmark = pytest.mark.django_db
GRADE = Grading("1", "A")


@pytest.fixture
def report(town):
    made = town.report(by=town.ada)
    work_once(SUBSCRIBERS)
    return made


def about(report) -> str:
    return f"report/{report.ref}"


@pytest.fixture
def carl(town):
    return town.person("Carl", "coordinator")


def test_a_coordinator_who_knows_them_neither_reads_nor_works_on_the_report(town, report):
    assert get_report(town.actor(town.cora), report.ref)
    declare_recusal(actor=town.actor(town.cora), about=about(report))
    cora = town.actor(town.cora)
    assert is_recused(cora, about(report))
    with pytest.raises(NotFound):
        get_report(cora, report.ref)
    for deed in (
        lambda: grade_report(actor=cora, ref=report.ref, grading=GRADE),
        lambda: let_wait(actor=cora, ref=report.ref, waits_for="police"),
        lambda: tell_progress(actor=cora, ref=report.ref, rung="sent"),
        lambda: close_report(actor=cora, ref=report.ref, reason="no-action"),
    ):
        with pytest.raises(NotFound):
            deed()
    assert newest_reports(cora).rows == []
    assert desk_page(cora, Pile.TO_DO).lines == []
    (event,) = Event.everywhere.filter(kind="recusal.declared")
    assert (event.ref, event.account_id) == (about(report), town.cora.pk)


def test_every_address_of_the_report_is_closed_to_them_and_open_to_their_colleague(town, report, carl):
    client, colleague = signed_in(town.cora), signed_in(carl)
    page = client.get(f"/reports/{report.ref}/").content.decode()
    assert "I know this person" in page
    answer = client.post("/looks/kept-away/declare/", {"about": about(report)}, follow=True)
    assert report.ref in answer.content.decode()
    assert client.get(f"/reports/{report.ref}/").status_code == 404
    file = b"".join(client.get("/reports/export.csv").streaming_content).decode()
    assert report.ref not in file
    assert colleague.get(f"/reports/{report.ref}/").status_code == 200


def test_ones_own_report_stays_readable_but_somebody_else_grades_it(town):
    own = town.report(by=town.cora, premises_ref=town.bakery.ref)
    declare_recusal(actor=town.actor(town.cora), about=about(own))
    cora = town.actor(town.cora)
    assert get_report(cora, own.ref)
    with pytest.raises(NotPermitted, match="You said that you know this person"):
        grade_report(actor=cora, ref=own.ref, grading=GRADE)


def test_another_coordinator_lets_them_back_and_nobody_lets_themselves_back(town, report, carl):
    (recusal,) = declare_recusal(actor=town.actor(town.cora), about=about(report))
    with pytest.raises(CannotRelease, match="yourself"):
        release_recusal(actor=town.actor(town.cora), ref=recusal.ref)
    with pytest.raises(NotPermitted):
        release_recusal(actor=town.actor(town.ada), ref=recusal.ref)
    with pytest.raises(NotFound):
        release_recusal(actor=town.actor(town.dev), ref=recusal.ref)
    release_recusal(actor=town.actor(carl), ref=recusal.ref)
    assert get_report(town.actor(town.cora), report.ref)
    assert not Membership.everywhere.get(account=town.cora).has_recusals
    with pytest.raises(NotFound):
        release_recusal(actor=town.actor(carl), ref=recusal.ref)


def test_the_lead_sees_the_whole_list_and_everybody_else_their_own(town, report):
    declare_recusal(actor=town.actor(town.cora), about=about(report))
    lead = town.actor(town.person("Dot", "data-protection-lead"))
    (line,) = open_recusals(lead)
    assert (line.who, line.about, line.may_release) == ("Cora (generated)", report.ref, False)
    assert open_recusals(town.actor(town.ada)) == []
    assert open_recusals(town.actor(town.dev)) == []


def test_nobody_recuses_themselves_twice_or_from_what_they_cannot_see(town, report):
    declare_recusal(actor=town.actor(town.cora), about=about(report))
    with pytest.raises(NotFound):
        declare_recusal(actor=town.actor(town.cora), about=about(report))
    with pytest.raises(NotFound):
        declare_recusal(actor=town.actor(town.dev), about=about(report))
    with pytest.raises(NotFound):
        declare_recusal(actor=town.actor(town.ada), about="premises/P-1")
    own = town.report(by=town.ada)
    declare_recusal(actor=town.actor(town.ada), about=about(own))
    with pytest.raises(CannotRecuse, match="already"):
        declare_recusal(actor=town.actor(town.ada), about=about(own))


def test_the_database_itself_lets_nobody_release_themselves(town, report):
    (recusal,) = declare_recusal(actor=town.actor(town.cora), about=about(report))
    with pytest.raises(IntegrityError), transaction.atomic():
        Recusal.everywhere.filter(pk=recusal.pk).update(released_at=timezone.now(), released_by=town.cora)


def test_who_keeps_away_from_nothing_costs_no_question_more(town, report, django_assert_num_queries):
    from watchward.partners.queries.actors import seats_of

    how = {"has_second_factor": True, "is_recently_confirmed": True}
    with django_assert_num_queries(4):
        seats_of(town.cora, **how)
    declare_recusal(actor=town.actor(town.cora), about=about(report))
    with django_assert_num_queries(5):
        seats_of(town.cora, **how)


def test_the_reports_of_a_known_subject_are_closed_too_on_every_way_and_open_again_after(town, carl):
    colleague = town.actor(carl)
    shown = make_shown(town)
    told, known = shown.report, shown.subject
    other = town.report(by=town.ada, people=(PersonSaid(alias="Blue Cap"),))
    own = town.report(by=town.cora, premises_ref=town.bakery.ref, people=(PersonSaid(alias="Red Cap"),))
    work_once(SUBSCRIBERS)
    keeper = open_subject(actor=colleague, necessity="Known since long")
    judge(
        actor=colleague, report_ref=own.ref, mention_ref=own.people.get().ref, subject_ref=known.ref, verdict="same"
    )  # fmt: skip
    Subject.everywhere.filter(pk=known.pk).update(merged_into=keeper)
    recusals = declare_recusal(actor=town.actor(town.cora), about=f"subject/{keeper.ref}")
    cora, client = town.actor(town.cora), signed_in(town.cora)
    file = shown.evidence.ref
    closed = (f"/reports/{told.ref}/", f"/evidence/{file}/", f"/evidence/{file}/picture/")
    for address in closed:
        assert client.get(address).status_code == 404, address
        assert signed_in(carl).get(address).status_code == 200, address
    for towns in (False, True):
        assert {row.ref for row in newest_reports(cora, everywhere=towns).rows} == {other.ref, own.ref}
    file = b"".join(client.get("/reports/export.csv").streaming_content).decode()
    assert (told.ref in file, other.ref in file) == (False, True)
    assert told.ref not in {line.report.ref for line in desk_page(cora, Pile.TO_DO).lines}
    assert place_of(cora, told.ref) is None
    assert program(town.cora).get(f"/reports/{told.ref}").status_code == 404
    with pytest.raises(NotPermitted, match="You said that you know this person"):
        grade_report(actor=cora, ref=own.ref, grading=GRADE)
    for one in recusals:
        release_recusal(actor=colleague, ref=one.ref)
    assert get_report(town.actor(town.cora), told.ref)
    assert client.get(closed[0]).status_code == 200


def test_a_judgement_that_is_taken_back_opens_the_report_again(town, carl):
    colleague, told = town.actor(carl), town.report(by=town.ada, people=(PersonSaid(alias="Red Cap"),))
    known = open_subject_from(
        actor=colleague, report_ref=told.ref, mention_ref=told.people.get().ref, necessity="Seen again"
    )
    declare_recusal(actor=town.actor(town.cora), about=f"subject/{known.ref}")
    with pytest.raises(NotFound):
        get_report(town.actor(town.cora), told.ref)
    judge(
        actor=colleague, report_ref=told.ref, mention_ref=told.people.get().ref, subject_ref=known.ref,
        verdict="withdrawn",
    )  # fmt: skip
    assert get_report(town.actor(town.cora), told.ref)


def test_whoever_knows_a_subject_finds_it_nowhere_nor_what_was_merged_with_it_before_or_since(town, carl):
    cora, colleague = town.actor(town.cora), town.actor(carl)
    first, second, third, stranger = (
        open_subject(actor=colleague, necessity="Three thefts in a week") for _number in range(4)
    )
    Subject.everywhere.filter(pk=second.pk).update(merged_into=first)
    assert len(declare_recusal(actor=cora, about=f"subject/{second.ref}")) == 2, "the keeper too"
    Subject.everywhere.filter(pk=first.pk).update(merged_into=third)  # merged by others since
    cora = town.actor(town.cora)
    for subject in (first, second, third):
        with pytest.raises(NotFound):
            get_subject(cora, subject.ref)
        assert get_subject(colleague, subject.ref)
    assert [row.ref for row in newest_subjects(cora).rows] == [stranger.ref]
    with pytest.raises(NotFound):
        add_fact(actor=cora, ref=first.ref, said=FactSaid("alias", "Red Cap", source="The guard"))


@pytest.fixture
def cluster(town, carl):
    """Shown by a decision, known from a report and in a case; two merges away from a record that somebody knows."""
    shown = make_shown(town)
    decision = shown.disclose()
    colleague = town.actor(carl)
    cousin, uncle, head = (open_subject(actor=colleague, necessity="Seen again") for _number in range(3))
    case = open_case(
        actor=colleague, title="Cakes on Fridays", purpose="Stop it.", subject_ref=shown.subject.ref,
        report_refs=[shown.report.ref],
    )  # fmt: skip
    for one, into in ((cousin, uncle), (uncle, head), (head, shown.subject)):
        Subject.everywhere.filter(pk=one.pk).update(merged_into=into)
    Subject.everywhere.filter(pk=head.pk).update(merged_into=None)
    declare_recusal(actor=town.actor(town.cora), about=f"subject/{cousin.ref}")
    programs = {who.pk: program(who) for who in (town.cora, carl)}
    return SimpleNamespace(shown=shown, decision=decision, case=case, head=head, programs=programs)


def doors(town, who, cluster):
    """On which ways somebody meets the person."""
    actor, ref = town.actor(who), cluster.shown.subject.ref
    api = cluster.programs[who.pk]
    return {
        "list": ref in {row.ref for row in newest_subjects(actor).rows},
        "search": place_of(actor, ref) is not None,
        "report": cluster.shown.report.ref in {row.ref for row in newest_reports(actor).rows},
        "decision": cluster.decision in visible_decisions(actor),
        "gallery": cluster.decision.ref in {one.ref for one in gallery_page(actor, Shelf.KNOWN).entries},
        "case": cluster.case.ref in {row.ref for row in list_cases(actor).rows},
        "police": cluster.shown.report.ref in {one.report.ref for one in with_police(actor)},
        "api case": api.get(f"/cases/{cluster.case.ref}").status_code == 200,
        "api decision": api.get(f"/disclosures/{cluster.decision.ref}").status_code == 200,
    }


def test_the_whole_cluster_is_closed_on_every_way_however_far_away_the_merge_and_open_once_it_is_undone(
    town, carl, cluster
):
    work_once(SUBSCRIBERS)
    tell_progress(actor=town.actor(carl), ref=cluster.shown.report.ref, rung="sent")
    assert set(doors(town, town.cora, cluster).values()) == {True}, "two people so far"
    Subject.everywhere.filter(pk=cluster.head.pk).update(merged_into=cluster.shown.subject)
    assert set(doors(town, town.cora, cluster).values()) == {False}, doors(town, town.cora, cluster)
    assert set(doors(town, carl, cluster).values()) == {True}, doors(town, carl, cluster)
    Subject.everywhere.filter(pk=cluster.head.pk).update(merged_into=None)
    assert set(doors(town, town.cora, cluster).values()) == {True}


def test_a_person_judged_to_be_somebody_else_and_a_merge_that_waits_name_nobody_whom_the_reader_knows(town, carl):
    colleague, told = town.actor(carl), town.report(by=town.ada, people=(PersonSaid(alias="Red Cap"),))
    mention = told.people.get()
    known, keeper = (open_subject(actor=colleague, necessity="Seen again") for _number in range(2))
    judge(
        actor=colleague, report_ref=told.ref, mention_ref=mention.ref, subject_ref=known.ref, verdict="different"
    )  # fmt: skip
    propose_merge(actor=colleague, keeper_ref=keeper.ref, other_ref=known.ref, because="The same tattoo.")
    declare_recusal(actor=town.actor(town.cora), about=f"subject/{known.ref}")
    for who, names in ((town.cora, False), (carl, True)):
        actor = town.actor(who)
        judged = judgements_in_force(actor, [mention.pk])
        view = read_subject(actor, keeper.ref, Purpose("report", told.ref, timezone.now()))
        assert (bool(judged), bool(view.merges)) == (names, names)
        page = signed_in(who).get(f"/reports/{told.ref}/").content.decode()
        assert (known.ref in page) is names


def test_a_case_with_one_report_about_somebody_known_shows_the_rest_without_its_exhibits(town, carl):
    colleague, shown = town.actor(carl), make_shown(town)
    other = town.report(by=town.ada)
    case = open_case(
        actor=colleague, title="Cakes on Fridays", purpose="Stop it.", report_refs=[shown.report.ref, other.ref]
    )
    choose_evidence(actor=colleague, ref=case.ref, evidence_ref=shown.evidence.ref, part="face")
    declare_recusal(actor=town.actor(town.cora), about=f"subject/{shown.subject.ref}")
    cora = town.actor(town.cora)
    view = read_case(cora, case.ref)
    assert ([one.view.ref for one in view.reports], view.exhibits) == ([other.ref], ())
    assert len(read_case(colleague, case.ref).exhibits) == 1
    for deed in (
        lambda who: drop_evidence(actor=who, ref=case.ref, evidence_ref=shown.evidence.ref),
        lambda who: unlink_report(actor=who, ref=case.ref, report_ref=shown.report.ref, because="Not theirs."),
    ):
        with pytest.raises(NotFound):
            deed(cora)
        assert deed(colleague)
