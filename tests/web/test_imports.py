"""Importing a log on the web, page by page, and the reports that leave as a file."""

import csv
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.support.signing_in import signed_in
from watchward.collect.actions.imports import work_imports_once
from watchward.collect.models import ImportBatch, Report, SavedMapping
from watchward.collect.rules.drafts import PersonSaid
from watchward.partners.models import Premises
from watchward.records.models import Event

LOG = (
    "Our ref,When,Shop,Sort,Story,Lost\n"
    'A1,06/03/2026 21:15,"Bakery, Borrowmarket",Nicked stuff,Took two cakes.,12.50\n'
    "A2,07/03/2026 21:15,Bakery 1,Nicked stuff,Took three cakes.,1\n"
    'A3,30/02/2026 21:15,"Bakery, Borrowmarket",Nicked stuff,=cmd(),1\n'
)


def upload(client, town, content=LOG, name="log.csv", **said):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    said = {"organisation": town.bakery.organisation.ref, "file": file} | said
    return client.post(reverse("import_new"), said)


def started(client, town, **how) -> str:
    answer = upload(client, town, **how)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer["Location"].split("/")[-3]


def selected(page: str, name: str) -> str:
    """What a select of the page stands on."""
    box = re.search(rf'<select class="input"[^>]* name="{name}".*?</select>', page, re.S).group()
    return re.search(r'value="([^"]*)" selected', box).group(1)


@pytest.fixture
def cora(town):
    return signed_in(town.cora)


@pytest.fixture
def second_bakery(town):
    return Premises.everywhere.create(
        partnership=town.partnership, organisation=town.bakery.organisation, name="Bakery, Station", sector="food"
    )


def test_whole_way_from_the_file_to_the_result(town, cora, second_bakery):
    ref = started(cora, town)
    page = cora.get(reverse("import_columns", args=[ref])).content.decode()
    assert selected(page, "happened_at") == "When"
    assert selected(page, "premises") == "Shop"
    assert "Nicked stuff" in page
    mapped = {"happened_at": "When", "premises": "Shop", "type": "Sort", "narrative": "Story", "loss": "Lost"}
    mapped |= {"own_reference": "Our ref", "date_order": "day-first"}
    assert cora.post(reverse("import_columns", args=[ref]), mapped).status_code == 302
    page = cora.get(reverse("import_words", args=[ref])).content.decode()
    assert "Nicked stuff" in page
    assert "Bakery 1" in page
    said = {
        "type_word_0": "Nicked stuff", "type_0": "theft.walk_out",
        "premises_word_0": "Bakery 1", "premises_0": second_bakery.ref, "save_as": "Till log",
    }  # fmt: skip
    assert cora.post(reverse("import_words", args=[ref]), said).status_code == 302
    page = cora.get(reverse("import_check", args=[ref])).content.decode()
    assert "Stays out" in page
    assert "Bakery, Station" in page
    assert cora.post(reverse("import_run", args=[ref])).status_code == 302
    assert 'hx-trigger="every 2s"' in cora.get(reverse("import", args=[ref])).content.decode()
    work_imports_once()
    page = cora.get(reverse("import", args=[ref])).content.decode()
    assert "hx-trigger" not in page, "it stops asking when it is done"
    assert "The log is in." in page
    assert "30/02/2026" in page
    assert set(Report.everywhere.values_list("premises__name", "kind")) == {
        (town.bakery.name, "theft.walk_out"),
        (second_bakery.name, "theft.walk_out"),
    }
    assert SavedMapping.everywhere.get().name == "Till log"
    listed = cora.get(reverse("import_reports", args=[ref])).content.decode()
    assert all(one.ref in listed for one in Report.everywhere.all())


