"""Read a shipped list and answer questions about its entries."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from watchward.kit.lists.search import SearchIndex

DATA: Final = Path(__file__).parent / "data"
JURISDICTIONS: Final = ("E&W", "S", "NI")
NOT_TAXONOMIES: Final = frozenset({"question_sets", "sensitive_words"})
COMMON: Final = frozenset(
    {"id", "label", "synonyms", "parent", "group", "asb", "severity", "valid_from", "valid_to"}
    | {"jurisdictions", "questions"}
)


@dataclass(frozen=True)
class Entry:
    """One thing that a person can choose; a key that the file leaves out takes the default here."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    parent: str | None = None
    group: str | None = None
    """Home Office group: a suggestion for a reader, never a classification (c.10)."""
    asb: str | None = None
    severity: str | None = None
    questions: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    """The last day on which the entry may be chosen for something new."""
    jurisdictions: tuple[str, ...] = JURISDICTIONS
    is_local: bool = False
    """Added by a partnership, not shipped."""
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @property
    def asks_danger_first(self) -> bool:
        """Whether nothing else is asked before the danger question is answered (L-01)."""
        return bool(self.extra.get("danger", False))

    @property
    def members_may_see(self) -> bool:
        """Whether members other than the reporter may be shown this value."""
        return bool(self.extra.get("members_may_see", True))

    def is_valid(self, on: date, jurisdiction: str) -> bool:
        """Whether this entry may be chosen for something new on that day and in that jurisdiction."""
        begun = self.valid_from is None or self.valid_from <= on
        ended = self.valid_to is not None and self.valid_to < on
        return begun and not ended and jurisdiction in self.jurisdictions


@dataclass(frozen=True)
class TaxonomyList:
    """A list in the order of its file; ids never change meaning between versions."""

    id: str
    version: str
    title: str
    source: str
    entries: tuple[Entry, ...]
    background: frozenset[str] = frozenset()
    """Ids (or `*`) whose facts are background knowledge: check before legal use."""
    notes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def _by_parent(self) -> dict[str | None, tuple[Entry, ...]]:
        parents = {entry.parent for entry in self.entries}
        return {parent: tuple(e for e in self.entries if e.parent == parent) for parent in parents}

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex((entry.label, entry.synonyms) for entry in self.entries)

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._by_id

    def get(self, entry_id: str) -> Entry:
        """Return one entry, retired ones too; KeyError names the nearest ids."""
        if entry_id in self._by_id:
            return self._by_id[entry_id]
        near = get_close_matches(entry_id, self._by_id, n=3)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise KeyError(f"The list {self.id} ({self.version}) has no entry {entry_id!r}.{hint}")

    def label(self, entry_id: str) -> str:
        """Return the words for an id; retired ids keep theirs."""
        return self.get(entry_id).label

    def roots(self) -> tuple[Entry, ...]:
        """Return the entries without a parent."""
        return self._by_parent.get(None, ())

    def children(self, entry_id: str) -> tuple[Entry, ...]:
        """Return the entries directly under one."""
        return self._by_parent.get(self.get(entry_id).id, ())

    def leaves(self) -> tuple[Entry, ...]:
        """Return the entries with nothing under them."""
        return tuple(entry for entry in self.entries if entry.id not in self._by_parent)

    def lineage(self, entry_id: str) -> tuple[Entry, ...]:
        """Return the entry, then its parent, and so on to the root."""
        steps = [self.get(entry_id)]
        while (parent := steps[-1].parent) is not None:
            steps.append(self.get(parent))
        return tuple(steps)

    def active(self, on: date, jurisdiction: str) -> tuple[Entry, ...]:
        """Return what may be chosen that day; a child of a retired parent is retired with it."""
        if jurisdiction not in JURISDICTIONS:
            raise ValueError(f"{jurisdiction!r} is no jurisdiction. Use one of {', '.join(JURISDICTIONS)}.")
        return tuple(
            entry for entry in self.entries if all(step.is_valid(on, jurisdiction) for step in self.lineage(entry.id))
        )

    def search(self, text: str, limit: int = 8) -> list[Entry]:
        """Return the entries whose label or synonyms hold every word typed so far, best first."""
        return [self.entries[position] for position in self._index.find(text, limit)]

    def needs_check(self, entry_id: str) -> bool:
        """Whether the facts of an entry are background knowledge, to be checked before legal use."""
        return "*" in self.background or self.get(entry_id).id in self.background


def available() -> tuple[str, ...]:
    """Return the ids of all shipped lists."""
    return tuple(sorted(path.stem for path in DATA.glob("*.json") if path.stem not in NOT_TAXONOMIES))


def read_data(name: str) -> dict[str, Any]:
    """Read one shipped data file by its list id."""
    content: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return content


@cache
def load(list_id: str) -> TaxonomyList:
    """Read a shipped list once and keep it; KeyError names the lists that exist."""
    if list_id not in available():
        near = get_close_matches(list_id, available(), n=3) or available()
        raise KeyError(f"There is no list {list_id!r}. Try {', '.join(near)}.")
    content = read_data(list_id)
    source = content["source"]
    notes = {k: v for k, v in content.items() if k not in {"list", "version", "title", "source", "entries"}}
    return TaxonomyList(
        id=content["list"],
        version=content["version"],
        title=content["title"],
        source=source["text"],
        background=frozenset(source["background"]),
        notes=MappingProxyType(notes),
        entries=tuple(_entry(row) for row in content["entries"]),
    )


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        id=row["id"],
        label=row["label"],
        synonyms=tuple(row.get("synonyms", ())),
        parent=row.get("parent"),
        group=row.get("group"),
        asb=row.get("asb"),
        severity=row.get("severity"),
        questions=row.get("questions"),
        valid_from=_day(row.get("valid_from")),
        valid_to=_day(row.get("valid_to")),
        jurisdictions=tuple(row.get("jurisdictions", JURISDICTIONS)),
        extra=MappingProxyType({key: value for key, value in row.items() if key not in COMMON}),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
