"""`watchward patterns` plan, effect, hotspots and trend on files, without any database."""

import csv
from datetime import datetime, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from watchward.cli import cli

MONDAY = datetime(2025, 1, 6)  # noqa: DTZ001 (the clock on the wall)
FRIDAY = 4 * 24 + 20


def run(command, *words):
    return CliRunner().invoke(cli, ["patterns", command, *map(str, words)])


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(path, heading, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading.split(","), *rows])
    return path


def at(week, hour, minute=0):
    return f"{MONDAY + timedelta(weeks=int(week), hours=int(hour), minutes=int(minute)):%Y-%m-%d %H:%M}"


def incident(shop, week, hour, rng):
    return [f"Shop {shop:02d}", at(week, hour, rng.integers(60)), f"Firm {shop % 3}", 51.0, -0.1 - shop / 1e4]


def evenings(rng, weeks, rate):
    """Shops in a row, each with a Friday evening of `rate(shop, hour, week)` incidents an hour, and four by day."""
    for week in weeks:
        for shop in range(12):
            for hour in range(FRIDAY, FRIDAY + 4):
                for _ in range(rng.poisson(rate(shop, hour, week))):
                    yield incident(shop, week, hour, rng)
            for hour in rng.integers(9, 90, 4):
                yield incident(shop, week, hour, rng)


@pytest.fixture
def year(tmp_path):
    rng = np.random.default_rng(1)
    rows = evenings(rng, range(52), lambda shop, hour, week: 0.6 if shop < 8 else 0.05)
    return written(tmp_path / "year.csv", "shop,when,member,lat,lon", rows)


def test_a_plan_keeps_budget_and_floors_and_says_why(year, tmp_path):
    out, line = tmp_path / "plan.csv", tmp_path / "curve.csv"
    done = run("plan", year, "--hours", 12, "--floor", "Firm 2=4", "--out", out, "--curve", line, "--now", "2026-03-01")
    assert done.exit_code == 0, done.output
    rows = table(out)
    assert sum(int(row["hours"]) for row in rows) <= 12
    assert {row["shift"] for row in rows} == {"Friday 20:00 to midnight"}
    assert all(float(row["from"]) < float(row["meets"]) < float(row["to"]) for row in rows)
    assert {f"Shop {one:02d}" for one in (2, 5, 8, 11)} & {row["where"] for row in rows}  # the floor of Firm 2
    assert "in 100 guarded hours" in rows[0]["in words"]
    assert "only a draw by lot can tell" in done.output
    assert "Without shifts and rest: The first 50 hours" in done.output
    rates = [float(row["reports in 100 hours so far"]) for row in table(line)]
    assert rates == sorted(rates, reverse=True)


def test_a_plan_asks_for_licences_and_refuses_what_cannot_be(year, tmp_path):
    out = tmp_path / "plan.csv"
    guards = written(tmp_path / "guards.csv", "name,hours,pounds,licences,free", [["Ann", 8, 20, "door", "Sa 10-20"]])
    done = run("plan", year, "--pounds", 100, "--guards", guards, "--out", out, "--now", "2026-03-01")
    assert done.exit_code == 0, done.output
    assert {(row["guard"], row["shift"].split()[0]) for row in table(out)} <= {("Ann", "Saturday")}
    assert sum(float(row["pounds"]) for row in table(out)) <= 100
    assert run("plan", year, "--out", out).exit_code == 2  # no budget
    doors = written(tmp_path / "doors.csv", "shop,when,licence", [
        [f"Shop {shop}", at(week, FRIDAY), "door" if shop else ""] for week in range(30) for shop in range(2)
    ])  # fmt: skip
    written(guards, "name,hours,licences", [["Bob", 8, ""]])
    assert run("plan", doors, "--hours", 8, "--guards", guards, "--out", out).exit_code == 0
    assert {row["where"] for row in table(out)} == {"Shop 0"}  # the other needs what Bob does not hold
    assert "There is no member Nobody" in run("plan", year, "--hours", 8, "--floor", "Nobody=4", "--out", out).output
    impossible = run("plan", year, "--hours", 8, "--floor", "Firm 1=40", "--out", out, "--now", "2026-03-01")
    assert (impossible.exit_code, "No plan keeps all of this" in impossible.output) == (1, True)
    guards.write_text("name,hours\nAnn,many\n")
    assert "Row 2 of the guards" in run("plan", year, "--hours", 8, "--guards", guards, "--out", out).output


