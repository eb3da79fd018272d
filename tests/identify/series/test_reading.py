"""A file of incidents, as people keep them."""

import math
from datetime import UTC, datetime

import pytest

from watchward.identify.series.reading import mapping_of, read
from watchward.kit.rowfiles import CannotRead

CRIME = {"crimeID": "C:1", "X": "1366.1", "Y": "-465.3", "DATE_FROM": "1993-01-06", "TIME_FROM": "2355",
         "DATE_TO": "1993-01-07", "TIME_TO": "0439", "MO1": "6", "MO2": "NA"}  # fmt: skip


def only(row, *given):
    return read([row], mapping_of(given, list(row)))


def test_dates_and_times_in_columns_of_their_own_become_a_span():
    one = only(CRIME).incidents[0]
    assert (one.ref, one.x, one.y) == ("C:1", 1366.1, -465.3)
    assert one.end - one.start == pytest.approx(4 + 44 / 60)
    assert one.start % 24 == pytest.approx(23 + 55 / 60)
    assert one.codes == {"MO1": frozenset({"6"})}  # NA says nothing


def test_one_column_with_a_moment_and_degrees_and_several_codes():
    row = {
        "id": "1",
        "when": datetime(2026, 3, 1, 22, 30, tzinfo=UTC),
        "lat": 52.3,
        "lon": 2.6,
        "goods": "Meat; cheese",
    }
    there = {"id": "2", "when": "2026-03-02T23:00:00+00:00", "lat": "52.31", "lon": "2.6", "goods": ""}
    found = read([row, there], mapping_of([], list(row)))
    one, other = found.incidents
    assert one.start == one.end
    assert other.start - one.start == pytest.approx(24.5)
    assert math.hypot(one.x - other.x, one.y - other.y) == pytest.approx(1112, abs=2)
    assert one.codes == {"goods": frozenset({"meat", "cheese"})}
    assert other.codes == {}
    assert found.said == ()


def test_places_far_from_greenwich_are_not_pulled_apart_by_their_latitude():
    rows = [{"lat": str(lat), "lon": "-87.6"} for lat in (41.80, 41.85)]
    one, other = read(rows, {"lat": "lat", "lon": "lon"}).incidents
    assert one.x == other.x


def test_known_series_are_read_and_silence_is_none():
    rows = [{"id": "1", "when": "2026-03-01", "series": "O1; O2"}, {"id": "2", "when": "2026-03-01", "series": "NA"}]
    assert dict(read(rows, mapping_of([], list(rows[0]))).series) == {"1": frozenset({"o1", "o2"})}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"TIME_FROM": "2561"}, "the time cannot be read"),
        ({"DATE_FROM": "1993-13-40"}, "the time cannot be read"),
        ({"DATE_TO": "1992-01-01"}, "the end lies before the start"),
        ({"X": "far"}, "a number cannot be read"),
        ({"X": "inf"}, "a number cannot be read"),
    ],
)
def test_what_cannot_be_read_is_counted_and_stops_nothing(change, says):
    found = only(CRIME | change)
    assert any(says in words for words in found.said)
    assert len(found.incidents) == 1
    assert not found.incidents[0].end < found.incidents[0].start


def test_a_place_nowhere_on_earth_counts_as_not_said():
    found = read([{"lat": "95", "lon": "2"}], {"lat": "lat", "lon": "lon"})
    assert math.isnan(found.incidents[0].x)
    assert "nowhere on earth" in found.said[0]


def test_the_same_reference_twice_is_two_incidents():
    found = read([CRIME, CRIME], mapping_of([], list(CRIME)))
    assert [one.ref for one in found.incidents] == ["C:1", "C:1 (row 2)"]
    assert "taken already" in found.said[0]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (["X=ethnicity"], "never counts"),
        (["X=height"], "There is no kind height"),
        (["nope=x"], "There is no column nope"),
        (["crimeID=ref"], "says when, where or how"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_what_to_do(given, why):
    with pytest.raises(CannotRead, match=why):
        mapping_of(given, list(CRIME))
