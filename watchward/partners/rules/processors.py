"""Where the contract with a processor stands (Article 28, G-15). It warns as a document of the gate does. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from watchward.kit.text import count
from watchward.partners.rules.documents import LONGEST_YEARS
from watchward.partners.rules.governance import GateItem, ItemState, warning_stage

LABEL = "Contracts with processors (Article 28)"
NONE_YET = "None is registered. Register whoever hosts, sends or stores anything for you."
IN_ORDER = "Each has a contract on file."


@dataclass(frozen=True, slots=True)
class ProcessorSaid:
    """A processor as its form sends it."""

    name: str
    does: str
    document: str = ""
    contract_on: date | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """Where one contract stands; `stage` is the warning that is due: 60, 30 or 0 days."""

    state: ItemState
    because: str
    stage: int | None = None


def processor_problems(said: ProcessorSaid, today: date) -> dict[str, str]:
    """What is missing or wrong, by field. A processor without a contract may be registered, half a contract not."""
    problems = {}
    if not said.name.strip():
        problems["name"] = "Enter the name of the company."
    if not said.does.strip():
        problems["does"] = "Say which data it handles for you, and what for."
    if said.contract_on is None and said.review_on is None and not said.document.strip():
        return problems
    if said.contract_on is None:
        problems["contract_on"] = "Enter the date of the contract, or leave all three empty while there is none."
    elif said.contract_on > today:
        problems["contract_on"] = "This date is in the future. Register the contract when it is signed."
    if not said.document.strip():
        problems["document"] = "Say where the contract can be found: a number, a folder or an address."
    if said.review_on is None:
        problems["review_on"] = "Enter when the contract is looked at again."
    elif said.review_on <= today:
        problems["review_on"] = "This day is over. Enter when the contract is looked at next."
    elif said.review_on.year > today.year + LONGEST_YEARS:
        problems["review_on"] = f"Look at it within {LONGEST_YEARS} years. Enter an earlier date."
    return problems


def contract_of(contract_on: date | None, review_on: date | None, today: date) -> Contract:
    """In order, to be looked at soon, overdue, or none at all."""
    if contract_on is None or review_on is None:
        return Contract(ItemState.MISSING, "No contract is on file.")
    stage, on = warning_stage(review_on, today), f"{review_on.day} {review_on:%B %Y}"
    left = (review_on - today).days
    if stage is None:
        return Contract(ItemState.READY, f"To be looked at by {on}.")
    if left > 0:
        return Contract(ItemState.EXPIRING, f"To be looked at in {count(left, 'day')}, by {on}.", stage)
    return Contract(ItemState.EXPIRED, f"It was to be looked at by {on}.", stage)


def contracts_item(contracts: Iterable[tuple[str, Contract]]) -> GateItem:
    """One line for all of them beside the gate. It warns and never closes the gate, which G-01 does not ask for."""
    all_of = list(contracts)
    wrong = [(name, one) for name, one in all_of if one.state is not ItemState.READY]
    if not wrong:
        return GateItem("processors", LABEL, ItemState.READY, IN_ORDER if all_of else NONE_YET, only_warns=True)
    order = list(ItemState)
    worst = max((one.state for _name, one in wrong), key=order.index)
    stage = min((one.stage for _name, one in wrong if one.stage is not None), default=None)
    because = " ".join(f"{name}: {one.because}" for name, one in wrong)
    return GateItem("processors", LABEL, worst, because, stage=stage, only_warns=True)
