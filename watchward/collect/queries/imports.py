"""Imports that an actor may see, and looks into a file before and after it is read in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db.models import Q, QuerySet
from django.utils import timezone

from watchward.collect.choices import ImportState
from watchward.collect.models import ImportBatch, ImportProblem, Report, SavedMapping
from watchward.collect.queries.reports import ReportRow, report_rows
from watchward.collect.rules.importing import Candidate, Places, completed, gone_key, read_row, type_words
from watchward.collect.vaults import import_vault
from watchward.kit.errors import NotFound
from watchward.kit.lists import TaxonomyList
from watchward.kit.tables import CellError, Mapping, RowErrors, Table, open_table, suggest
from watchward.kit.tables.mapping import fold
from watchward.partners.models import Organisation, Premises
from watchward.partners.queries.lists import list_of
from watchward.policy import Actor, Permission, may, require

MISSING = "There is no such import, or it is not yours to see. Go back to your imports."
NO_MEMBER = "There is no such member, or you do not import for it. Pick one from the list."
PAGE = 50
SHOWN_ROWS = 20
CHECKED_ROWS = 1000
WORD_ROWS = 5000
MOST_WORDS = 50
SAMPLE = 60
UNFINISHED = (
    ImportState.UPLOADED,
    ImportState.READY,
    ImportState.RUNNING,
    ImportState.STOPPED,
    ImportState.FAILED,
)


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows as the reports they would become, and what is wrong in the first thousand."""

    rows: list[tuple[int, Candidate | RowErrors]]
    checked: int
    good: int
    wrong: int
    known: int  # rows that are here already
    reasons: list[tuple[str, str, int]]  # (column, what is wrong, rows), most frequent first


@dataclass(frozen=True, slots=True)
class Word:
    """One value of a member's column, how many of the rows looked at hold it, and what it means to us."""

    text: str
    count: int
    means: str


def may_import_for_all(actor: Actor) -> bool:
    """A coordinator imports for every member; a store manager for their own premises."""
    return bool(may(actor, Permission.REPORT_READ_ALL))


def visible_imports(actor: Actor) -> QuerySet[ImportBatch]:
    """Imports of the partnership for who imports for all of it, else those that the person started."""
    require(actor, Permission.REPORT_IMPORT)
    here = ImportBatch.everywhere.filter(partnership_id=actor.partnership_id)
    return here if may_import_for_all(actor) else here.filter(uploaded_by_id=actor.account_id)


def newest_imports(actor: Actor, *, after: str = "", limit: int = PAGE) -> tuple[list[ImportBatch], str]:
    """One page, newest first, and the reference after which the next begins, empty on the last."""
    rows = visible_imports(actor)
    if after:
        rows = rows.filter(pk__lt=get_import(actor, after).pk)
    found = list(rows.select_related("organisation", "uploaded_by").order_by("-id")[: limit + 1])
    return found[:limit], found[limit - 1].ref if len(found) > limit else ""


def get_import(actor: Actor, ref: str) -> ImportBatch:
    """One import. Absent and forbidden give the same answer."""
    found = visible_imports(actor).filter(ref=ref)
    batch = found.select_related("organisation", "partnership", "uploaded_by").first()
    if batch is None:
        raise NotFound(MISSING)
    return batch


def importable_organisations(actor: Actor) -> list[tuple[str, str]]:
    """(reference, name) of the members that the actor imports for, those with premises only."""
    require(actor, Permission.REPORT_IMPORT)
    found = Organisation.everywhere.filter(partnership_id=actor.partnership_id, premises__isnull=False)
    if not may_import_for_all(actor):
        found = found.filter(pk=actor.organisation_id, premises__in=actor.premises)
    return list(found.distinct().order_by("name").values_list("ref", "name"))


def get_importable_organisation(actor: Actor, ref: str) -> Organisation:
    """A member by its reference, or by its name as the console knows it, if the actor imports for it."""
    allowed = {one for one, _name in importable_organisations(actor)}
    found = Organisation.everywhere.filter(Q(ref=ref) | Q(name=ref), partnership_id=actor.partnership_id).first()
    if found is None or found.ref not in allowed:
        raise NotFound(NO_MEMBER)
    return found


def places_of(actor: Actor, organisation_id: int) -> Places:
    """The premises of a member that the actor reports for."""
    found = Premises.everywhere.filter(partnership_id=actor.partnership_id, organisation_id=organisation_id)
    if not may_import_for_all(actor):
        found = found.filter(pk__in=actor.premises)
    return Places(found)


def types_of(actor: Actor) -> TaxonomyList:
    """The incident types as the partnership uses them."""
    return list_of(actor.partnership_id, "incident_types")


def file_of(batch: ImportBatch) -> Path:
    """Where the file of an unfinished import lies."""
    return import_vault().path(batch.stored_as)


def table_of(batch: ImportBatch) -> Table:
    """The file, opened. Raises: TableError."""
    return open_table(file_of(batch), sheet=batch.sheet or None)


def mapping_of(batch: ImportBatch) -> Mapping:
    """The mapping as it stands."""
    return Mapping.from_plain(batch.mapping)


def saved_mappings(actor: Actor, organisation_id: int) -> list[SavedMapping]:
    """The mappings kept for a member or for the whole partnership, newest first."""
    require(actor, Permission.REPORT_IMPORT)
    kept = SavedMapping.everywhere.filter(partnership_id=actor.partnership_id)
    return list(kept.filter(Q(organisation_id=organisation_id) | Q(organisation=None)).order_by("-saved_at", "-id"))


