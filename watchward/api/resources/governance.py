"""Who handles data for the partnership, and the Article 28 contract about it (G-15)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from watchward.api.registry import Call, operation
from watchward.api.shapes import like
from watchward.partners.actions.processors import end_processor, register_processor, replace_processor
from watchward.partners.queries.processors import ProcessorLine, processors_of
from watchward.partners.rules.processors import ProcessorSaid
from watchward.policy import Permission

VIEW = (Permission.GOVERNANCE_VIEW,)
MANAGE = (Permission.GOVERNANCE_MANAGE,)


@dataclass(frozen=True, slots=True)
class ProcessorBody:
    """A processor; the contract has all three, or none while there is no contract."""

    name: str
    does: Annotated[str, "Which data it handles, and what for."]
    document: Annotated[str, "Where the contract can be found."] = ""
    contract_on: date | None = None
    review_on: Annotated[date | None, "When the contract is looked at again."] = None


@dataclass(frozen=True, slots=True)
class ProcessorMade:
    """The reference of the entry that is in force now."""

    ref: str


@operation("GET", "/processors", needs=VIEW)
def get_processors(call: Call) -> tuple[ProcessorLine, ...]:
    """List the processors at work, then what was in force before."""
    return tuple(processors_of(call.actor, call.now.astimezone(call.seat.partnership.zone_info).date()))


@operation("POST", "/processors", needs=MANAGE, status=201)
def register_one_processor(call: Call, body: ProcessorBody) -> ProcessorMade:
    """Register a company that handles data for the partnership."""
    return ProcessorMade(register_processor(actor=call.actor, said=like(ProcessorSaid, body)).ref)


@operation("POST", "/processors/{ref}/replace", needs=MANAGE, status=201)
def replace_one_processor(call: Call, ref: str, body: ProcessorBody) -> ProcessorMade:
    """State a processor anew; what was in force before stays readable."""
    return ProcessorMade(replace_processor(actor=call.actor, ref=ref, said=like(ProcessorSaid, body)).ref)


@operation("POST", "/processors/{ref}/end", needs=MANAGE, status=204)
def end_one_processor(call: Call, ref: str) -> None:
    """Say that a company handles nothing for the partnership any more."""
    end_processor(actor=call.actor, ref=ref)
