"""A member's own words become a report's fields, or a list of what to mend."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchward.kit.tables import (
    CellError,
    MappedRow,
    Mapping,
    MappingError,
    Row,
    RowErrors,
    TableError,
    Wrong,
    apply,
    guard,
    open_table,
    suggest,
    unguard,
    write_csv,
    write_errors,
)

TYPES = {"theft", "theft.walk_out", "violence.threat"}
LOG = Mapping(
    columns={
        "premises": ("Shop",),
        "happened_on": ("Date",),
        "happened_time": ("Time",),
        "type": ("Kind", "Detail"),
        "loss": ("Lost",),
        "vehicle_registration": ("Reg",),
        "injury": ("Hurt",),
        "until": ("End",),
    },
    constants={"narrative": "From our log."},
    translations={"type": {"Theft, Walk  out": "theft.walk_out"}},
)
CELLS = {
    "Shop": "Bakery",
    "Date": "1/7/2026",
    "Time": "21:15",
    "Kind": "THEFT",
    "Detail": "walk out",
    "Lost": "£12.50",
}


def mapped(changes=None, mapping=LOG, **options):
    row = Row({**CELLS, **(changes or {})}, 7, None, None)
    return apply(mapping, row, is_type=TYPES.__contains__, **options)


def test_a_row_becomes_the_fields_of_a_report():
    found = mapped({"Reg": "ab12 cde", "Hurt": "none"})
    assert found == MappedRow(
        7, premises="Bakery", type="theft.walk_out", happened_at=datetime(2026, 7, 1, 20, 15, tzinfo=UTC),
        narrative="From our log.", loss_pence=1250, vehicle_registration="AB12CDE", injury=False,
    )  # fmt: skip


def test_every_wrong_cell_of_a_row_is_named_at_once():
    found = mapped({"Shop": "", "Date": "30/2/2026", "Kind": "?", "Detail": "", "Lost": "1.2k", "Hurt": "maybe"})
    assert isinstance(found, RowErrors)
    assert {error.column for error in found.errors} == {"Shop", "Date", "Kind, Detail", "Lost", "Hurt"}
    assert all(error.row_number == 7 and error.what.endswith(".") and error.todo for error in found.errors)


def test_a_row_of_the_wrong_shape_is_not_guessed_at():
    row = Row(CELLS, 9, Wrong("Too many cells.", "Delete some."), None)
    found = apply(LOG, row, is_type=TYPES.__contains__)
    assert found == RowErrors(9, (CellError(9, "", "Too many cells.", "Delete some."),))


def test_a_day_without_a_time_is_some_time_on_that_local_day():
    found = mapped({"Time": ""})
    assert isinstance(found, MappedRow)
    assert found.whole_day
    assert found.happened_at == datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
    assert found.until == datetime(2026, 7, 1, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "until"),
    [
        ({"Time": "21:15-22:30"}, datetime(2026, 7, 1, 21, 30, tzinfo=UTC)),
        ({"End": "1am"}, datetime(2026, 7, 2, 0, 0, tzinfo=UTC)),
        ({"End": "2/7/2026 09:00"}, datetime(2026, 7, 2, 8, 0, tzinfo=UTC)),
        ({"End": "21:15"}, None),
        ({"Time": "1899-12-31T21:15:00"}, None),
    ],
)
def test_a_span_may_stand_in_the_time_or_in_a_column_of_its_own(cells, until):
    found = mapped(cells)
    assert isinstance(found, MappedRow)
    assert found.until == until


@pytest.mark.parametrize("cells", [{"End": "30/6/2026 09:00"}, {"End": "later"}, {"Time": "late"}, {"Date": ""}])
def test_times_that_cannot_be_are_refused(cells):
    assert isinstance(mapped(cells), RowErrors)


def test_the_future_is_refused_only_when_asked():
    now = datetime(2026, 7, 1, 20, 0, tzinfo=UTC)
    assert isinstance(mapped(now=now.replace(hour=21)), MappedRow)
    found = mapped(now=now)
    assert isinstance(found, RowErrors)
    assert "in the future" in found.errors[0].what


def test_a_date_at_the_end_of_the_calendar_is_refused_in_words():
    for day, zone in (("0001-01-01", "Asia/Tokyo"), ("9999-12-31", "America/Chicago")):
        mapping = Mapping({**LOG.columns}, translations=LOG.translations, zone=zone)
        assert isinstance(mapped({"Date": day, "Time": "00:30" if day[0] == "0" else "23:30"}, mapping), RowErrors)


def test_a_type_id_may_stand_in_the_table_itself_but_an_unknown_word_may_not():
    found = mapped({"Kind": "theft", "Detail": ""})
    assert isinstance(found, MappedRow)
    assert found.type == "theft"
    assert isinstance(mapped({"Kind": "murder", "Detail": ""}), RowErrors)


def test_a_mapping_survives_being_saved_and_says_what_it_misses():
    assert Mapping.from_json(LOG.to_json()) == LOG
    assert Mapping.from_json('{"columns": {"type": "Kind"}}').columns == {"type": ("Kind",)}
    assert LOG.missing_columns(["Shop", "Date", "Time", "Kind", "Lost", "Reg"]) == ["Detail", "Hurt", "End"]


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", "3", '{"columns": []}', '{"columns": {"type": 3}}', '{"columns": {"shoe_size": "A"}}',
        '{"version": 2}', '{"zone": "Mars"}', '{"zone": 3}', '{"date_order": "any"}', '{"extra": 1}',
        '{"constants": {"type": 1}}', '{"translations": {"type": "x"}}',
        '{"translations": {"type": {"a": 1}}}',
    ],
)  # fmt: skip
def test_a_broken_mapping_is_refused_in_words(text):
    with pytest.raises(TableError) as refusal:
        Mapping.from_json(text)
    assert str(refusal.value).endswith(".")
    if "zone" not in text:
        assert isinstance(refusal.value, MappingError)


def table_of(tmp_path, text):
    path = tmp_path / "log"
    path.write_text(text)
    return open_table(path)


def test_an_ordinary_log_maps_itself(tmp_path):
    table = table_of(
        tmp_path,
        "Ref,Date,Time,Store,Incident type,What happened,Value stolen (£),Value recovered,Offender,"
        "Vehicle reg,Crime number,Injuries,Weapon used\n"
        "1,27/3/2026,21:15,High St,Walk-out,Took razors,£12.50,0,Unknown,,,no,no\n"
        "2,28/3/2026,9pm,High St,Threat,Shouted,,,,,,no,yes\n",
    )
    found = suggest(table.columns, table.sample(), types={"walk-out": "theft.walk_out", "Threat": "violence.threat"})
    assert {name: sources[0] for name, sources in found.columns.items()} == {
        "own_reference": "Ref", "happened_on": "Date", "happened_time": "Time", "premises": "Store",
        "type": "Incident type", "narrative": "What happened", "loss": "Value stolen (£)",
        "recovered": "Value recovered", "person_name": "Offender", "vehicle_registration": "Vehicle reg",
        "police_reference": "Crime number", "injury": "Injuries", "weapon": "Weapon used",
    }  # fmt: skip
    assert found.date_order == "day-first"
    rows = [apply(found, row, is_type=TYPES.__contains__) for _, row in table.rows()]
    assert [type(row) for row in rows] == [MappedRow, MappedRow]


def test_one_column_with_date_and_time_is_recognised_and_american_dates_too(tmp_path):
    table = table_of(tmp_path, "Date,Location,Type\n03/27/2026 09:15 PM,A,x\n04/03/2026 10:00 AM,B,y\n")
    found = suggest(table.columns, table.sample(), zone="America/Chicago")
    assert found.columns["happened_at"] == ("Date",)
    assert "happened_on" not in found.columns
    assert found.date_order == "month-first"


def test_a_column_that_only_sounds_right_is_not_taken(tmp_path):
    table = table_of(tmp_path, "Day out,Value,Injury\nMargate,high,broken arm\n")
    found = suggest(table.columns, table.sample())
    assert not {"happened_on", "loss", "injury"} & set(found.columns)


def test_a_log_in_plain_questions_is_understood_and_a_long_what_is_the_story(tmp_path):
    table = table_of(tmp_path, "When,Where,What,Who\n06/03/2026 21:15,Bakery,Shop theft,Red Cap\n")
    found = suggest(table.columns, table.sample()).columns
    assert [found[name] for name in ("happened_at", "premises", "type", "person_name")] == [
        ("When",), ("Where",), ("What",), ("Who",)
    ]  # fmt: skip
    story = "He came in at nine, filled his bag at the counter and left by the back door."
    table = table_of(tmp_path, f'When,Where,What\n06/03/2026 21:15,Bakery,"{story}"\n')
    assert suggest(table.columns, table.sample()).columns["narrative"] == ("What",)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6, unique=True), st.text(max_size=20))
def test_suggesting_and_applying_never_crash(columns, cell):
    row = Row(dict.fromkeys(columns, cell), 2, None, None)
    found = suggest(columns, [row])
    assert Mapping.from_json(found.to_json()) == found
    assert isinstance(apply(found, row, is_type=TYPES.__contains__), MappedRow | RowErrors)


# --- what goes out -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(first):
    assert guard(f"{first}HYPERLINK(1)") == f"'{first}HYPERLINK(1)"
    assert guard(f"a{first}b") == f"a{first}b"


@given(st.text())
def test_the_guard_comes_off_again(text):
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


def test_numbers_stay_numbers_and_texts_are_guarded():
    out = io.StringIO(newline="")
    assert write_csv([("a", -5, None, "-5", 1.5, "x,\ny")], out) == 1
    assert out.getvalue() == 'a,-5,,\'-5,1.5,"x,\ny"\r\n'


def test_the_errors_file_says_row_column_what_and_what_to_do():
    found = mapped({"Lost": "=1+1", "Shop": ""})
    assert isinstance(found, RowErrors)
    hostile = RowErrors(8, (CellError(8, "=cmd|' /C calc'!A0", "Bad.", "Mend it."),))
    out = io.StringIO(newline="")
    assert write_errors([found, hostile], out) == 3
    lines = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert lines[0] == ["Row", "Column", "What is wrong", "What to do"]
    assert lines[1][:2] == ["7", "Shop"]
    assert "=1+1" in lines[2][2]
    assert lines[3][1].startswith("'=cmd")
    assert json.dumps(lines)