def test_problems_leave_as_a_file_that_runs_no_formula(town, cora):
    bad = LOG.replace("Bakery 1", "=1+1")
    ref = started(cora, town, content=bad)
    cora.post(reverse("import_columns", args=[ref]), {"happened_at": "When", "premises": "Shop", "type": "Sort"})
    cora.post(reverse("import_words", args=[ref]), {"type_word_0": "Nicked stuff", "type_0": "theft"})
    cora.post(reverse("import_run", args=[ref]))
    work_imports_once()
    answer = cora.get(reverse("import_problems", args=[ref]))
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row[0], row[2]) for row in rows[1:]] == [("3", "'=1+1"), ("4", "30/02/2026 21:15")]
    assert "attachment" in answer["Content-Disposition"]
    assert Event.everywhere.filter(kind="import.problems_downloaded").count() == 1


def test_htmx_gets_only_the_part_that_changes(town, cora):
    ref = started(cora, town)
    part = cora.get(reverse("import", args=[ref]), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="status"' in part


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"file": ""}, "Choose a file."),
        ({"organisation": ""}, "Choose the member whose log this is."),
        ({"content": b"%PDF-1.4"}, "This is a PDF"),
        ({"content": b""}, "Choose a file.|The submitted file is empty|This file is empty"),
        ({"sheet": "Lost"}, ""),
    ],
)
def test_file_that_cannot_be_used_is_answered_in_words_beside_its_field(town, cora, said, says):
    answer = upload(cora, town, **said)
    if said == {"sheet": "Lost"}:  # a text file has no sheets, so the name does not matter
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert re.search(says, answer.content.decode())
    assert not ImportBatch.everywhere.exists()


def test_named_sheet_of_a_workbook_is_read_and_a_missing_one_refused(town, cora):
    book = openpyxl.Workbook()
    book.active.append(["Notes", "More"])
    book.active.append(["nothing", "here"])
    sheet = book.create_sheet("Log 2026")
    sheet.append(["Date", "Time", "Type"])
    sheet.append(["06/03/2026", "21:15", "Shop theft"])
    out = io.BytesIO()
    book.save(out)
    assert upload(cora, town, content=out.getvalue(), name="log.xlsx", sheet="Other").status_code == 422
    ref = started(cora, town, content=out.getvalue(), name="log.xlsx", sheet="Log 2026")
    assert selected(cora.get(reverse("import_columns", args=[ref])).content.decode(), "happened_time") == "Time"


