"""A member's own log comes in once, whole, resumable, and only through who may bring it in."""

import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import OperationalError, connection, transaction

import watchward
from watchward.collect.actions import imports
from watchward.collect.actions.imports import (
    CannotImport,
    CannotRunImport,
    CannotSaveMapping,
    FileOnDisk,
    ImportIsBusy,
    run_import,
    set_mapping,
    start_import,
    stop_import,
    work,
    work_import,
    work_imports_once,
)
from watchward.collect.models import ImportBatch, ImportProblem, MentionedPerson, MentionedVehicle, Report
from watchward.collect.queries.imports import (
    get_import,
    importable_organisations,
    imported_reports,
    mapping_of,
    newest_imports,
    premises_meanings,
    preview_import,
    reports_with_keys,
    type_meanings,
    unfinished_import,
    visible_imports,
)
from watchward.collect.rules.importing import Candidate, source_key
from watchward.collect.vaults import import_vault
from watchward.kit.errors import NotFound, NotPermitted
from watchward.kit.tables import MappedRow, Mapping, RowErrors
from watchward.partners.models import Appointment, Membership, Organisation, Partnership, Premises
from watchward.policy import Actor
from watchward.records.ledger import verify
from watchward.records.models import Delivery, Event

DEMO = Path(watchward.__file__).parent / "cli/demo/data"
HEADER = "Ref,Date,Time,Store,Type,Details,Value,Offender name,Offender description,Vehicle reg\n"
ROW = "INC{n:04d},06/03/2026,21:15,{shop},Goods hidden and taken,Took {n} cakes.,£12.50,{name},{looks},{reg}\n"


def line(n: int, shop: str = "Bakery, Borrowmarket", name: str = "", looks: str = "", reg: str = "") -> str:
    return ROW.format(n=n, shop=f'"{shop}"', name=name, looks=looks, reg=reg)


@pytest.fixture
def log(tmp_path):
    def write(*lines: str, name: str = "log.csv", header: str = HEADER) -> FileOnDisk:
        path = tmp_path / name
        path.write_text(header + "".join(lines), encoding="utf-8")
        return FileOnDisk(path)

    return write


def begin(town, upload, who=None, shop=None):
    actor = town.actor(who or town.cora)
    return start_import(actor=actor, organisation_ref=(shop or town.bakery).organisation.ref, upload=upload)


def bring_in(town, upload, who=None, **how):
    batch = begin(town, upload, who)
    run_import(actor=town.actor(who or town.cora), ref=batch.ref)
    return work_import(batch.pk, **how)


def counts(batch):
    return batch.state, batch.made, batch.duplicates, batch.refused


def test_coordinator_brings_in_a_log_with_its_people_vehicles_and_ledger_rows(town, log):
    looks = "red cap " * 60
    batch = bring_in(town, log(line(1), line(2, name="Generated Person", looks=looks, reg="ab12 cde"), line(3)))
    assert counts(batch) == ("done", 3, 0, 0)
    first = Report.everywhere.get(source_key="own:INC0001")
    assert (first.kind, first.premises, first.loss_pence) == ("theft.concealed", town.bakery, 1250)
    assert (first.origin, first.reporter, first.organisation) == ("import", town.cora, town.bakery.organisation)
    assert first.happened_at == datetime(2026, 3, 6, 21, 15, tzinfo=UTC)
    assert first.hour_of_week == 4 * 24 + 21
    assert first.value_band
    second = Report.everywhere.get(source_key="own:INC0002")
    assert MentionedPerson.everywhere.get(report=second).name == "Generated Person"
    assert MentionedVehicle.everywhere.get().registration == "AB12CDE"
    assert looks.strip() in second.narrative, "a description longer than its field is kept whole"
    events = Event.everywhere.filter(kind="report.imported").order_by("seq")
    assert [one.ref for one in events] == [f"report/{one.ref}" for one in Report.everywhere.order_by("id")]
    assert not Delivery.everywhere.filter(event__kind="report.imported").exists()
    assert verify(town.partnership.pk) is None


def test_every_step_leaves_one_event(town, log):
    batch = begin(town, log(line(1)))
    set_mapping(actor=town.actor(town.cora), ref=batch.ref, mapping=mapping_of(batch))
    run_import(actor=town.actor(town.cora), ref=batch.ref)
    stop_import(actor=town.actor(town.cora), ref=batch.ref)
    run_import(actor=town.actor(town.cora), ref=batch.ref)
    work_import(batch.pk)
    found = list(Event.everywhere.filter(ref=f"import/{batch.ref}").order_by("seq").values_list("kind", flat=True))
    steps = ["started", "mapped", "queued", "stopped", "queued", "finished"]
    assert found == [f"import.{step}" for step in steps]
    assert Event.everywhere.get(kind="import.finished").detail == {"made": 1, "duplicates": 0, "refused": 0}


