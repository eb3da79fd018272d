"""The map as a file: right by the judgement of an outside validator, and silent about small numbers."""

import json

import pytest
from geojson_pydantic import FeatureCollection

from tests.measure.making import MONDAY, NOW, happen, open_shop
from tests.support.signing_in import signed_in
from watchward.kit.errors import NotPermitted
from watchward.measure.queries.mapping import map_file
from watchward.measure.rules.geometry import bounding_box, polygon, signed_area
from watchward.partners.models import Premises
from watchward.records.models import Event

pytestmark = pytest.mark.django_db
# Clockwise, as somebody pasted it, and not closed.
SQUARE = [[[0.51, 51.37], [0.51, 51.39], [0.53, 51.39], [0.53, 51.37]]]


@pytest.fixture
def drawn(town):
    town.zone.boundary = SQUARE
    town.zone.save()
    return town


def found(town, **how):
    return map_file(town.actor(town.cora), "4w", now=NOW, **how).collection


def by_name(collection):
    return {one["properties"]["name"]: one for one in collection["features"]}


def test_an_outside_validator_finds_the_file_right(drawn):
    happen(drawn, drawn.bakery, MONDAY, times=7)
    judged = FeatureCollection(**json.loads(json.dumps(found(drawn))))
    assert [one.geometry.type for one in judged.features] == ["Polygon", "Point", "Point"]
    (ring,) = judged.features[0].geometry.coordinates
    assert ring[0] == ring[-1]
    assert judged.bbox == (0.51, 51.37, 0.53, 51.39)


def test_longitude_comes_first_and_the_outer_ring_runs_against_the_clock(drawn):
    """RFC 7946, 3.1.1 and 3.1.6."""
    features = by_name(found(drawn))
    zone = features["Borrowmarket town centre"]
    (ring,) = zone["geometry"]["coordinates"]
    assert signed_area(ring) > 0
    assert zone["bbox"] == [0.51, 51.37, 0.53, 51.39]
    assert list(features["Bakery, Borrowmarket"]["geometry"]["coordinates"]) == [0.52, 51.38]


def test_holes_run_with_the_clock_and_a_line_is_no_zone():
    hole = [[0.515, 51.375], [0.525, 51.375], [0.525, 51.385], [0.515, 51.385], [0.515, 51.375]]
    outer, inner = polygon([*SQUARE, hole])
    assert signed_area(outer) > 0 > signed_area(inner)
    assert polygon([[[0, 0], [1, 1], [0, 0]]]) == polygon([]) == []
    assert polygon([*SQUARE, [[0, 0], [1, 1]]]) == [outer]
    assert bounding_box([]) == []


def test_a_count_below_five_is_not_given_nor_left_to_be_worked_out_from_its_zone(drawn):
    happen(drawn, drawn.bakery, MONDAY, times=7)
    happen(drawn, drawn.pharmacy, MONDAY, times=2)
    features = by_name(found(drawn))
    assert features["Borrowmarket town centre"]["properties"]["incidents"] == 9
    pharmacy = features["Pharmacy, Borrowmarket"]["properties"]
    assert (pharmacy["incidents"], pharmacy["incidents_in_words"]) == (None, "fewer than 5")
    bakery = features["Bakery, Borrowmarket"]["properties"]  # 9 less 7 would say 2
    assert (bakery["incidents"], bakery["incidents_in_words"]) == (None, "withheld")


def test_counts_of_five_and_more_are_given_where_nothing_follows_from_them(drawn):
    happen(drawn, drawn.bakery, MONDAY, times=7)
    happen(drawn, drawn.pharmacy, MONDAY, times=5)
    features = by_name(found(drawn))
    assert features["Bakery, Borrowmarket"]["properties"]["incidents"] == 7
    assert features["Pharmacy, Borrowmarket"]["properties"]["incidents"] == 5


def test_a_quiet_zone_says_only_that_it_is_quiet(drawn):
    happen(drawn, drawn.bakery, MONDAY, times=1)
    assert by_name(found(drawn))["Borrowmarket town centre"]["properties"]["incidents"] is None


def test_what_has_no_place_is_not_drawn_and_an_empty_map_is_still_a_map(town):
    Premises.everywhere.filter(partnership=town.partnership).update(latitude=None, longitude=None)
    empty = found(town)
    assert (empty["features"], "bbox" in empty) == ([], False)
    FeatureCollection(**json.loads(json.dumps(empty)))


def test_the_file_holds_neither_people_nor_what_a_report_says(drawn):
    drawn.report(by=drawn.ada, narrative="Zebedee took it.", police_reference="CR/77")
    text = json.dumps(map_file(drawn.actor(drawn.cora), "all").collection)
    for word in ("Zebedee", "CR/77", "Ada", "@", "R-"):
        assert word not in text
    assert "Farstead" not in text


def test_only_who_sees_all_figures_gets_the_map_and_the_ledger_says_so(drawn):
    open_shop(drawn, "Grocer")
    with pytest.raises(NotPermitted):
        map_file(drawn.actor(drawn.ada))
    answer = signed_in(drawn.cora).get("/partnership/map.geojson?period=all")
    assert answer["Content-Type"] == "application/geo+json"
    FeatureCollection(**answer.json())
    detail = Event.everywhere.get(kind="figures.exported").detail
    assert (detail["table"], detail["form"], detail["count"]) == ("map", "geojson", 4)
