"""Where, when, how and with whom: counted from what a person judged to be theirs, and from nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.town import FRIDAY_NIGHT
from watchward.assess.actions.judgements import judge, open_subject_from
from watchward.assess.actions.recusals import declare_recusal
from watchward.assess.queries.habits import habits_of
from watchward.collect.rules.drafts import GoodsSaid, PersonSaid, VehicleSaid
from watchward.kit.errors import NotFound, NotPermitted

pytestmark = pytest.mark.django_db
CAP, TALL = PersonSaid(alias="Red Cap", methods=("distraction",)), PersonSaid(alias="Tall Joe", methods=("bulk",))


def opened(town, report, at=0):
    mention = report.people.order_by("place")[at]
    return open_subject_from(
        actor=town.actor(town.cora), report_ref=report.ref, mention_ref=mention.ref, necessity="Seen before"
    )


def link(town, report, subject, verdict="same", at=0):
    mention = report.people.order_by("place")[at]
    judge(actor=town.actor(town.cora), report_ref=report.ref, mention_ref=mention.ref, subject_ref=subject.ref,
          verdict=verdict)  # fmt: skip


@pytest.fixture
def pair(town):
    """Red Cap twice at the bakery on Friday nights, once with Tall Joe, and once at the pharmacy over a whole day."""
    car = (VehicleSaid(registration="AB12CDE", colour="blue"),)
    razors = (GoodsSaid("razor-blades"),)
    first = town.report(by=town.ada, people=(CAP, TALL), vehicles=car, goods=razors)
    again = town.report(by=town.ada, people=(CAP,), happened_at=FRIDAY_NIGHT - timedelta(days=7))
    day = town.report(by=town.bilal, people=(CAP,), happened_at=FRIDAY_NIGHT - timedelta(days=20),
                      happened_until=FRIDAY_NIGHT - timedelta(days=19))  # fmt: skip
    cap, joe = opened(town, first), opened(town, first, at=1)
    link(town, again, cap)
    link(town, day, cap)
    return cap, joe


def test_habits_say_where_when_how_and_with_whom(town, pair):
    cap, joe = pair
    habits = habits_of(town.actor(town.cora), cap.ref)
    assert (habits.reports, habits.undated) == (3, 1)  # a whole day is in no part of it
    assert habits.week[4][5] == sum(map(sum, habits.week)) == 2  # Fridays from 20:00
    assert [(one.name, one.count) for one in habits.haunts] == [
        (town.bakery.name, 2),
        (town.pharmacy.name, 1),
    ]
    assert [one.count for one in habits.methods] == [3]
    assert [(one.words, one.count) for one in habits.vehicles] == [("AB12CDE blue", 1)]
    assert [one.count for one in habits.goods] == [1]
    assert [(one.words, one.ref, one.count) for one in habits.associates] == [("“Tall Joe”", joe.ref, 1)]


def test_what_was_judged_not_to_be_them_or_taken_back_is_no_habit(town, pair):
    cap, _joe = pair
    other = town.report(by=town.bilal, people=(CAP,))
    link(town, other, cap, verdict="different")
    assert habits_of(town.actor(town.cora), cap.ref).reports == 3
    link(town, other, cap, verdict="same")
    assert habits_of(town.actor(town.cora), cap.ref).reports == 4
    link(town, other, cap, verdict="withdrawn")
    assert habits_of(town.actor(town.cora), cap.ref).reports == 3


def test_somebody_whom_the_reader_knows_in_private_is_not_shown_as_an_associate(town, pair):
    cap, joe = pair
    declare_recusal(actor=town.actor(town.cora), about=f"subject/{joe.ref}")
    assert habits_of(town.actor(town.cora), cap.ref).associates == ()
    carl = town.person("Carl", "coordinator")
    assert [one.ref for one in habits_of(town.actor(carl), cap.ref).associates] == [joe.ref]


def test_members_and_the_next_town_read_no_habits(town, pair):
    cap, _joe = pair
    with pytest.raises(NotPermitted):
        habits_of(town.actor(town.ada), cap.ref)
    with pytest.raises(NotFound):
        habits_of(town.other.actor(town.dev), cap.ref)


def test_many_reports_take_as_many_questions_as_few(town, pair):
    cap, _joe = pair
    actor = town.actor(town.cora)
    with CaptureQueriesContext(
        connection,
    ) as few:
        habits_of(actor, cap.ref)
    for weeks in range(2, 8):
        link(town, town.report(by=town.ada, people=(CAP,), happened_at=FRIDAY_NIGHT - timedelta(weeks=weeks)), cap)
    with CaptureQueriesContext(connection) as many:
        assert habits_of(actor, cap.ref).reports == 9
    assert len(many) == len(few)
