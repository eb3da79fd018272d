"""Who handles data for the partnership, where each contract stands, and what was in force before."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.partners.models import Processor
from watchward.partners.rules.governance import GateItem
from watchward.partners.rules.processors import contract_of, contracts_item
from watchward.policy import Actor, Permission, require

MISSING = "There is no such processor in your register. Go back to the list."


@dataclass(frozen=True, slots=True)
class ProcessorLine:
    """One processor; `ended_on` is empty for those that work for the partnership now."""

    ref: str
    name: str
    does: str
    document: str
    contract_on: date | None
    review_on: date | None
    state: str
    because: str
    ended_on: date | None


def processors_of(actor: Actor, today: date | None = None) -> list[ProcessorLine]:
    """Those at work first, by name; then what was in force before, the latest first."""
    require(actor, Permission.GOVERNANCE_VIEW)
    day = today or timezone.localdate()
    rows = list(Processor.everywhere.filter(partnership_id=actor.partnership_id).order_by("-ended_at", "-id"))
    now = sorted((one for one in rows if one.ended_at is None), key=lambda one: one.name.casefold())
    return [_line(one, day) for one in (*now, *(one for one in rows if one.ended_at is not None))]


def get_processor(actor: Actor, ref: str, today: date | None = None) -> ProcessorLine:
    """One that works for the partnership now. Absent and another town's give the same answer."""
    found = next((one for one in processors_of(actor, today) if one.ref == ref and one.ended_on is None), None)
    if found is None:
        raise NotFound(MISSING)
    return found


def contracts_here(partnership_id: int, today: date) -> GateItem:
    """One line beside the gate: whether every processor has a contract that is not overdue."""
    rows = Processor.everywhere.filter(partnership_id=partnership_id, ended_at__isnull=True).order_by("name")
    return contracts_item((one.name, contract_of(one.contract_on, one.review_on, today)) for one in rows)


def _line(one: Processor, today: date) -> ProcessorLine:
    contract = contract_of(one.contract_on, one.review_on, today)
    ended_on = timezone.localdate(one.ended_at) if one.ended_at else None
    return ProcessorLine(
        one.ref, one.name, one.does, one.document, one.contract_on, one.review_on, contract.state.value,
        contract.because, ended_on,
    )  # fmt: skip
