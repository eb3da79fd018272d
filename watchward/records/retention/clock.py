"""What a clock is. An app writes one for each class of its things; the engine asks no more of it than this."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db.models import F, Q, QuerySet

BATCH = 100  # things in one transaction, so that nobody waits long for the pen


class Leftover(NamedTuple):
    """A file that goes with a row: which store, which key."""

    store: str
    key: str


class Eraser(Protocol):
    """What goes when things of some noun go. Both are called inside the transaction of the deletion."""

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """How much of which class goes with these, in words and numbers, for the dry run and the certificate."""
        ...

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:
        """Delete it; the files that belong to it are deleted after the commit."""
        ...


class Clock(Eraser, Protocol):
    """The time of one class of things. `refs` are its references without the noun."""

    @property
    def rule(self) -> str:
        """The rule of the domain by which it deletes, such as R-08."""
        ...

    @property
    def noun(self) -> str:
        """What the ledger calls one of them."""
        ...

    @property
    def what(self) -> str:
        """What goes, in words for people."""
        ...

    def kept(self, partnership_id: int) -> str:
        """How long it is kept there, in words for people."""
        ...

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """Batches of references whose time is over at `now`; with `among`, only those of these that are due."""
        ...


Shield = Callable[[Collection[str], int, datetime], Mapping[str, str]]
"""(noun/REF …, partnership id, now) to why deletion waits, for those for which it does."""

Links = Callable[[Collection[str]], Mapping[str, Collection[str]]]
"""noun/REF … to what a hold may stand on to protect it as well: a report is protected by a hold on its subject."""


class Store(Protocol):
    """Where files lie."""

    def delete(self, key: str) -> None:
        """Remove one for good. Removing it twice is no error."""
        ...


@dataclass(frozen=True)
class Retention:
    """Everything that is deleted by time, in the order in which it is done. The one list stands in `wiring.py`."""

    partnerships: Callable[[], Sequence[int]]
    clocks: Sequence[Clock]
    goes_with: Mapping[str, Sequence[Eraser]] = field(default_factory=dict)  # by noun; the highest floor first
    shields: Sequence[Shield] = ()
    links: Sequence[Links] = ()
    knows: Mapping[str, Callable[[str, int], bool]] = field(default_factory=dict)  # by noun: is there such a thing?
    stores: Mapping[str, Callable[[], Store]] = field(default_factory=dict)
    sweeps: Sequence[Callable[[], None]] = ()  # after something went: indexes that keep words until they are merged

    def erasers(self, clock: Clock) -> Sequence[Eraser]:
        """What is erased with the things of a clock, and last the things themselves."""
        return (*self.goes_with.get(clock.noun, ()), clock)

    def count(self, clock: Clock, refs: Sequence[str]) -> Counter[str]:
        """What would go with these, by class."""
        counts: Counter[str] = Counter()
        for one in self.erasers(clock):
            counts.update({what: number for what, number in one.count(refs).items() if number})
        return counts


def pages(rows: QuerySet[Any], by: str, ref: str = "ref", size: int = BATCH) -> Iterator[list[str]]:
    """References in the order of a moment, a batch at a time; what is erased meanwhile moves nothing."""
    rows, last = rows.order_by(by, "id"), None
    while True:
        part = (
            rows if last is None else rows.filter(Q(**{f"{by}__gt": last[0]}) | Q(**{by: last[0], "id__gt": last[1]}))
        )
        found = list(part.annotate(_ref=F(ref)).values_list(by, "id", "_ref")[:size])
        if not found:
            return
        last = found[-1][:2]
        yield [str(row[2]) for row in found]
