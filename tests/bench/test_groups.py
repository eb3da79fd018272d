"""The town that C9 changes: its check says nothing where nothing is wrong, and something where something is."""

import pytest

from bench.inside.groups import Town, changes, night


@pytest.fixture
def town():
    made = Town(120, seed=1)
    for _ in range(60):
        made.change()
    return made


def test_a_changed_town_is_as_a_clean_batch_would_have_it(town):
    assert town.wrong(town.clean()) == 0
    assert town.named


def test_a_record_in_a_wrong_group_is_seen(town):
    clean = town.clean()
    lone = next(group[0] for group in clean.groups().values() if len(group) == 1)
    many = next(group for group in clean.groups().values() if len(group) > 1)
    town.store.set_groups({lone: town.people.group(many[0])})
    assert town.wrong(clean) == 1 + len(many)


def test_the_short_forms_count_what_they_should():
    found = changes(150, 40, seed=2)
    assert found["wrong"] == 0
    assert 0 < found["untouched"] <= found["unnamed"] < found["records"]
    tonight = night(2000)
    assert tonight["pairs"] == 6000
    assert 0 < tonight["moved"] < 200
