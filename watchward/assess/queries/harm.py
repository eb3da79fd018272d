"""How much harm an incident of each kind weighs in this partnership, and on what each number stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from watchward.assess.models import HarmWeight
from watchward.kit.lists import TaxonomyList, load
from watchward.partners.queries.lists import list_of
from watchward.policy import Actor, Permission, may, require

# Kinds in which nobody did anything to anybody: they stand in no ranking.
NO_ACT: Final = frozenset({"safeguarding", "safety", "information"})


@dataclass(frozen=True, slots=True)
class HarmLine:
    """One kind. `shipped`: what counts where the partnership says nothing itself."""

    kind: str
    label: str
    days: float
    source: str
    is_own: bool
    shipped: float


@dataclass(frozen=True, slots=True)
class HarmTable:
    """Every kind that has a number of its own, in the order of the list."""

    lines: tuple[HarmLine, ...]
    source: str
    kinds: tuple[tuple[str, str], ...]  # all that can have one, with their labels
    may_set: bool


def harm_table(actor: Actor) -> HarmTable:
    """The table as it counts. Raises: NotPermitted: who may not read subjects, for whom nothing is ranked."""
    require(actor, Permission.SUBJECT_READ)
    types, shipped, own = list_of(actor.partnership_id, "incident_types"), load("harm"), _own(actor.partnership_id)
    acts = [one for one in types.entries if types.lineage(one.id)[-1].id not in NO_ACT]
    lines = [
        HarmLine(
            one.id, one.label, own[one.id].days if one.id in own else float(shipped.get(one.id).extra["days"]),
            own[one.id].source if one.id in own else str(shipped.get(one.id).extra["source"]), one.id in own,
            _shipped(types, one.id),
        )
        for one in acts
        if one.id in own or one.id in shipped
    ]  # fmt: skip
    return HarmTable(
        tuple(lines), shipped.source, tuple((one.id, one.label) for one in acts),
        bool(may(actor, Permission.LISTS_EXTEND)),
    )  # fmt: skip


def harm_of(partnership_id: int) -> Callable[[str], float | None]:
    """Kind -> days: its own, else its parent's; None where nobody did anything. A kind that is unknown weighs least."""
    types, own = list_of(partnership_id, "incident_types"), _own(partnership_id)
    known: dict[str, float | None] = {}

    def days(kind: str) -> float | None:
        if kind not in known:
            known[kind] = _days(types, own, kind)
        return known[kind]

    return days


def _days(types: TaxonomyList, own: dict[str, HarmWeight], kind: str) -> float | None:
    if kind not in types:
        return _least()
    steps = [one.id for one in types.lineage(kind)]
    if steps[-1] in NO_ACT:
        return None
    shipped = load("harm")
    for step in steps:
        if step in own:
            return own[step].days
        if step in shipped:
            return float(shipped.get(step).extra["days"])
    return _least()


def _least() -> float:
    return min(float(one.extra["days"]) for one in load("harm").entries)


def _shipped(types: TaxonomyList, kind: str) -> float:
    return _days(types, {}, kind) or 0.0


def _own(partnership_id: int) -> dict[str, HarmWeight]:
    return {one.kind: one for one in HarmWeight.everywhere.filter(partnership_id=partnership_id)}