def test_store_manager_imports_for_own_premises_but_not_for_a_neighbour(town, log):
    mia = town.person("Mia", "store-manager", town.bakery)
    second = Premises.everywhere.create(
        partnership=town.partnership, organisation=town.bakery.organisation, name="Bakery, Station", sector="food"
    )
    assert [name for _ref, name in importable_organisations(town.actor(mia))] == [town.bakery.organisation.name]
    batch = bring_in(town, log(line(1), line(2, shop=second.name)), who=mia)
    assert counts(batch) == ("done", 1, 0, 1)
    assert ImportProblem.everywhere.get().found == second.name
    with pytest.raises(NotFound):
        begin(town, log(line(3)), who=mia, shop=town.pharmacy)


def test_coordinator_imports_for_any_member_of_the_town_but_for_none_of_the_next(town, log):
    assert begin(town, log(line(1)), shop=town.pharmacy).organisation == town.pharmacy.organisation
    with pytest.raises(NotFound):
        begin(town, log(line(1)), shop=town.other.bakery)


@pytest.mark.parametrize("role", ["shop-worker", "police-officer", "board-member", "data-protection-lead"])
def test_roles_that_import_nothing_cannot_even_upload(town, log, role):
    other = town.person("Olu", role, town.bakery)
    with pytest.raises(NotPermitted):
        begin(town, log(line(1)), who=other)
    assert not ImportBatch.everywhere.exists()
    assert not any(path.is_file() for path in import_vault().root.rglob("*"))


def test_import_of_another_person_or_town_looks_missing(town, log):
    batch = begin(town, log(line(1)))
    mia = town.person("Mia", "store-manager", town.bakery)
    refusals = []
    for who, ref in ((mia, batch.ref), (mia, "B-0000000000"), (town.dev, batch.ref)):
        with pytest.raises(NotFound) as refusal:
            get_import(town.actor(who), ref)
        refusals.append(str(refusal.value))
    assert len(set(refusals)) == 1
    assert get_import(town.actor(town.cora), batch.ref) == batch
    with pytest.raises(NotPermitted):
        visible_imports(town.actor(town.ada))


def test_row_that_comes_twice_in_a_file_or_in_two_files_is_one_report(town, log):
    first = bring_in(town, log(line(1), line(2), line(1)))
    assert counts(first) == ("done", 2, 1, 0)
    again = bring_in(town, log(line(2), line(3)))
    assert counts(again) == ("done", 1, 1, 0)
    assert Report.everywhere.count() == 3


def test_rows_without_a_reference_are_recognised_by_what_they_say(town, log):
    header = "Date,Time,Store,Type,Details\n"
    row = '06/03/2026,21:15,"Bakery, Borrowmarket",Goods hidden and taken,{}\n'
    bring_in(town, log(row.format("Cakes."), row.format("cakes!"), header=header))
    assert Report.everywhere.count() == 2
    assert counts(bring_in(town, log(row.format("Cakes."), header=header))) == ("done", 0, 1, 0)


def test_same_reference_of_two_members_is_two_reports(town, log):
    bring_in(town, log(line(1)))
    batch = begin(town, log(line(1, shop=town.pharmacy.name)), shop=town.pharmacy)
    run_import(actor=town.actor(town.cora), ref=batch.ref)
    assert counts(work_import(batch.pk)) == ("done", 1, 0, 0)


def test_known_rows_are_found_in_their_index_however_many_reports_there_are(town):
    asked = reports_with_keys(town.bakery.organisation_id, ["own:INC0001", "own:INC0002"])
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # an empty table is read faster whole
        assert "imported_row_is_one_report" in asked.explain()


def test_long_reference_fits_its_key_and_stays_the_same():
    row = MappedRow(2, "Shop", "theft", datetime(2026, 3, 6, tzinfo=UTC), own_reference="X" * 90)
    assert len(source_key(row, 1)) == 64
    assert source_key(row, 1) == source_key(row, 2), "the member's own reference decides, not the place"


def test_wrong_rows_say_what_to_do_and_the_good_ones_come_in(town, log):
    bad = 'INC9,31/02/2026,21:15,"Bakery, Borrowmarket",Goods hidden and taken,Cakes.,£1,,,\n'
    lost = line(8, shop="Nowhere")
    batch = bring_in(town, log(line(1), bad, lost, line(2)))
    assert counts(batch) == ("done", 2, 0, 2)
    problems = list(ImportProblem.everywhere.order_by("row").values_list("row", "column", "found"))
    assert problems == [(3, "Date", "31/02/2026"), (4, "Store", "Nowhere")]
    assert "store number or call sign" in ImportProblem.everywhere.get(row=4).why


