"""`watchward patterns slots` on a file, without any database."""

import csv
from datetime import datetime, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from watchward.cli import cli
from watchward.patterns.reading import opening


def run(*words):
    return CliRunner().invoke(cli, ["patterns", "slots", *map(str, words)])


@pytest.fixture
def town(tmp_path):
    """Thirty shops whose incidents fall anywhere in the day, and one with a Friday evening of its own."""
    rng = np.random.default_rng(7)
    monday = datetime(2025, 1, 6)  # noqa: DTZ001 (the clock on the wall)
    lines = ["shop,when,until,sort"]
    for shop in range(30):
        for _ in range(40):
            moment = monday + timedelta(days=int(rng.integers(364)), minutes=int(rng.integers(8 * 60, 22 * 60)))
            lines.append(f"Shop {shop},{moment:%Y-%m-%d %H:%M},,clothes")
    for week in range(30):
        moment = monday + timedelta(weeks=week, days=4, hours=21, minutes=int(rng.integers(60)))
        lines.append(f"=Shop 0,{moment:%Y-%m-%d %H:%M},,clothes")
    lines += ["Shop 1,2030-01-01 09:00,,clothes", "Lonely,2025-05-05 10:10,,clothes", "Shop 2,what,,clothes"]
    path = tmp_path / "incidents.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_every_premises_gets_a_verdict_and_bad_rows_are_named(town, tmp_path):
    out = tmp_path / "slots.csv"
    done = run(
        town, "--map", "shop=place", "--map", "when=when", "--map", "sort=kind", "--out", out, "--now", "2026-06-01"
    )
    assert done.exit_code == 0, done.output
    assert "1 of 1,233 incidents left out: with a time in the future." in done.output
    assert "1 of 1,233 incidents left out: without a time that can be read." in done.output
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["premises"] == "'=Shop 0"  # never a formula
    assert rows[0]["verdict"] == "special"
    assert rows[0]["slot"].startswith("Friday 21:00")
    assert float(rows[0]["q"]) <= 0.05
    lonely = next(row for row in rows if row["premises"] == "Lonely")
    assert (lonely["verdict"], lonely["p"]) == ("not enough yet", "")
    assert {row["verdict"] for row in rows if row["premises"].startswith("Shop")} == {"usual for this kind"}


def test_what_is_not_understood_is_said(town, tmp_path):
    out = tmp_path / "slots.csv"
    assert "There is no kind shape" in run(town, "--map", "shop=shape", "--out", out).output
    assert "which column is the place" in run(town, "--map", "shop=place", "--out", out).output
    assert "no time zone Mars" in run(town, "--zone", "Mars", "--out", out).output
    empty = tmp_path / "empty.csv"
    empty.write_text("a,b\n")
    assert run(empty, "--out", out).exit_code == 1


def test_opening_hours_are_read_from_words_or_not_at_all():
    week = opening("Mo-Fr 09:00-18:30; Sa 22-02")
    assert week is not None
    assert [hour for hour in range(24) if week[hour]] == list(range(9, 19))
    assert (week[5 * 24 + 23], week[6 * 24 + 1], week[6 * 24 + 2]) == (1, 1, 0)
    assert opening("24/7") == [1.0] * 168
    assert sum(opening("10-12") or []) == 14
    assert opening("when we like") is opening("Xx 9-10") is opening("9-99") is None
