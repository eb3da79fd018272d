"""Files as members send them: recognised by content, read as a stream, refused with a clear sentence."""

# ruff: noqa: DTZ001 - local wall times are the matter here

import io
import tracemalloc
import zipfile
from datetime import datetime, time
from itertools import islice

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchward.kit.tables import TableError, csvfile, excel, open_table, write_csv

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


def saved(tmp_path, content, name="log.dat"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows_of(table, start=0):
    return [(number, dict(row)) for number, row in table.rows(start)]


# Control characters are what tells a picture from a text, so a text that is full of them may be refused.
WORDS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from('\n\r\t,;"=')
LOG = "Date;Shop;Loss\n27/3/2026;Café;£5\n28/3/2026;Bäckerei;£6\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_log_is_read_whatever_program_encoded_it(tmp_path, encoding):
    table = open_table(saved(tmp_path, LOG.encode(encoding)))
    assert table.columns == ["Date", "Shop", "Loss"]
    assert rows_of(table) == [
        (2, {"Date": "27/3/2026", "Shop": "Café", "Loss": "£5"}),
        (3, {"Date": "28/3/2026", "Shop": "Bäckerei", "Loss": "£6"}),
    ]
    assert table.estimated_rows == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found_even_where_texts_hold_others(tmp_path, delimiter):
    text = io.StringIO()
    lines = [("When", "What happened"), ("1/2/2026", "a, b; c"), ("2/2/2026", "d, e"), ("3/2/2026", "f")]
    text.write("\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines))
    table = open_table(saved(tmp_path, text.getvalue()))
    assert table.columns == ["When", "What happened"]
    assert [row["What happened"] for _, row in table.rows()] == ["a, b; c", "d, e", "f"]


def test_a_late_windows_letter_does_not_spoil_the_file(tmp_path):
    body = b"Date,Shop\n" + b"1/1/2026,Plain\n" * 20_000 + "1/1/2026,Café\n".encode("cp1252")
    table = open_table(saved(tmp_path, body))
    assert table.encoding == "cp1252"
    assert next(table.rows(20_002))[1]["Shop"] == "Café"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_titles_blank_lines_and_quoted_line_breaks_keep_the_spreadsheets_row_numbers(tmp_path, ending):
    lines = ["Incident log 2026,,,", "", "Date, Shop ,Date,", '1/1/2026,"A', 'B",x,', ",,,", "2/1/2026,C,y,"]
    table = open_table(saved(tmp_path, ending.join(lines)))
    assert table.columns == ["Date", "Shop", "Date (2)"]
    assert table.header_row == 3
    found = rows_of(table)
    assert [number for number, _ in found] == [4, 6]
    assert found[0][1]["Shop"].split() == ["A", "B"]


def test_a_ragged_row_is_a_problem_of_that_row_only(tmp_path):
    table = open_table(saved(tmp_path, "a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,\n"))
    rows = [row for _, row in table.rows()]
    assert [row.problem is None for row in rows] == [True, True, False, True]
    assert rows[1]["c"] == ""
    assert "4 cells" in str(rows[2].problem)


def test_a_stray_quotation_mark_costs_one_row(tmp_path):
    lines = ["a,b", "1,fine", '2,"oops'] + [f"{number},fine" for number in range(3, 30_000)]
    table = open_table(saved(tmp_path, "\n".join(lines)))
    rows = [row for _, row in table.rows()]
    assert [row.number for row in rows] == list(range(2, 30_001))
    assert [row.number for row in rows if row.problem] == [3]
    assert "quotation mark" in str(rows[1].problem)


def test_a_line_without_end_is_cut_and_the_next_one_read(tmp_path, monkeypatch):
    monkeypatch.setattr(csvfile, "MAX_LINE", 1000)
    table = open_table(saved(tmp_path, "a,b\n1," + "x" * 5000 + "\n2,y\n"))
    rows = [row for _, row in table.rows()]
    assert [bool(row.problem) for row in rows] == [True, False]
    assert rows[1]["b"] == "y"


def test_nul_bytes_and_the_hidden_separator_line_are_passed_over(tmp_path):
    table = open_table(saved(tmp_path, b"sep=;\r\nDate;Shop\r\n1/1/2026;A\0B\r\n"))
    assert rows_of(table) == [(2, {"Date": "1/1/2026", "Shop": "AB"})]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_reading_resumes_at_any_row_without_losing_or_repeating_one(tmp_path, encoding):
    text = "Title,\n\nid,words\n" + "".join(f'{n},"naïve\n{n}"\n\n' for n in range(50))
    table = open_table(saved(tmp_path, text.encode(encoding)))
    rows = [row for _, row in table.rows()]
    assert len(rows) == 50
    for row in rows[::7]:
        rest = [(later.number, dict(later)) for later in rows if later.number > row.number]
        assert rows_of(table, row.position_after) == rest
        assert rows_of(table, row.number + 1) == rest


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(st.text(WORDS, max_size=8), min_size=2, max_size=2)))
def test_what_we_write_is_what_we_read(tmp_path, cells):
    from watchward.kit.tables import unguard

    cells = [["x" + pair[0], pair[1]] for pair in cells]
    out = io.StringIO(newline="")
    write_csv([("First", "Second"), *cells], out)
    table = open_table(saved(tmp_path, out.getvalue().encode()))
    assert [[row["First"], unguard(row["Second"])] for _, row in table.rows()] == cells


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=400) | st.binary(max_size=60).map(lambda tail: b"a,b\n" + tail))
def test_no_bytes_crash_the_reader(tmp_path, content):
    try:
        for _, row in open_table(saved(tmp_path, content)).rows():
            assert set(row) >= {"a"} or row
    except TableError as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017 - a refusal is one of two good ends


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"%PDF-1.7 ...", "PDF"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, ".xls"),
     (b"\x89PNG\r\n\x1a\n", "picture"), (b"<html><table>", "web page"), (b"\x1f\x8b\x08", "gzip"),
     (bytes(range(1, 32)) * 9, "not text"), (b"1,2\n3,4\n", "column names"), (b"\n\n\n", "no rows"),
     (b"PK\x03\x04junk", "damaged")],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_name_and_a_next_step(tmp_path, content, says):
    with pytest.raises(TableError, match=says):
        open_table(saved(tmp_path, content, "log.csv"))


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(TableError, match="cannot be opened"):
        open_table(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("ahead", [10_000, 200_000])
def test_two_hundred_thousand_rows_fit_in_a_few_megabytes(tmp_path, ahead):
    path = tmp_path / "big.csv"
    with path.open("w") as out:
        out.write("date,shop,what\n")
        out.writelines(f"2026-01-01T10:00,Shop {n % 50},Something happened here {n}\n" for n in range(ahead))
    tracemalloc.start()
    try:
        rows = open_table(path).rows()
        count = sum(1 for _ in islice(rows, 40_000))  # held, these alone would be five times too large
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count + sum(1 for _ in rows) == ahead
    assert peak < 4_000_000


# --- Excel -------------------------------------------------------------------------------------------------


def workbook(tmp_path, fill, name="log.xlsx"):
    book = openpyxl.Workbook()
    fill(book)
    path = tmp_path / name
    book.save(path)
    return path


def test_a_workbook_is_read_like_a_text_table(tmp_path):
    def fill(book):
        book.active.title = "Notes"
        sheet = book.create_sheet("Log")
        for line in (
            ["Our log"],
            [],
            ["Date", "Time", "Loss", "Hurt", "Date"],
            [datetime(2026, 3, 27), time(21, 15), 12.5, True],
            [None],
            [datetime(2026, 3, 28, 9, 30), "9pm", 3.0, False, "x"],
        ):
            sheet.append(line)

    table = open_table(workbook(tmp_path, fill, "wrong-name.csv"))
    assert table.sheet == "Log"
    assert table.columns == ["Date", "Time", "Loss", "Hurt", "Date (2)"]
    assert table.estimated_rows == 3
    found = rows_of(table)
    assert found[0] == (
        4,
        {"Date": "2026-03-27T00:00:00", "Time": "21:15:00", "Loss": "12.5", "Hurt": "TRUE", "Date (2)": ""},
    )
    assert found[1][0] == 6
    assert found[1][1]["Loss"] == "3"
    assert rows_of(table, 5) == found[1:]
    assert len(table.sample(1)) == 1


def test_a_sheet_is_chosen_by_name_and_a_wrong_name_is_answered_with_the_right_ones(tmp_path):
    def fill(book):
        book.active.append(["A", "B"])
        book.create_sheet("Second").append(["C", "D"])

    path = workbook(tmp_path, fill)
    assert open_table(path, sheet="Second").columns == ["C", "D"]
    with pytest.raises(TableError, match="Sheet, Second"):
        open_table(path, sheet="Third")


def test_a_formula_is_the_value_it_was_saved_with_and_is_never_run(tmp_path):
    path = workbook(tmp_path, lambda book: [book.active.append(line) for line in (["A", "B"], ["x", "=1+1"])])
    assert rows_of(open_table(path)) == [(2, {"A": "x", "B": ""})]  # openpyxl saved no value


def repacked(path, changes):
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {**members, **changes}.items():
            new.writestr(name, content)
    return path


@pytest.fixture
def small(tmp_path):
    return workbook(tmp_path, lambda book: [book.active.append(line) for line in (["A", "B"], ["x", "y"])])


SHEET = "xl/worksheets/sheet1.xml"
START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>'  # noqa: E501


def test_a_workbook_that_would_expand_without_end_is_not_opened(small):
    with pytest.raises(TableError, match="unpacks to far more"):
        open_table(repacked(small, {SHEET: START + b" " * 50_000_000}))


def test_texts_that_would_fill_the_memory_are_not_loaded(small, monkeypatch):
    monkeypatch.setattr(excel, "MAX_HELD_BYTES", 1000)
    with pytest.raises(TableError, match="too large"):
        open_table(small)


def test_a_member_that_declares_less_than_it_holds_is_refused(small):
    repacked(small, {SHEET: START + b" " * 3_000_000})
    raw = small.read_bytes()
    lie = raw.replace((len(START) + 3_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lie != raw
    small.write_bytes(lie)
    with pytest.raises(TableError, match="damaged"):
        open_table(small)


def test_entities_in_a_workbook_are_refused(small):
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
        + START
        + b'<row r="1"><c t="str"><v>&a;</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(TableError, match="damaged"):
        open_table(repacked(small, {SHEET: bomb}))


def test_a_sheet_that_lies_about_its_size_is_read_for_what_it_holds(small):
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="str"><v>w%d</v></c><c r="B%d" t="str"><v>v</v></c></row>' % ((n,) * 4)
        for n in (1, 2, 9)
    )
    table = open_table(repacked(small, {SHEET: START + rows + b"</sheetData></worksheet>"}))
    assert table.columns == ["w1", "v"]
    assert [number for number, _ in table.rows()] == [2, 9]


def test_a_row_number_beyond_excels_own_limit_ends_the_reading(small, monkeypatch):
    monkeypatch.setattr(excel, "MAX_ROWS", 5_000)
    far = b'<row r="1"><c r="A1" t="str"><v>A</v></c></row><row r="999999999"><c><v>1</v></c></row>'
    path = repacked(small, {SHEET: START + far + b"</sheetData></worksheet>"})
    with pytest.raises(TableError, match="rows beyond"):
        list(open_table(path).rows())


def test_a_row_of_endless_cells_is_refused_before_it_fills_the_memory(small, monkeypatch):
    monkeypatch.setattr(excel, "MAX_ELEMENTS_PER_ROW", 1_000)
    endless = b'<row r="1">' + b"<c><v>1</v></c>" * 2_000 + b"</row>"
    path = repacked(small, {SHEET: START + endless + b"</sheetData></worksheet>"})
    with pytest.raises(TableError, match="far too many cells"):
        list(open_table(path).rows())


@pytest.mark.parametrize(
    ("member", "says"), [("xl/workbook.bin", ".xlsb"), ("content.xml", "OpenDocument"), ("a.csv", "packed")]
)
def test_other_archives_are_named(tmp_path, member, says):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(TableError, match=says):
        open_table(path)


@pytest.mark.parametrize("cut", range(5, 100, 19))
def test_a_truncated_workbook_is_refused_in_words(small, cut):
    raw = small.read_bytes()
    small.write_bytes(raw[: len(raw) * cut // 100])
    with pytest.raises(TableError):
        open_table(small)
