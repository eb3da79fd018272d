"""I know this person: the record closes at once, on every way, until somebody else opens it again."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.support.programs import program
from tests.support.showing import make_shown
from tests.support.signing_in import signed_in
from watchward.assess.actions.desk import close_report, let_wait, tell_progress
from watchward.assess.actions.grading import grade_report
from watchward.assess.actions.judgements import judge, open_subject_from
from watchward.assess.actions.recusals import CannotRecuse, CannotRelease, declare_recusal, release_recusal
from watchward.assess.actions.subjects import add_fact, open_subject
from watchward.assess.choices import Pile
from watchward.assess.models import Subject
from watchward.assess.queries.desk import desk_page
from watchward.assess.queries.recusals import is_recused, open_recusals
from watchward.assess.queries.search.find import place_of
from watchward.assess.queries.subjects import get_subject, newest_subjects
from watchward.assess.rules.facts import FactSaid
from watchward.assess.rules.grading import Grading
from watchward.collect.queries.reports import get_report, newest_reports
from watchward.collect.rules.drafts import PersonSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.models import Membership, Recusal
from watchward.records.models import Event
from watchward.records.outbox import work_once
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