def test_a_lot_is_drawn_and_finds_that_guards_helped(year, tmp_path):
    slots, out = tmp_path / "slots.csv", tmp_path / "effect.csv"
    lot = ("--draw", 12, "--seed", 7, "--begins", "2026-01-05", "--out")
    done = run("effect", year, *lot, slots, "--now", "2026-01-04")
    assert done.exit_code == 0, done.output
    assert "6 of 12 slots were drawn by lot (seed 7)" in done.output
    drawn = slots.read_text()
    assert run("effect", year, *lot, slots, "--now", "2026-01-04").exit_code == 0
    assert slots.read_text() == drawn  # anybody draws it again
    taken = {(row["premises"], int(row["start"][-5:-3]) + 96 + more, row["from"])
             for row in table(slots) for more in range(2)}  # fmt: skip

    def rate(shop, hour, week):
        half = "2026-01-05" if week < 60 else "2026-03-02"
        return 0.15 if (f"Shop {shop:02d}", hour, half) in taken else 0.6 if shop < 8 else 0.05

    rows = evenings(np.random.default_rng(2), range(52, 68), rate)
    after = written(tmp_path / "after.csv", "shop,when,member,lat,lon", rows)
    told = run("effect", after, "--guarded", slots, "--out", out, "--now", "2026-05-01")
    assert told.exit_code == 0, told.output
    (row,) = table(out)
    assert (row["verdict"], row["design"], row["slots"]) == ("fewer", "drawn by lot", "12")
    assert float(row["ratio to"]) < 1
    assert float(row["p"]) < 0.05
    early = run("effect", after, "--guarded", slots, "--out", out, "--now", "2026-04-01")
    assert "Cannot tell yet: guards stand until 2026-04-26." in early.output
    assert run("effect", year, "--draw", 12, "--out", out).exit_code == 2  # no seed


def test_slots_chosen_by_hand_are_mirrored_or_cannot_be_told(year, tmp_path):
    out, slots = tmp_path / "effect.csv", tmp_path / "slots.csv"
    heading = "premises,start,hours,from,to,chosen from,chosen to"
    written(slots, heading, [["Shop 01", "Fr 20:00", 2, "2025-10-06", "2025-12-07", "2025-06-02", "2025-10-05"]])
    done = run("effect", year, "--guarded", slots, "--out", out, "--now", "2026-03-01")
    assert done.exit_code == 0, done.output
    first, beside, near = table(out)
    assert (first["design"], first["verdict"], first["to"]) == ("chosen by hand", "cannot tell yet", "2025-12-07")
    assert beside["where"] == "the hours beside them"
    assert near["where"] == "the same hours at premises within 250 metres"
    found = [[*row.values(), "yes" if one % 9 == 0 else ""] for one, row in enumerate(table(year))]
    self_found = written(tmp_path / "found.csv", "shop,when,member,lat,lon,found", found)
    apart = run("effect", self_found, "--guarded", slots, "--out", out, "--now", "2026-03-01").output
    assert "Incidents that guards or cameras found themselves are counted apart: " in apart
    written(slots, heading, [["Shop 01", 116, 2, "2025-03-03", "2025-03-30", "2025-01-06", "2025-03-02"]])
    assert "before the file does" in run("effect", year, "--guarded", slots, "--out", out).output
    written(slots, heading, [["Shop 01", 116, 2, "2025-10-06", "2025-12-07", "", ""]])
    assert "say which days its choice rests on" in run("effect", year, "--guarded", slots, "--out", out).output
    written(slots, heading, [["Shop 99", 116, 2, "2025-10-06", "2025-12-07", "", ""]])
    assert "Shop 99 has guarded slots and no incident" in run("effect", year, "--guarded", slots, "--out", out).output
    written(slots, heading, [["Shop 01", "soon", 2, "2025-10-06", "2025-12-07", "", ""]])
    assert run("effect", year, "--guarded", slots, "--out", out).exit_code == 1
    assert run("effect", year, "--out", out).exit_code == 2


def test_hot_spots_stand_where_many_are_and_bad_places_are_named(tmp_path):
    rng, rows = np.random.default_rng(3), []
    for shop in range(36):
        east, north = divmod(shop, 6)
        for _ in range(12 if max(east, north) < 2 else 2):
            place = [f"=Shop {shop}", 51 + north * 0.001, -0.1 + east * 0.0015]
            rows.append([place[0], f"{MONDAY + timedelta(days=int(rng.integers(300))):%Y-%m-%d}", *place[1:], "theft"])
    rows += [["Far", "2025-03-01", 54, -0.1, "theft"], ["Null", "2025-03-01", 0, 0, "theft"]]
    rows += [["=Shop 20", f"2025-10-{day:02d}", 51.002, -0.0955, "theft"] for day in range(28, 32) for _ in range(2)]
    file = written(tmp_path / "places.csv", "shop,when,lat,lon,type", rows)
    done = run("hotspots", file, "--out", tmp_path / "out", "--now", "2026-01-01")
    assert done.exit_code == 0, done.output
    assert "left out: without a latitude and longitude that can be read" in done.output
    assert "left out: more than 100 km from the others" in done.output
    places = table(tmp_path / "out" / "places.csv")
    assert places[0]["verdict"] == "hot"
    assert places[0]["place"].startswith("'=Shop")  # never a formula
    assert float(places[0]["longitude"]) < 0  # a number, though it begins with a minus
    assert {row["verdict"] for row in places} == {"hot", "as elsewhere"}
    new = table(tmp_path / "out" / "clusters.csv")[0]
    assert (new["verdict"], float(new["latitude"])) == ("new", pytest.approx(51.002, abs=1e-3))
    assert len(table(tmp_path / "out" / "repeats.csv")) == 12
    assert table(tmp_path / "out" / "density.csv")
    assert "no incident of the type arson" in run("hotspots", file, "--only", "arson", "--out", tmp_path / "x").output
    no_place = run("hotspots", file, "--map", "when=when", "--out", tmp_path / "x")
    assert (no_place.exit_code, "the latitude and the longitude" in no_place.output) == (1, True)


