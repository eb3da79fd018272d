"""What a partnership adds to a shipped list: children only, mapped by their parent."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from watchward.kit.errors import Refused
from watchward.kit.lists.loader import Entry, TaxonomyList
from watchward.kit.lists.search import words_of

ID: Final = re.compile(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*")
LONGEST: Final = 60


class CannotExtendList(Refused):
    """An addition to a list was refused; the text says why and what to do."""


@dataclass(frozen=True)
class Addition:
    """A child that a partnership adds; everything that it does not say comes from the parent."""

    id: str
    parent: str
    label: str
    synonyms: tuple[str, ...] = ()


def local_id(parent: str, label: str) -> str:
    """Make an id for an addition; shipped ids never hold `local-`, so an update cannot collide with it."""
    return f"{parent}.local-{'-'.join(words_of(label)) or 'entry'}"[:LONGEST].rstrip("-")


def extended(base: TaxonomyList, additions: Iterable[Addition]) -> TaxonomyList:
    """Return the list with a partnership's additions, each right behind its parent's other children."""
    entries = list(base.entries)
    taken = {entry.id for entry in entries}
    added = 0
    for addition in additions:
        _check(base, addition, taken)
        taken.add(addition.id)
        entries.insert(_place(entries, addition.parent), _inherited(base.get(addition.parent), addition))
        added += 1
    return replace(base, entries=tuple(entries), version=f"{base.version}+{added}") if added else base


def _check(base: TaxonomyList, addition: Addition, taken: set[str]) -> None:
    if addition.parent not in base:
        raise CannotExtendList(
            f"{addition.label!r} must stand under an entry of {base.title.lower()}. "
            f"There is no {addition.parent!r}: pick one from the list."
        )
    if addition.id in taken:
        raise CannotExtendList(f"The id {addition.id!r} is taken by {base.title.lower()}. Choose another id.")
    if not ID.fullmatch(addition.id) or len(addition.id) > LONGEST:
        raise CannotExtendList(
            f"{addition.id!r} is no id. Use letters, digits, dots and hyphens, at most {LONGEST} signs."
        )
    if not addition.label.strip():
        raise CannotExtendList(f"The entry {addition.id!r} has no label. Write what people will read.")


def _place(entries: list[Entry], parent: str) -> int:
    family = [at for at, entry in enumerate(entries) if parent in (entry.id, entry.parent)]
    return family[-1] + 1


def _inherited(parent: Entry, addition: Addition) -> Entry:
    """Copy the parent's mappings, so that counts and permissions of the parent hold for the child."""
    return replace(
        parent,
        id=addition.id,
        parent=parent.id,
        label=addition.label.strip(),
        synonyms=addition.synonyms,
        is_local=True,
    )
