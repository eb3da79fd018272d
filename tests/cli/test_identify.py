"""`watchward identify` on files, without any database."""

import json
import re

import pytest
from click.testing import CliRunner

from watchward.cli import cli

PEOPLE = """first_name,surname,dob,city
Elizabeth,O'Neill,1956-04-09,Chatham
Liz,Oneil,09/04/1956,Chatham
=cmd(),Smith,1980-01-01,Rochester
"""


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def run(*words):
    return CliRunner().invoke(cli, ["identify", *map(str, words)])


def test_rows_of_one_person_get_one_number_with_reasons(people, tmp_path):
    done = run("link", people, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "Guessed: first_name=given, surname=family, dob=date, city=area." in done.output
    assert "3 rows, 2 people" in done.output
    assert "too few to learn from" in done.output
    told = (tmp_path / "out" / "people.csv").read_text().split()
    assert told == ["file,row,person", "people.csv,1,1", "people.csv,2,1", "people.csv,3,3"]
    assert "surname: the surnames are one typing error apart" in (tmp_path / "out" / "pairs.csv").read_text()
    assert json.loads((tmp_path / "out" / "card.json").read_text())["format"] == 1


def test_two_files_and_a_card_of_ones_own(people, tmp_path):
    run("link", people, "--out", tmp_path / "out")
    done = run("link", people, people, "--card", tmp_path / "out" / "card.json", "--out", tmp_path / "two")
    assert done.exit_code == 0, done.output
    assert "people.csv,1,people.csv,1" in (tmp_path / "two" / "pairs.csv").read_text()


def test_somebody_is_looked_up_with_reasons(people):
    done = run(
        "lookup", people, "--query", "first_name=Lizzie", "--query", "surname=O Neill", "--query", "city=Chatham"
    )
    assert done.exit_code == 0, done.output
    assert done.output.index("Row 1") > 0
    assert "Row 3" not in done.output
    assert "a person says who is who" in done.output
    found = run("lookup", people, "--map", "surname=family", "--query", "surname=oneil", "--json")
    assert json.loads(found.output.splitlines()[0])["row"] == 2


def test_nobody_is_said_so(people):
    done = run("lookup", people, "--query", "surname=Vandermeer")
    assert done.exit_code == 0
    assert "Nobody in the file is likely enough" in done.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["lookup", "{file}", "--map", "nope=given", "--query", "a=b"], "There is no column nope"),
        (["lookup", "{file}", "--map", "surname", "--query", "a=b"], "says no kind"),
        (["lookup", "{file}", "--map", "city=ethnicity", "--query", "city=x"], "never counts"),
        (["lookup", "{file}", "--query", "height=178"], "It can name first_name"),
        (["lookup", "{file}", "--query", "surname= "], "Nothing of the query"),
        (["lookup", "{empty}", "--query", "a=b"], "no rows|is empty"),
        (["link", "{binary}", "--out", "x"], "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(people, tmp_path, words, why):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    names = {"file": people, "empty": tmp_path / "empty.csv", "binary": tmp_path / "binary.csv"}
    done = run(*(word.format(**names) for word in words))
    assert done.exit_code == 1
    assert re.search(why, done.output), done.output


def series_file(folder):
    rows = ["id,when,x,y,mo,offender"]
    rows += [f"S{n},2026-03-0{1 + 2 * n} 22:00,{40 * n},0,cut-fence," for n in range(3)]
    rows += [f"O{n},2026-0{1 + n % 9}-1{n % 9} 1{n % 9}:00,{3000 + 900 * n},2000,m{n % 5}," for n in range(15)]
    path = folder / "incidents.csv"
    path.write_text("\n".join(rows))
    return path


def test_series_of_a_file_are_proposed_with_the_evidence_for_each_link(tmp_path):
    done = run("series", series_file(tmp_path), "--out", tmp_path / "found")
    assert done.exit_code == 0, done.output
    assert "18 incidents, 1 series proposed" in done.output
    assert "a person says what belongs together" in done.output
    members = (tmp_path / "found" / "series.csv").read_text().splitlines()
    assert [line.split(",")[1] for line in members[1:]] == ["S0", "S1", "S2"]
    assert "both cut-fence" in (tmp_path / "found" / "links.csv").read_text()
    assert '"format": 1' in (tmp_path / "found" / "card.json").read_text()


def test_known_series_that_are_too_few_to_learn_from_are_said(tmp_path):
    path = series_file(tmp_path)
    path.write_text(path.read_text().replace("cut-fence,", "cut-fence,P1"))
    done = run("series", path, "--out", tmp_path / "found")
    assert done.exit_code == 0
    assert "20 are needed" in done.output


@pytest.mark.parametrize(
    ("given", "why"), [("mo=sex", "never counts"), ("mo=colour", "There is no kind"), ("nope=x", "no column nope")]
)
def test_a_column_of_incidents_that_cannot_be_read_so_is_refused(tmp_path, given, why):
    done = run("series", series_file(tmp_path), "--map", given, "--out", tmp_path / "found")
    assert done.exit_code == 1
    assert why in done.output
