"""The generated crowd: what every measurement of identify stands on has to be what it says."""

import csv
from collections import Counter

import pytest

from bench.inside.crowd import crowd, queries, records


@pytest.fixture(scope="module")
def persons():
    return crowd(5000, seed=1)


def test_the_same_seed_makes_the_same_people_and_another_seed_others(persons):
    again, other = crowd(5000, seed=1), crowd(5000, seed=2)
    assert all((persons[name] == again[name]).all() for name in persons.columns)
    assert (persons["surname"] != other["surname"]).mean() > 0.8
    one, two = (records(persons, 2, seed=5, trouble="hard") for _ in range(2))
    assert list(one.rows()) == list(two.rows())


def test_a_few_surnames_are_common_and_most_are_rare(persons):
    counts = Counter(persons["surname"])
    assert 0.006 < counts.most_common(1)[0][1] / len(persons) < 0.02
    assert sum(1 for times in counts.values() if times <= 2) > 1200


def test_there_are_families_at_one_address_and_twins_in_them(persons):
    homes = Counter(zip(persons["surname"], persons["address"], persons["postcode"], strict=True))
    assert sum(1 for times in homes.values() if times > 1) > 400
    twins = Counter(zip(persons["household"], persons["birth"], strict=True))
    assert sum(1 for times in twins.values() if times > 1) > 20


def test_every_person_has_records_and_each_says_whom_it_is_about(persons):
    found = records(persons, 3, seed=2)
    assert set(found["truth"]) == set(persons["person"])
    assert 2.8 < len(found) / len(persons) < 3.2
    assert len(set(found["record"])) == len(found)


def test_hard_records_have_more_errors_than_light_ones(persons):
    written = dict(zip(persons["person"], zip(persons["given"], persons["surname"], strict=True), strict=True))

    def wrong(trouble):
        found = records(persons, 1, seed=3, trouble=trouble)
        rows = zip(found["given"], found["surname"], found["truth"], strict=True)
        return sum((given, surname) != written[who] for given, surname, who in rows) / len(found)

    assert 0.15 < wrong("light") < 0.4 < wrong("hard") < 0.8


def test_a_third_of_the_queries_has_no_birth_date_and_half_no_postcode(persons):
    asked = queries(persons, 4000, seed=4)
    assert 0.32 < (asked["birth"] == "").mean() < 0.38
    assert 0.47 < (asked["postcode"] == "").mean() < 0.53
    assert ((asked["given"] != "") | (asked["surname"] != "")).all()


def test_nothing_can_be_taken_for_a_real_person(persons):
    found = records(persons, 1, seed=2)
    assert set(persons["source"]) == set(found["source"]) == {"generated"}
    assert all(one[0] in "QVX" for one in persons["postcode"])
    assert all(one.startswith("0999") for one in persons["phone"] if one)
    assert all(one[0] in "JTUZ" for one in persons["vehicle"] if one)


def test_no_record_has_the_tradition_or_the_household_that_errors_are_counted_by(persons):
    assert not {"tradition", "household", "person"} & set(records(persons, 1, seed=2).columns)
    assert not {"tradition", "household", "person"} & set(queries(persons, 5, seed=2).columns)


def test_a_table_is_written_as_plain_text(persons, tmp_path):
    found = queries(persons, 5, seed=2)
    found.write_csv(tmp_path / "asked.csv")
    with (tmp_path / "asked.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == list(found.rows())
