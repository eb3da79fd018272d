"""Workbooks that we write: opened again by the library that reads them, nothing runs and dates are dates."""

import io
import tempfile
import tracemalloc
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchward.kit.tables.limits import MOST_ROWS, TooManyRows, refuse_too_many
from watchward.kit.tables.workbook import LONGEST_TEXT, write_workbook

RUNNING = ["=cmd|' /C calc'!A0", "=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "'=1", '=HYPERLINK("x")']


def written(*rows):
    out = io.BytesIO()
    assert write_workbook(rows, out, title="reports") == len(rows)
    out.seek(0)
    return out


def cells(out):
    sheet = openpyxl.load_workbook(out).active
    return [list(row) for row in sheet.iter_rows()]


@pytest.mark.parametrize("text", RUNNING)
def test_a_text_that_begins_like_a_formula_stays_a_text_word_for_word(text):
    out = written(("What happened",), (text,))
    (_head,), (cell,) = cells(out)
    assert cell.data_type == "s"
    assert cell.value == text.replace("\r", "\n")  # XML's own line break
    assert cell.quotePrefix  # editing the cell runs nothing either
    assert b"<f>" not in zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml")


def test_an_ordinary_text_carries_no_mark_and_a_header_is_guarded_too():
    (first, second), (cell, _none) = cells(written(("Name", "=1"), ("O'Brien, 5+5", None)))
    assert not cell.quotePrefix
    assert (first.data_type, second.data_type) == ("s", "s")
    assert second.quotePrefix


def test_dates_are_dates_and_money_is_a_number():
    row = (datetime(2026, 3, 6, 21, 15), date(2026, 3, 6), Decimal("24.50"), 3, -2, True, date(1800, 1, 1))  # noqa: DTZ001
    _head, found = cells(written([""] * 7, row))
    assert [cell.value for cell in found] == [row[0], datetime(2026, 3, 6), 24.5, 3, -2, "True", "1800-01-01"]  # noqa: DTZ001
    assert [cell.is_date for cell in found[:3]] == [True, True, False]
    assert found[2].number_format == "0.00"


@given(st.text(max_size=60))
def test_any_text_can_be_written_and_comes_back_as_a_text(text):
    _head, row = cells(written(("x", "y"), (text, "end")))
    assert row[1].value == "end"
    assert row[0].value is None or row[0].data_type == "s"


def test_a_text_longer_than_a_cell_is_cut():
    _head, (cell,) = cells(written(("x",), ("a" * 40_000,)))
    assert len(cell.value) == LONGEST_TEXT


def test_a_table_longer_than_a_sheet_is_refused_with_a_way_out():
    refuse_too_many(MOST_ROWS)
    with pytest.raises(TooManyRows, match="take the CSV file"):
        refuse_too_many(MOST_ROWS + 1)


def test_a_long_table_does_not_grow_in_memory():
    def peak(rows):
        tracemalloc.start()
        with tempfile.TemporaryFile() as out:
            write_workbook((("text " * 20, number) for number in range(rows)), out, title="x")
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)  # what is loaded once
    assert peak(6000) < 2 * peak(1000) + 500_000
