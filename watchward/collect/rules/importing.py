"""How one row of a member's log becomes one report: which premises it means, and what makes it the same row again."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from watchward.kit.lists import TaxonomyList
from watchward.kit.tables import CellError, MappedRow, Mapping, Row, RowErrors, apply
from watchward.kit.tables.errors import shown
from watchward.kit.tables.mapping import fold
from watchward.partners.models import Premises

OWN = "own:"  # a source key that is the member's own reference, readable as such
GONE = "gone:"  # what is left of the source key of a report whose time is over
LONGEST_OWN = 60  # with the prefix it fills the column; a longer reference is kept as its hash
FOUND_SHOWN = 200


class Places:
    """The premises that an import may report for, found by name, the member's own code, call sign or reference."""

    def __init__(self, premises: Iterable[Premises]) -> None:
        self.all = sorted(premises, key=lambda one: one.name)
        self.by_id = {one.pk: one for one in self.all}
        self._by_word: dict[str, Premises] = {}
        self._by_text: dict[str, Premises | None] = {}
        for name in ("name", "own_code", "call_sign", "ref"):  # a name wins over a code that reads the same
            for one in self.all:
                if word := fold(getattr(one, name)):
                    self._by_word.setdefault(word, one)

    @property
    def only(self) -> Premises | None:
        """The one premises of a member that has no other."""
        return self.all[0] if len(self.all) == 1 else None

    def find(self, text: str) -> Premises | None:
        """The premises that a cell means, whatever its case and spacing."""
        return self._by_word.get(fold(text))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that can become a report: its values, its premises, and the key that recognises it again."""

    row: MappedRow
    premises: Premises
    key: str


def completed(mapping: Mapping, types: TaxonomyList, places: Places) -> Mapping:
    """The mapping with what needs no saying: our own names of the types, and the member's only premises."""
    words = {entry.label: entry.id for entry in types.entries} | mapping.translations.get("type", {})
    constants = dict(mapping.constants)
    if places.only is not None:
        constants.setdefault("premises", places.only.name)
    return replace(mapping, constants=constants, translations={**mapping.translations, "type": words})


def read_row(
    mapping: Mapping, row: Row, *, is_type: Callable[[str], bool], places: Places, now: datetime
) -> Candidate | RowErrors:
    """One row as the report it would be, or everything that is wrong with it."""
    found = apply(mapping, row, is_type=is_type, now=now)
    if isinstance(found, RowErrors):
        return found
    premises = places.find(found.premises)
    if premises is None:
        return RowErrors(found.row_number, (_unknown_premises(mapping, found),))
    return Candidate(found, premises, source_key(found, premises.pk))


def source_key(row: MappedRow, premises_id: int) -> str:
    """What makes a row the same row: the member's own reference, else the hash of all that it says."""
    own = " ".join(row.own_reference.split())
    if own and len(own) <= LONGEST_OWN:
        return OWN + own
    said: list[object] = [own] if own else _content(row, premises_id)
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def own_reference(key: str | None) -> str:
    """The member's own reference behind a source key; empty where the row had none."""
    return key.removeprefix(OWN) if key and key.startswith(OWN) else ""


def gone_key(key: str, organisation_id: int) -> str:
    """What recognises a row after its report was emptied: a member that sends its log again brings nobody back."""
    return GONE + hashlib.sha256(f"{organisation_id} {key}".encode()).hexdigest()[:59]


def found_in(row: Row, error: CellError) -> str:
    """What stood in a wrong cell, to be shown beside the reason; several columns are joined as there."""
    if error.column in row:
        return row[error.column][:FOUND_SHOWN]
    return ", ".join(row.get(name, "") for name in error.column.split(", ") if name in row)[:FOUND_SHOWN]


def type_words(types: TaxonomyList) -> dict[str, str]:
    """Words a member may use -> type id, for suggestions that a person looks at; a word of several types means none.

    Where one of the types is the parent of all the others, the word means that one.
    """
    meant: dict[str, list[str]] = {}
    for entry in types.entries:
        for word in (entry.label, *entry.synonyms):
            meant.setdefault(fold(word), []).append(entry.id)
    labels = {fold(entry.label): entry.id for entry in types.entries}
    return {word: ident for word, ids in meant.items() if (ident := _agreed(ids, types))} | labels


def _agreed(ids: Sequence[str], types: TaxonomyList) -> str:
    for one in ids:
        if all(one in {step.id for step in types.lineage(other)} for other in ids):
            return one
    return ""


def _content(row: MappedRow, premises_id: int) -> list[object]:
    return [
        premises_id, row.type, row.happened_at.isoformat(), row.until.isoformat() if row.until else "", row.narrative,
        row.loss_pence, row.recovered_pence, row.person_name, row.person_description, row.vehicle_registration,
        row.police_reference, row.injury, row.weapon,
    ]  # fmt: skip


def _unknown_premises(mapping: Mapping, row: MappedRow) -> CellError:
    column = ", ".join(mapping.columns.get("premises", ()))
    what = f"{shown(row.premises)} is not a premises that you import for."
    todo = "Write its name, store number or call sign as in the register, or say in the mapping which one it means."
    return CellError(row.row_number, column, what, todo)