def test_columns_that_say_too_little_are_asked_for_again_and_nothing_typed_is_lost(town, cora, second_bakery):
    ref = started(cora, town)
    answer = cora.post(reverse("import_columns", args=[ref]), {"narrative": "Story"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("when it happened", "what kind of incident", "names the premises"):
        assert words in page
    assert selected(page, "narrative") == "Story"


def test_column_that_the_file_does_not_have_is_not_believed(town, cora):
    ref = started(cora, town)
    said = {"happened_at": "When", "type": "Sort", "narrative": "/etc/passwd"}
    cora.post(reverse("import_columns", args=[ref]), said)
    assert "narrative" not in ImportBatch.everywhere.get().mapping["columns"]


def test_two_columns_feed_one_field_together(town, cora):
    ref = started(cora, town)
    said = {"happened_at": "When", "type": "Sort", "narrative": "Sort", "narrative_also": "Story"}
    cora.post(reverse("import_columns", args=[ref]), said)
    assert ImportBatch.everywhere.get().mapping["columns"]["narrative"] == ["Sort", "Story"]


def test_import_that_cannot_run_yet_says_why(town, cora):
    ref = started(cora, town, content="Colour,Shape\nred,round\n")
    answer = cora.post(reverse("import_run", args=[ref]))
    assert answer.status_code == 422
    assert "does not say yet when it happened" in answer.content.decode()


def test_stop_and_go_on(town, cora):
    ref = started(cora, town)
    cora.post(reverse("import_columns", args=[ref]), {"happened_at": "When", "type": "Sort"})
    cora.post(reverse("import_run", args=[ref]))
    page = cora.post(reverse("import_stop", args=[ref]), follow=True).content.decode()
    assert "The import is stopped." in page
    cora.post(reverse("import_run", args=[ref]))
    work_imports_once()
    assert ImportBatch.everywhere.get().state == "done"


def test_finished_import_has_no_mapping_pages_any_more(town, cora):
    ref = started(cora, town)
    cora.post(reverse("import_columns", args=[ref]), {"happened_at": "When", "type": "Sort"})
    cora.post(reverse("import_run", args=[ref]))
    work_imports_once()
    for name in ("import_columns", "import_words", "import_check"):
        assert cora.get(reverse(name, args=[ref])).status_code == 422
    assert cora.post(reverse("import_run", args=[ref])).status_code == 422


def _answer(answer, ref) -> str:
    """The page without what differs on every load: the token of its forms, and the address that was asked for."""
    return re.sub(r"[A-Za-z0-9]{64}", "token", answer.content.decode().replace(ref, "ref"))


PAGES = ("import", "import_columns", "import_words", "import_check", "import_problems", "import_reports")


def test_another_persons_import_is_missing_and_another_towns_too(town, cora):
    ref = started(cora, town)
    mia = signed_in(town.person("Mia", "store-manager", town.bakery))
    for client in (mia, signed_in(town.dev)):
        for name in PAGES:
            hidden = client.get(reverse(name, args=[ref]))
            missing = client.get(reverse(name, args=["B-0000000000"]))
            assert (hidden.status_code, missing.status_code) == (404, 404)
            assert _answer(hidden, ref) == _answer(missing, "B-0000000000")
        for name in ("import_run", "import_stop"):
            assert client.post(reverse(name, args=[ref])).status_code == 404
    assert cora.get(reverse("import", args=[ref])).status_code == 200


def test_shop_worker_is_told_who_imports_and_a_stranger_signs_in(town, client):
    answer = signed_in(town.ada).get(reverse("imports"))
    assert answer.status_code == 403
    assert "store manager or coordinator" in answer.content.decode()
    assert client.get(reverse("imports")).status_code == 302


def test_store_manager_is_not_asked_whose_log_it_is(town):
    mia = signed_in(town.person("Mia", "store-manager", town.bakery))
    page = mia.get(reverse("import_new")).content.decode()
    assert town.bakery.organisation.name in page
    assert '<select class="input" id="organisation"' not in page
    assert upload(mia, town, organisation=town.pharmacy.organisation.ref).status_code == 422


def test_list_is_empty_in_words_and_then_shows_what_there_is(town, cora, django_assert_num_queries):
    assert "No imports yet." in cora.get(reverse("imports")).content.decode()
    started(cora, town)
    with django_assert_num_queries(7):
        cora.get(reverse("imports"))
    for _ in range(4):
        started(cora, town)
    with django_assert_num_queries(7):
        page = cora.get(reverse("imports")).content.decode()
    assert page.count("Not started") == 5


def test_reports_leave_as_a_file_after_confirming_who_it_is(town, cora):
    town.report(by=town.ada, narrative="=1+1", people=(PersonSaid(name="Generated Person"),))
    stale = signed_in(town.cora, minutes_ago=30).get(reverse("reports_export"))
    assert stale.status_code == 302
    assert stale["Location"].startswith(reverse("account_reauthenticate"))
    answer = cora.get(reverse("reports_export"), {"since": "2026-03-06", "until": "2026-03-06"})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["Reference"] for row in rows] == [Report.everywhere.get().ref]
    assert "What happened" not in rows[0]
    whole = cora.get(reverse("reports_export"), {"people": "1"}).getvalue().decode("utf-8-sig")
    assert "Generated Person" in whole
    assert "'=1+1" in whole
    assert Event.everywhere.filter(kind="report.exported").count() == 2


def test_export_is_refused_to_who_may_not_and_for_days_that_do_not_exist(town, cora):
    assert signed_in(town.ada).get(reverse("reports_export")).status_code == 403
    assert cora.get(reverse("reports_export"), {"since": "2026-02-31"}).status_code == 422
    assert not Event.everywhere.filter(kind="report.exported").exists()