def fitting_mapping(saved: Iterable[SavedMapping], columns: Sequence[str]) -> SavedMapping | None:
    """The newest saved mapping whose columns this table has."""
    for one in saved:
        mapping = Mapping.from_plain(one.mapping)
        if mapping.columns and not mapping.missing_columns(list(columns)):
            return one
    return None


def suggested_mapping(actor: Actor, table: Table, zone: str) -> Mapping:
    """A first mapping, guessed from the column names and the first rows."""
    return suggest(table.columns, table.sample(SAMPLE), types=type_words(types_of(actor)), zone=zone)


def words_of(batch: ImportBatch, mapping: Mapping, field: str) -> list[tuple[str, int]]:
    """The values that the columns of one field hold in the first rows, most frequent first."""
    plain = Mapping(columns=mapping.columns)
    found: Counter[str] = Counter()
    for row in table_of(batch).sample(WORD_ROWS):
        if text := plain.text(field, row):
            found[text] += 1
    return found.most_common(MOST_WORDS)


def type_meanings(actor: Actor, batch: ImportBatch, mapping: Mapping) -> list[Word]:
    """The member's words for what happened, each with the type that it means as far as is known."""
    types = types_of(actor)
    said = {fold(word): means for word, means in mapping.translations.get("type", {}).items()}
    known = type_words(types)
    return [
        Word(text, count, said.get(fold(text)) or (text if text in types else known.get(fold(text), "")))
        for text, count in words_of(batch, mapping, "type")
    ]


def premises_meanings(actor: Actor, batch: ImportBatch, mapping: Mapping) -> list[Word]:
    """The member's words for its places that are not found in the register by themselves, or were told before."""
    places = places_of(actor, batch.organisation_id)
    said = {fold(word): means for word, means in mapping.translations.get("premises", {}).items()}
    words = []
    for text, count in words_of(batch, mapping, "premises"):
        told = places.find(said.get(fold(text), ""))
        if told is not None or places.find(text) is None:
            words.append(Word(text, count, told.ref if told else ""))
    return words


def preview_import(actor: Actor, ref: str, now: datetime | None = None) -> Preview:
    """Read the first rows as an import would, and write nothing. Raises: TableError."""
    batch = get_import(actor, ref)
    places, types = places_of(actor, batch.organisation_id), types_of(actor)
    mapping = completed(mapping_of(batch), types, places)
    moment = now or timezone.now()
    found = [
        (row.number, read_row(mapping, row, is_type=types.__contains__, places=places, now=moment))
        for row in table_of(batch).sample(CHECKED_ROWS)
    ]
    good = [one for _number, one in found if isinstance(one, Candidate)]
    errors = [error for _number, one in found if isinstance(one, RowErrors) for error in one.errors]
    return Preview(
        rows=found[:SHOWN_ROWS],
        checked=len(found),
        good=len(good),
        wrong=len(found) - len(good),
        known=len(known_keys(batch.organisation_id, {one.key for one in good})),
        reasons=_reasons(errors),
    )


def known_keys(organisation_id: int, keys: Iterable[str]) -> set[str]:
    """Which of these rows are reports already, or were until their time was over."""
    meant = {form: key for key in keys for form in (key, gone_key(key, organisation_id))}
    return {meant[str(key)] for key in reports_with_keys(organisation_id, meant).values_list("source_key", flat=True)}


def reports_with_keys(organisation_id: int, keys: Iterable[str]) -> QuerySet[Report]:
    """The reports that came from these rows of a member's log."""
    return Report.everywhere.filter(organisation_id=organisation_id, source_key__in=list(keys))


def unfinished_import(actor: Actor, organisation_id: int, sha256: str, sheet: str) -> ImportBatch | None:
    """The import of exactly this file that was begun and not finished, to go on with."""
    rows = visible_imports(actor).filter(
        organisation_id=organisation_id, sha256=sha256, sheet=sheet, state__in=UNFINISHED
    )
    return rows.select_related("organisation", "partnership").order_by("-id").first()


def import_problems(actor: Actor, ref: str) -> Iterator[tuple[int, str, str, str]]:
    """(row, column, what stood there, why) of all that could not come in, in the order of the file."""
    batch = get_import(actor, ref)
    rows = ImportProblem.everywhere.filter(batch=batch).order_by("row", "id")
    return rows.values_list("row", "column", "found", "why").iterator(chunk_size=2000)


def first_problems(actor: Actor, ref: str, limit: int = SHOWN_ROWS) -> list[tuple[int, str, str, str]]:
    """The first of them, to show on a page."""
    with closing(import_problems(actor, ref)) as rows:  # type: ignore[type-var]
        return list(islice(rows, limit))


def imported_reports(actor: Actor, ref: str, *, after: str = "", limit: int = PAGE) -> tuple[list[ReportRow], str]:
    """The reports that one import made, in the order of the file, a page at a time."""
    batch = get_import(actor, ref)
    rows = Report.everywhere.filter(import_batch=batch)
    if after:
        last = rows.filter(ref=after).values_list("id", flat=True).first()
        if last is None:
            raise NotFound("That page is gone. Start again at the first report of the import.")
        rows = rows.filter(id__gt=last)
    ids = list(rows.order_by("id").values_list("id", flat=True)[: limit + 1])
    page = report_rows(ids[:limit])
    return page, page[-1].ref if len(ids) > limit else ""


def _reasons(errors: Sequence[CellError]) -> list[tuple[str, str, int]]:
    """Errors that differ only in what the cell holds are one reason."""
    counted = Counter((error.column, error.todo) for error in errors)
    example: dict[tuple[str, str], str] = {}
    for error in errors:
        example.setdefault((error.column, error.todo), error.what)
    return [(column, f"{example[column, todo]} {todo}", many) for (column, todo), many in counted.most_common(8)]