def test_premises_are_found_by_name_code_and_call_sign_in_any_case(town, log):
    Premises.everywhere.filter(pk=town.bakery.pk).update(own_code="0042", call_sign="Baker One")
    Premises.everywhere.create(
        partnership=town.partnership, organisation=town.bakery.organisation, name="Other shop", sector="food"
    )
    rows = [line(n, shop=shop) for n, shop in enumerate(("BAKERY, borrowmarket", "0042", "baker  one", "other SHOP"))]
    bring_in(town, log(*rows))
    assert Report.everywhere.filter(premises=town.bakery).count() == 3
    assert Report.everywhere.count() == 4


def test_member_with_one_premises_needs_no_column_for_it(town, log):
    header = "Date,Time,Type,Details\n"
    batch = bring_in(town, log("06/03/2026,21:15,Goods hidden and taken,Cakes.\n", header=header))
    assert counts(batch) == ("done", 1, 0, 0)
    assert Report.everywhere.get().premises == town.bakery


def test_a_killed_import_goes_on_exactly_where_it_was(town, log, monkeypatch):
    """Dies inside the third chunk; the chunk leaves nothing, and the rest comes in once."""
    batch = begin(town, log(*[line(n) for n in range(48)], line(5), line(6)))
    run_import(actor=town.actor(town.cora), ref=batch.ref)
    real, calls = imports._write.record_quietly, []

    def dies(*args, **named):
        calls.append(1)
        real(*args, **named)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(imports._write, "record_quietly", dies)
    with pytest.raises(KeyboardInterrupt):
        work_import(batch.pk, chunk=10)
    batch.refresh_from_db()
    assert (batch.state, batch.made, Report.everywhere.count()) == ("running", 20, 20)
    work._held.clear()  # the process is gone
    with pytest.raises(ImportIsBusy):
        work_import(batch.pk, chunk=10)
    later = datetime.now(UTC) + work.LEASE + timedelta(seconds=1)
    assert counts(work_import(batch.pk, chunk=10, now=later)) == ("done", 48, 2, 0)
    assert Report.everywhere.count() == Event.everywhere.filter(kind="report.imported").count() == 48
    assert verify(town.partnership.pk) is None


def test_worker_goes_on_from_a_file_held_open_and_from_one_opened_anew(town, log):
    batch = begin(town, log(*[line(n) for n in range(35)]))
    run_import(actor=town.actor(town.cora), ref=batch.ref)
    work_import(batch.pk, chunk=10, seconds=0)
    work_import(batch.pk, chunk=10, seconds=0)
    assert work._held[batch.pk].at_row == 22
    work._held.clear()
    assert counts(work_import(batch.pk, chunk=10)) == ("done", 35, 0, 0)
    assert batch.pk not in work._held


def test_slower_of_two_workers_writes_nothing(town, log, monkeypatch):
    batch = begin(town, log(*[line(n) for n in range(20)]))
    run_import(actor=town.actor(town.cora), ref=batch.ref)
    real = work.write_chunk

    def overtaken(*args, **named):
        ImportBatch.everywhere.filter(pk=batch.pk).update(next_row=7)
        return real(*args, **named)

    monkeypatch.setattr(work, "write_chunk", overtaken)
    work_import(batch.pk, chunk=10)
    assert not Report.everywhere.exists()


def test_lost_database_leaves_the_import_to_be_tried_again(town, log, monkeypatch):
    batch = begin(town, log(line(1)))
    run_import(actor=town.actor(town.cora), ref=batch.ref)

    def away(*_args, **_named):
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(work, "write_chunk", away)
        with pytest.raises(OperationalError):
            work_import(batch.pk)
    later = datetime.now(UTC) + work.LEASE + timedelta(seconds=1)
    assert work_imports_once(later) == 1
    assert Report.everywhere.count() == 1


def test_worker_takes_waiting_imports_oldest_first_and_rests_when_there_are_none(town, log):
    assert work_imports_once() == 0
    for n in (1, 2):
        batch = begin(town, log(line(n)))
        run_import(actor=town.actor(town.cora), ref=batch.ref)
    assert work_imports_once() == 1
    assert list(ImportBatch.everywhere.order_by("id").values_list("state", flat=True)) == ["done", "ready"]
    assert work_imports_once() == 1
    assert work_imports_once() == 0


