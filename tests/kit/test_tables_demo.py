"""The real incident stream that ships goes through the product's own reader and mapping without one error."""

import csv
import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import watchward
from watchward.kit.tables import MappedRow, Mapping, apply, open_table

HOUSE = Path(watchward.__file__).parent
DATA = HOUSE / "cli/demo/data"
MAPPING = Mapping.from_json((DATA / "chicago-2013.mapping.json").read_text(encoding="utf-8"))


def ids(name):
    listed = json.loads((HOUSE / f"kit/lists/data/{name}.json").read_text(encoding="utf-8"))
    return {entry["id"] for entry in listed["entries"]}


@pytest.fixture(scope="module")
def register():
    with (DATA / "chicago-premises.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def reports():
    table = open_table(DATA / "chicago-2013.csv")
    assert MAPPING.missing_columns(table.columns) == []
    types = ids("incident_types")
    return [apply(MAPPING, row, is_type=types.__contains__) for _, row in table.rows()]


def test_every_row_is_mapped_to_a_report(reports):
    assert [found for found in reports if not isinstance(found, MappedRow)] == []
    assert len(reports) == 11_347
    assert len({report.own_reference for report in reports}) == len(reports)


def test_every_report_belongs_to_a_premises_of_the_register(reports, register):
    names = {premises["name"] for premises in register}
    assert len(names) == len(register) == 80
    assert {report.premises for report in reports} == names


def test_every_type_of_the_mapping_exists_and_is_used(reports):
    mapped = set(MAPPING.translations["type"].values())
    assert mapped <= ids("incident_types")
    assert mapped == {report.type for report in reports}


def test_the_register_holds_known_sectors_and_places_in_chicago(register):
    assert {premises["sector"] for premises in register} <= ids("premises_sectors")
    assert all(41.8 < float(premises["latitude"]) < 42 for premises in register)
    assert all(-87.8 < float(premises["longitude"]) < -87.6 for premises in register)
    assert {premises["zone"] for premises in register} >= {"Loop", "Near North Side", "Lake View"}


def test_times_are_local_shops_suffer_by_day_and_bars_by_night(reports):
    zone = ZoneInfo("America/Chicago")
    hours = {"Bar": Counter[int](), "Department store": Counter[int]()}
    for report in reports:
        kind = report.premises.split(",")[0]
        if kind in hours:
            hours[kind][report.happened_at.astimezone(zone).hour] += 1
    assert hours["Department store"].most_common(1)[0][0] in range(12, 20)
    bar = hours["Bar"]
    assert sum(bar[hour] for hour in (21, 22, 23, 0, 1, 2, 3)) > 0.5 * bar.total()


def test_no_domestic_sexual_or_child_offence_is_among_them(reports):
    barred = re.compile(r"DOMESTIC|SEX|MINOR |CHILD|INDECEN|PEEPING|OBSCENE|PROTECTION|HOMICIDE")
    assert not [r.narrative for r in reports if barred.search(r.narrative.replace("NO/MINOR INJURY", ""))]


@pytest.mark.parametrize("name", ["chicago-2013.csv", "chicago-2013.mapping.json", "chicago-premises.csv"])
def test_the_files_are_the_ones_that_the_documentation_describes(name):
    page = (HOUSE.parent / "docs/data.md").read_text(encoding="utf-8")
    assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() in page
