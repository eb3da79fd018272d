"""The daily page's counts: near, since yesterday, and pointing at no shop and no person."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.town import add_person
from watchward.collect.rules.drafts import PersonSaid
from watchward.partners.models import Account, Organisation, Premises, Zone
from watchward.share.queries.today import since_yesterday
from watchward.share.rules.nearness import (
    FEWEST_MEMBERS,
    Ring,
    counted_words,
    metres_between,
    part_of_day,
    when_words,
    widened,
)

NOW = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def neighbours(town, how_many, *, zone=None, latitude=51.3801):
    """More members with one shop each, close to the bakery unless said otherwise."""
    shops = []
    for number in range(how_many):
        name = f"Shop {Premises.everywhere.count()} {number}"
        member = Organisation.everywhere.create(partnership=town.partnership, name=name, joined_on="2025-01-01")
        shops.append(
            Premises.everywhere.create(
                partnership=town.partnership, organisation=member, zone=zone, name=name, sector="food",
                latitude=latitude, longitude=0.52,
            )
        )  # fmt: skip
    return shops


def happened(town, premises, at, kind="theft.concealed", **said):
    """A report as somebody of that place sent it."""
    who = add_person(town.partnership, f"worker{Account.everywhere.count()}", "shop-worker", premises)
    return town.report(by=who, premises_ref=premises.ref, happened_at=at, kind=kind, **said)


def told(town, account, **how):
    since = since_yesterday(town.actor(account, **how), NOW)
    return since, [f"{one.many} {one.what} {one.where} {one.when}".strip() for one in since.lines]


def test_member_learns_what_happened_close_by_and_around_but_not_in_which_shop(town):
    close = neighbours(town, FEWEST_MEMBERS)
    around = neighbours(town, FEWEST_MEMBERS, zone=town.zone, latitude=51.39)
    for hours in (19, 19.5, 20):
        happened(town, close[0], NOW - timedelta(hours=hours))
    happened(town, around[0], NOW - timedelta(hours=3), kind="disorder.fighting")
    since, lines = told(town, town.ada)
    assert lines == [
        "3 shop thefts within 300 metres of you most between 16:00 and 18:00",
        "1 report of disorder in and around Borrowmarket town centre this morning",
    ]
    assert since.sentence.startswith("A few incidents"), "4 of them: a small number stays a word"
    assert "Shop" not in " ".join(lines).replace("shop thefts", "")
    assert not since.is_office


def test_two_shops_cannot_be_told_apart_so_their_kinds_are_not_told(town):
    """With one other member a count would say who reported."""
    happened(town, town.pharmacy, NOW - timedelta(hours=3), kind="violence.threat")
    since, lines = told(town, town.ada)
    assert len(lines) == 1
    assert "Something was reported" in lines[0]
    assert "violence" not in lines[0].lower()
    assert since.lines[0].many is None


def test_own_shop_is_counted_however_small_the_town(town):
    town.report(by=town.ada, happened_at=NOW - timedelta(hours=2))
    assert told(town, town.ada)[1] == ["1 shop theft at your premises this morning"]
    assert "your premises" not in " ".join(told(town, town.bilal)[1])


def test_nothing_before_yesterday_nothing_from_the_next_town_and_no_sighting(town):
    """M-08: a sighting or a piece of intelligence is no incident."""
    town.report(by=town.ada, happened_at=datetime(2026, 3, 5, 23, 59, tzinfo=UTC))
    town.report(by=town.ada, happened_at=NOW - timedelta(hours=2), form="intelligence", kind="information.method")
    other = town.other
    other.report(by=other.ada, happened_at=NOW - timedelta(hours=2))
    since, lines = told(town, town.ada)
    assert (since.total, lines) == (0, [])
    assert since.sentence.startswith("Quiet: no incident was reported near you")
    town.report(by=town.ada, happened_at=datetime(2026, 3, 6, 0, 1, tzinfo=UTC))
    assert told(town, town.ada)[0].total == 1


def test_what_members_never_see_is_not_even_a_count_for_them_and_is_one_for_the_office(town):
    """P-05: reports about staff, and about people at risk."""
    close = neighbours(town, FEWEST_MEMBERS)
    happened(town, close[0], NOW - timedelta(hours=2), kind="safeguarding.child")
    happened(town, close[1], NOW - timedelta(hours=2), kind="theft.staff")
    assert told(town, town.ada)[0].total == 0
    assert told(town, town.cora)[0].total == 2


def test_office_and_police_see_the_whole_town_by_zone_and_may_open_the_reports(town):
    happened(town, town.pharmacy, NOW - timedelta(hours=2))
    for account in (town.cora, town.person("Pat", "police-officer")):
        since, lines = told(town, account)
        assert lines == ["1 shop theft in Borrowmarket town centre this morning"]
        assert since.is_office


def test_who_works_for_the_whole_town_without_its_figures_is_told_no_more_than_a_member(town):
    happened(town, town.pharmacy, NOW - timedelta(hours=2))
    cctv = town.person("Cil", "cctv-operator")
    assert "Something was reported" in told(town, cctv)[1][0]
    neighbours(town, FEWEST_MEMBERS)
    assert told(town, cctv)[1] == ["1 shop theft in the partnership this morning"]


def test_no_word_of_a_person_a_reporter_or_a_story_is_on_the_page(town):
    """G-07: what members are told here holds no field about anybody."""
    close = neighbours(town, FEWEST_MEMBERS)
    planted = {"narrative": "PLANTED-STORY", "people": (PersonSaid(alias="PLANTED-ALIAS", hair="PLANTED-HAIR"),)}
    report = happened(town, close[0], NOW - timedelta(hours=2), **planted)
    for account in (town.ada, town.cora):
        since = since_yesterday(town.actor(account), NOW)
        assert "PLANTED" not in repr(since)
        assert report.reporter.name not in repr(since)
        assert close[0].name not in repr(since)


def test_zone_with_few_members_is_joined_to_the_rest(town):
    harbour = Zone.everywhere.create(partnership=town.partnership, name="Harbour")
    neighbours(town, FEWEST_MEMBERS, zone=harbour, latitude=51.5)
    happened(town, town.pharmacy, NOW - timedelta(hours=2))
    assert told(town, town.ada)[1] == ["1 shop theft elsewhere in the partnership this morning"]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.booleans())
def test_however_the_places_lie_no_ring_but_the_last_one_alone_is_too_small_and_no_shop_is_lost(sizes, has_own):
    numbers = iter(range(1000))
    rings = [Ring(f"ring {at}", frozenset(next(numbers) for _ in range(size)), size) for at, size in enumerate(sizes)]
    own = [Ring("own", frozenset({5000}), 0, is_own=True)] if has_own else []
    kept = widened([*own, *rings])
    outer = [one for one in kept if not one.is_own]
    assert sum(one.members for one in outer) == sum(sizes)
    assert frozenset().union(*(one.premises for one in outer)) == frozenset().union(*(one.premises for one in rings))
    assert all(one.members >= FEWEST_MEMBERS for one in outer) or len(outer) == 1


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ([16.1, 16.9, 17.5], "most between 16:00 and 18:00"),
        ([9, 13, 20], ""),
        ([9, 10], "yesterday morning"),
        ([9, 14], ""),
        ([2], "the night before last"),
        ([23.5, 23.6, 0.2], "most between 23:00 and 01:00"),
    ],
)
def test_time_is_told_as_two_hours_or_a_part_of_the_day_and_never_to_the_minute(hours, words):
    day = datetime(2026, 3, 6, 0, 0, tzinfo=LONDON)
    assert when_words([day + timedelta(hours=one) for one in hours], NOW, LONDON) == words


def test_words_are_the_clock_of_the_partnership_and_plain():
    assert part_of_day(datetime(2026, 3, 7, 3, tzinfo=UTC), NOW) == "last night"
    assert part_of_day(datetime(2026, 3, 4, 3, tzinfo=UTC), NOW) == "on Wednesday"
    assert counted_words("theft", "Shop theft", 1) == "shop theft"
    assert counted_words("disorder", "Disorder", 2) == "reports of disorder"
    assert round(metres_between((51.38, 0.52), (51.381, 0.52))) == 111