def test_stopped_import_keeps_what_came_in_and_can_go_on(town, log):
    actor = town.actor(town.cora)
    batch = begin(town, log(*[line(n) for n in range(25)]))
    run_import(actor=actor, ref=batch.ref)

    def stop(seen):
        if seen.made == 10:
            stop_import(actor=actor, ref=seen.ref)

    stopped = work_import(batch.pk, chunk=10, watch=stop)
    assert counts(stopped) == ("stopped", 10, 0, 0)
    with pytest.raises(CannotRunImport):
        stop_import(actor=actor, ref=batch.ref)
    run_import(actor=actor, ref=batch.ref)
    assert counts(work_import(batch.pk)) == ("done", 25, 0, 0)
    with pytest.raises(CannotRunImport):
        run_import(actor=actor, ref=batch.ref)


def test_import_fails_in_words_when_its_account_lost_the_role(town, log):
    batch = begin(town, log(line(1)))
    run_import(actor=town.actor(town.cora), ref=batch.ref)
    Appointment.everywhere.filter(membership__account=town.cora).update(role="board-member")
    failed = work_import(batch.pk)
    assert failed.state == "failed"
    assert "board member" in failed.trouble
    assert not Report.everywhere.exists()
    assert Event.everywhere.filter(kind="import.failed").count() == 1


def test_import_fails_in_words_when_its_account_left(town, log):
    batch = begin(town, log(line(1)))
    run_import(actor=town.actor(town.cora), ref=batch.ref)
    Membership.everywhere.filter(account=town.cora).update(ended_at=datetime.now(UTC))
    assert "no longer works" in work_import(batch.pk).trouble


def test_file_of_a_finished_import_is_deleted_and_that_of_a_stopped_one_kept(town, log):
    batch = begin(town, log(line(1)))
    path = import_vault().path(batch.stored_as)
    assert path.exists()
    run_import(actor=town.actor(town.cora), ref=batch.ref)
    stop_import(actor=town.actor(town.cora), ref=batch.ref)
    assert path.exists()
    run_import(actor=town.actor(town.cora), ref=batch.ref)
    work_import(batch.pk)
    assert not path.exists()
    assert ImportBatch.everywhere.get().stored_as == ""


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"%PDF-1.7 ...", "PDF"), (b"PK\x03\x04broken", "damaged"), (bytes(range(32)) * 9, "not text")],
)
def test_what_is_no_table_is_refused_in_words_and_not_kept(town, tmp_path, content, says):
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    with pytest.raises(CannotImport, match=says):
        begin(town, FileOnDisk(path))
    assert not any(one.is_file() for one in import_vault().root.rglob("*"))


def test_mapping_that_feeds_too_little_cannot_run(town, log):
    batch = begin(town, log("1,2\n", header="Colour,Shape\n"))
    with pytest.raises(CannotRunImport, match="when it happened and what happened"):
        run_import(actor=town.actor(town.cora), ref=batch.ref)


def test_saved_mapping_is_chosen_for_the_members_next_file_but_not_for_another_member(town, log):
    actor = town.actor(town.cora)
    batch = begin(town, log(line(1)))
    plain = mapping_of(batch).to_plain() | {"translations": {"type": {"Nicked": "theft"}}}
    set_mapping(actor=actor, ref=batch.ref, mapping=Mapping.from_plain(plain), save_as=" Till  log ")
    assert mapping_of(begin(town, log(line(2)))).translations == {"type": {"Nicked": "theft"}}
    assert mapping_of(begin(town, log(line(2)), shop=town.pharmacy)).translations != {"type": {"Nicked": "theft"}}
    other = begin(town, log(line(3)), shop=town.pharmacy)
    with pytest.raises(CannotSaveMapping), transaction.atomic():
        set_mapping(actor=actor, ref=other.ref, mapping=mapping_of(other), save_as="Till log")


def test_preview_shows_rows_as_they_would_become_and_writes_nothing(town, log):
    bring_in(town, log(line(1)))
    batch = begin(town, log(line(1), line(2), line(3, shop="Nowhere")))
    before = Event.everywhere.count()
    found = preview_import(town.actor(town.cora), batch.ref)
    assert (found.checked, found.good, found.wrong, found.known) == (3, 2, 1, 1)
    kinds = [type(one) for _number, one in found.rows]
    assert kinds == [Candidate, Candidate, RowErrors]
    assert found.reasons[0][0] == "Store"
    assert Report.everywhere.count() == 1
    assert Event.everywhere.count() == before


