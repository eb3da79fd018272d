"""Tables as files: who may take which, that it is on record, and that nothing in them runs."""

import csv
import io

import openpyxl
import pytest

from tests.house.test_access import let_go
from tests.measure.making import happen
from tests.support.signing_in import signed_in
from tests.support.town import FRIDAY_NIGHT
from watchward.partners.models import Organisation
from watchward.records.models import Event

pytestmark = pytest.mark.django_db


def body(answer) -> bytes:
    found = b"".join(answer.streaming_content)
    let_go(answer)
    return found


def sheet(answer):
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(body(answer))).active.iter_rows()]


def table(answer):
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig"))))


@pytest.fixture
def cora(town):
    return signed_in(town.cora)


def test_the_same_reports_leave_as_csv_and_as_excel_with_the_same_event(town, cora):
    mine = town.report(by=town.ada, narrative="=cmd|' /C calc'!A0")
    town.other.report(by=town.dev)
    lines = table(cora.get("/reports/export.csv?people=1"))
    rows = sheet(cora.get("/reports/export.xlsx?people=1"))
    assert lines[0] == rows[0]
    assert [row[0] for row in rows[1:]] == [row[0] for row in lines[1:]] == [mine.ref]
    assert rows[1][rows[0].index("What happened")] == "=cmd|' /C calc'!A0"
    assert lines[1][lines[0].index("What happened")] == "'=cmd|' /C calc'!A0"
    when = rows[0].index("Happened from")
    assert rows[1][when].isoformat(" ", "minutes") == lines[1][when] == "2026-03-06 21:15"
    assert (rows[1][rows[0].index("Loss")], lines[1][lines[0].index("Loss")]) == (24, "24.00")
    events = Event.everywhere.filter(kind="report.exported").order_by("seq")
    assert [(one.detail["form"], one.detail["count"], one.detail["people"]) for one in events] == [
        ("csv", 1, True),
        ("xlsx", 1, True),
    ]


def test_an_excel_export_asks_again_who_you_are_as_csv_does(town):
    town.report(by=town.ada)
    late = signed_in(town.cora, minutes_ago=10)
    for ending in ("csv", "xlsx"):
        assert late.get(f"/reports/export.{ending}")["Location"].startswith("/confirm/")
    assert not Event.everywhere.filter(kind="report.exported").exists()
    assert signed_in(town.ada).get("/reports/export.xlsx").status_code == 403
    assert "/reports/export.xlsx" in signed_in(town.cora).get("/reports/").content.decode()
    assert "/reports/export.xlsx" not in signed_in(town.ada).get("/reports/").content.decode()


def test_the_register_leaves_as_the_page_shows_it(town, cora):
    Organisation.everywhere.filter(name="Bakery of Borrowmarket").update(name="=Bakery")
    town.report(by=town.bilal)
    rows = sheet(cora.get("/members/export.xlsx"))
    assert [row[1] for row in rows[1:]] == ["=Bakery", "Pharmacy of Borrowmarket"]
    assert rows[2][6].date() == FRIDAY_NIGHT.date()
    assert rows[1][6] is None
    lines = table(cora.get("/members/export.csv"))
    assert lines[1][1] == "'=Bakery"
    assert lines[2][6] == "2026-03-06"
    event = Event.everywhere.filter(kind="members.exported").first()
    assert event.detail == {"count": 2, "form": "xlsx"}
    assert b"Farstead" not in body(cora.get("/members/export.csv"))
    assert 'href="/members/export.xlsx"' in cora.get("/members/").content.decode()


def test_figures_leave_with_the_permission_of_their_page(town, cora):
    happen(town, town.bakery, FRIDAY_NIGHT, times=3)
    happen(town, town.pharmacy, FRIDAY_NIGHT, times=1)
    lines = table(cora.get("/premises/export.csv?period=2026"))
    assert [(row[1], row[4]) for row in lines[1:]] == [("Bakery, Borrowmarket", "3"), ("Pharmacy, Borrowmarket", "1")]
    assert lines[1][lines[0].index("Friday evening")] == "3"
    mine = sheet(signed_in(town.ada).get("/premises/export.xlsx?period=2026"))
    assert [row[1] for row in mine[1:]] == ["Bakery, Borrowmarket"]
    assert [(row[0], row[2]) for row in sheet(cora.get("/partnership/figures/kinds.xlsx?period=2026"))[1:]] == [
        ("theft", 4)
    ]
    over_time = table(cora.get("/partnership/figures/time.csv?period=2026"))
    assert over_time[3] == ["2026-03-01", "Mar", "4"]
    members = table(cora.get("/partnership/figures/members.csv?period=2026"))
    assert members[0] == ["Member", "Premises", "Reports"]
    events = Event.everywhere.filter(kind="figures.exported").order_by("seq")
    assert [one.detail["table"] for one in events] == ["premises", "premises", "kinds", "time", "members"]
    assert events[0].detail == {"table": "premises", "form": "csv", "count": 2, "period": "2026", "kind": ""}
    for address in ("figures/kinds.csv", "map.geojson"):
        assert signed_in(town.ada).get(f"/partnership/{address}").status_code == 403


def test_an_unknown_table_or_ending_is_not_found_and_leaves_no_event(cora):
    for address in ("/members/export.pdf", "/premises/export.ods", "/partnership/figures/people.csv"):
        assert cora.get(address).status_code == 404
    assert cora.get("/partnership/figures/kinds.json").status_code == 404
    assert not Event.everywhere.filter(kind__endswith=".exported").exists()


def test_the_pages_lead_to_their_files_with_the_filter_kept(town, cora):
    happen(town, town.bakery, FRIDAY_NIGHT)
    page = cora.get("/partnership/?period=2026&kind=theft").content.decode()
    for address in ("figures/kinds.xlsx", "figures/time.csv", "map.geojson"):
        assert f"/partnership/{address}?period=2026&amp;kind=theft" in page
    assert "/premises/export.csv?period=2026" in cora.get("/premises/?period=2026").content.decode()
