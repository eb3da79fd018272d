"""What a safety representative learns: enough to plan, too little to find a person."""

import pytest

from tests.measure.making import MONDAY, NOW, days, happen, open_shop
from watchward.kit.errors import NotPermitted
from watchward.measure.queries.staff_safety import staff_safety_figures
from watchward.measure.rules.small_numbers import FEW, WITHHELD

pytestmark = pytest.mark.django_db


@pytest.fixture
def una(town):
    return town.actor(town.person("Una", "safety-representative"))


def test_abuse_injury_and_weapon_are_counted_and_a_theft_is_not(town, una):
    happen(town, town.bakery, MONDAY, times=7, has_abuse=True)
    happen(town, town.bakery, MONDAY, times=5, has_weapon=True, has_injury=True)
    happen(town, town.bakery, MONDAY, times=9)
    found = staff_safety_figures(una, "13w", now=NOW)
    assert (found.incidents, found.any.value) == (21, 12)
    assert [(words, cell.value) for words, cell in found.signs] == [
        ("Abuse or violence", 7), ("Injury", 5), ("Weapon", 5),
    ]  # fmt: skip
    assert [(row.name, row.any.value) for row in found.by_premises] == [(town.bakery.name, 12)]
    assert found.quiet_premises == 1
    assert found.by_time[-1].any.value == 12


def test_four_incidents_say_fewer_than_five_wherever_they_are_counted(town, una):
    happen(town, town.bakery, MONDAY, times=4, has_abuse=True)
    found = staff_safety_figures(una, "13w", now=NOW)
    assert (found.any.words, found.any.value) == (FEW, None)
    assert (found.by_premises, found.quiet_premises) == ((), 2)
    assert {row.any.words for row in found.by_time} == {FEW}
    assert {cell.words for _day, cells in found.parts_of_week for cell in cells} == {FEW}


def test_a_hidden_premises_cannot_be_worked_out_from_the_total(town, una):
    third = open_shop(town, "Grocer")
    happen(town, town.bakery, MONDAY, times=20, has_abuse=True)
    happen(town, third, MONDAY, times=8, has_abuse=True)
    happen(town, town.pharmacy, MONDAY, times=2, has_abuse=True)
    found = staff_safety_figures(una, "13w", now=NOW)
    assert found.any.value == 30
    assert [(row.name, row.any.words) for row in found.by_premises] == [
        (town.bakery.name, "20"),
        ("Grocer", WITHHELD),
    ]


def test_the_part_of_the_day_is_the_local_one(town, una):
    happen(town, town.bakery, MONDAY, times=6, has_abuse=True)  # 10:00
    day, cells = staff_safety_figures(una, "13w", now=NOW).parts_of_week[0]
    assert (day, cells[1].value) == ("Monday", 6)


def test_safety_figures_are_for_the_representative_and_the_coordinator_and_for_nobody_else(town, una):
    assert staff_safety_figures(una, now=NOW).incidents == 0
    assert staff_safety_figures(town.actor(town.cora), now=NOW).incidents == 0
    for role in ("shop-worker", "board-member", "police-officer", "council-officer"):
        with pytest.raises(NotPermitted):
            staff_safety_figures(town.actor(town.person(role, role, town.bakery)), now=NOW)


def test_another_town_and_another_time_add_nothing(town, una):
    happen(town.other, town.other.bakery, MONDAY, times=9, has_abuse=True)
    happen(town, town.bakery, MONDAY - days(200), times=9, has_abuse=True)
    found = staff_safety_figures(una, "13w", now=NOW)
    assert found.incidents == 0
    assert town.other.bakery.name not in {row.name for row in found.by_premises}