def months(rng, lost):
    for month in range(26):
        year, number = divmod(month, 12)
        for force in range(8):
            for kind in ("theft", "damage", "assault"):
                rate = 60 * (0.2 if (force, month) in lost else 1)
                yield from (
                    [f"Force {force}", f"{2024 + year}-{number + 1:02d}", kind] for _ in range(rng.poisson(rate))
                )


def test_a_month_of_failed_books_is_no_fall_and_bends_no_trend(tmp_path):
    file = written(tmp_path / "months.csv", "force,month,type", months(np.random.default_rng(4), {(3, 24), (3, 25)}))
    words = ("--map", "force=recorder", "--map", "month=when", "--map", "type=type", "--now", "2026-03-05")
    done = run("trend", file, *words, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "26 whole months, 2024-01 to 2026-02" in done.output
    assert "Force 3, 2026-01: recording failed. What is missing there is no fall." in done.output
    failed = [
        row for row in table(tmp_path / "out" / "months.csv") if row["area"] == "Force 3" and row["month"] > "2026"
    ]
    assert {row["verdict"] for row in failed} == {"recording gap"}
    series = {(row["area"], row["type"]): row for row in table(tmp_path / "out" / "trends.csv")}
    assert series["all", "all"]["verdict"] == "no clear change"
    left_out = series["all", "all"]["months left out"].split(", ")
    assert left_out[-2:] == ["2026-01", "2026-02"]
    assert len(left_out) <= 5  # of 26 months with 24 books each; now and then chance looks like a failure
    assert series["Force 3", "all"]["changes found"] == ""
    known = run("trend", file, *words, "--since", "2025-06", "--out", tmp_path / "out")
    assert "From 2025-06 on no clear change" in known.output
    assert "2027-01 is no month" in run("trend", file, *words, "--since", "2027-01", "--out", tmp_path / "out").output


def test_months_that_are_not_whole_are_left_out_and_few_tell_nothing(tmp_path):
    rows = [[f"2025-{month:02d}-{day:02d}", "Shop"] for month in range(3, 6) for day in range(12, 29)]
    file = written(tmp_path / "days.csv", "date,shop", rows)
    done = run("trend", file, "--out", tmp_path / "out", "--now", "2025-06-20")
    assert done.exit_code == 0, done.output
    assert "2025-03 left out: the file begins on 2025-03-12." in done.output
    assert "1 recorder: a recording gap cannot be told from a fall." in done.output
    assert "Everything: Cannot tell yet" in done.output
    soon = run("trend", file, "--out", tmp_path / "out", "--now", "2025-03-20")
    assert (soon.exit_code, "No whole month is left" in soon.output) == (1, True)


@pytest.mark.parametrize("command", ["slots", "plan", "effect", "hotspots", "trend"])
def test_every_command_explains_itself(command):
    told = run(command, "--help").output
    assert f"watchward patterns {command}" in told
    assert "Exit codes: 0 done" in told


@pytest.mark.parametrize(
    ("command", "words"),
    [("plan", ["--hours", "8"]), ("effect", ["--draw", "6", "--seed", "1", "--begins", "2026-01-05"]), ("hotspots", []),
     ("trend", [])],
)  # fmt: skip
def test_a_file_in_which_nothing_can_be_counted_says_why(tmp_path, command, words):
    future = written(tmp_path / "future.csv", "shop,when,lat,lon", [["Shop", "2035-03-01 10:00", 51, -0.1]])
    done = run(command, future, *words, "--out", tmp_path / "out", "--now", "2026-01-01")
    assert (done.exit_code, "1 of 1 incidents left out: with a time in the future." in done.output) == (1, True)
    empty = written(tmp_path / "empty.csv", "shop,when,lat,lon", [])
    assert "no row under it" in run(command, empty, *words, "--out", tmp_path / "out").output


def test_a_plan_of_one_report_and_places_by_the_million_are_said(tmp_path, monkeypatch):
    one = written(tmp_path / "one.csv", "shop,when", [["Shop", "2025-03-01 10:00"]])
    assert "1 incident can be counted" in run("plan", one, "--hours", 8, "--out", tmp_path / "plan.csv").output
    monkeypatch.setattr("watchward.patterns.places.MOST_PAIRS", 100)
    monkeypatch.setattr("watchward.patterns.places.MOST_PLACES", 1)
    rows = [
        [f"2025-03-{1 + day:02d} 10:{place:02d}", 51 + place / 1e3, -0.1] for day in range(20) for place in range(5)
    ]
    file = written(tmp_path / "many.csv", "when,lat,lon", rows)
    told = run("hotspots", file, "--out", tmp_path / "out").output
    assert "Near repeats are counted among 14 of 100 incidents" in told
    assert "cells of 100 metres" in told