def test_members_words_are_shown_with_what_they_mean(town, log):
    rows = [line(1), line(2).replace("Goods hidden and taken", "Drive-off"), line(3, shop="Nowhere")]
    batch = begin(town, log(*rows))
    mapping, actor = mapping_of(batch), town.actor(town.cora)
    means = {word.text: (word.count, word.means) for word in type_meanings(actor, batch, mapping)}
    assert means == {"Goods hidden and taken": (2, "theft.concealed"), "Drive-off": (1, "theft.fuel")}
    assert [word.text for word in premises_meanings(actor, batch, mapping)] == ["Nowhere"]


def test_unfinished_import_of_the_same_file_is_found_again(town, log):
    actor = town.actor(town.cora)
    batch = begin(town, log(line(1)))
    member = town.bakery.organisation_id
    assert unfinished_import(actor, member, batch.sha256, "") == batch
    run_import(actor=actor, ref=batch.ref)
    work_import(batch.pk)
    assert unfinished_import(actor, member, batch.sha256, "") is None


def test_reports_of_an_import_come_page_by_page_in_file_order(town, log):
    batch = bring_in(town, log(*[line(n) for n in range(5)]))
    actor, seen, after = town.actor(town.cora), [], ""
    while True:
        rows, after = imported_reports(actor, batch.ref, after=after, limit=2)
        seen += [row.ref for row in rows]
        if not after:
            break
    assert seen == list(Report.everywhere.order_by("id").values_list("ref", flat=True))


def test_list_of_imports_goes_back_page_by_page(town, log):
    made = [begin(town, log(line(n))).ref for n in range(3)]
    first, after = newest_imports(town.actor(town.cora), limit=2)
    last, end = newest_imports(town.actor(town.cora), after=after, limit=2)
    assert [one.ref for one in (*first, *last)] == made[::-1]
    assert end == ""


def test_excel_log_comes_in_like_a_csv(town, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Ref", "Date and time", "Store", "Incident type", "Details", "Value"])
    for n in range(30):
        at = datetime(2026, 3, 6, 21, n)  # noqa: DTZ001 (a cell of Excel has no zone)
        book.active.append([n, at, town.bakery.name, "Shop theft", f"Took {n} cakes.", 12.5])
    book.save(tmp_path / "log.xlsx")
    batch = bring_in(town, FileOnDisk(tmp_path / "log.xlsx"), chunk=7)
    assert counts(batch) == ("done", 30, 0, 0)
    assert Report.everywhere.filter(loss_pence=1250, kind="theft").count() == 30


@pytest.mark.slow
def test_the_real_stream_comes_in_whole_through_the_products_own_importer(town):
    """11,347 rows of the demonstration: none refused, none twice, the chain whole."""
    import csv

    chicago = Partnership.everywhere.create(name="Chicago stream", time_zone="America/Chicago")
    member = Organisation.everywhere.create(partnership=chicago, name="Incident stream", joined_on="2012-01-01")
    with (DEMO / "chicago-premises.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            Premises.everywhere.create(partnership=chicago, organisation=member, name=row["name"], sector=row["sector"])
    account = Membership.everywhere.create(account=town.cora, partnership=chicago)
    Appointment.everywhere.create(membership=account, role="coordinator", starts_on="2012-01-01")
    actor = _actor_in(town.cora, chicago)
    upload = FileOnDisk(DEMO / "chicago-2013.csv")
    batch = start_import(actor=actor, organisation_ref=member.ref, upload=upload)
    plain = json.loads((DEMO / "chicago-2013.mapping.json").read_text(encoding="utf-8"))
    set_mapping(actor=actor, ref=batch.ref, mapping=Mapping.from_plain(plain))
    run_import(actor=actor, ref=batch.ref)
    assert counts(work_import(batch.pk)) == ("done", 11_347, 0, 0)
    assert Report.everywhere.filter(partnership=chicago, import_batch=batch).count() == 11_347
    assert verify(chicago.pk) is None


@pytest.mark.slow
def test_memory_stays_flat_while_rows_grow(town, log):
    """What is held at the peak of 8,000 rows is what is held at the peak of 2,000."""
    peaks = []
    for start, rows in ((0, 2_000), (10_000, 8_000)):
        batch = begin(town, log(*[line(start + n) for n in range(rows)]))
        run_import(actor=town.actor(town.cora), ref=batch.ref)
        tracemalloc.start()
        work_import(batch.pk, chunk=500)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert Report.everywhere.count() == 10_000
    assert peaks[1] < peaks[0] + 2_000_000, "6,000 rows more, held as a whole, would be three times that"


def _actor_in(account, partnership) -> Actor:
    from watchward.partners.queries.actors import seats_of

    seats = seats_of(account, has_second_factor=True, is_recently_confirmed=True)
    return next(seat.actor for seat in seats if seat.partnership == partnership)
