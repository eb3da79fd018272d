"""The governance gate (G-01): before it is passed, no record of a person is shown to members."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from watchward.kit.text import count
from watchward.partners.choices import DocumentKind
from watchward.partners.models import GovernanceDocument, Partnership

GRACE_DAYS = 14  # after an expiry, before new person records are blocked
WARNING_DAYS = (60, 30, 0)


class ItemState(StrEnum):
    """Where one item of the gate stands. The order is from good to bad."""

    READY = "ready"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    BLOCKED = "blocked"
    MISSING = "missing"


class Entered(NamedTuple):
    """What the gate asks of a partnership itself: enough of it to decide, where nothing else is read."""

    controller_name: str
    controller_contact: str
    legal_form: str
    manager_name: str


class Paper(NamedTuple):
    """What the gate asks of one document."""

    kind: str
    expires_on: date
    ref: str
    replaced_at: datetime | None


@dataclass(frozen=True, slots=True)
class GateItem:
    """One line of the checklist."""

    code: str
    label: str
    state: ItemState
    because: str
    expires_on: date | None = None
    document_ref: str = ""
    stage: int | None = None  # the warning that is due: 60, 30 or 0 days
    only_warns: bool = False

    @property
    def holds_up(self) -> bool:
        """Whether this line alone keeps the gate closed."""
        return self.state in {ItemState.MISSING, ItemState.BLOCKED} and not self.only_warns


def warning_stage(expires_on: date, today: date) -> int | None:
    """The latest of the 60, 30 and 0-day warnings that is due; None while none is."""
    left = (expires_on - today).days
    return min((days for days in WARNING_DAYS if left <= days), default=None)


def gate(
    partnership: Partnership | Entered, documents: Iterable[GovernanceDocument | Paper], today: date
) -> list[GateItem]:
    """The whole checklist of G-01, in the order in which a coordinator fills it."""
    newest: dict[str, GovernanceDocument | Paper] = {}
    for document in documents:
        if document.replaced_at is None:
            current = newest.get(document.kind)
            if current is None or document.expires_on > current.expires_on:
                newest[document.kind] = document
    return [*_facts(partnership), *(_document(kind, newest.get(kind), today) for kind in DocumentKind)]


def is_open(items: Iterable[GateItem]) -> bool:
    """Whether records of people may be made visible."""
    return not any(item.holds_up for item in items)


def _facts(partnership: Partnership | Entered) -> list[GateItem]:
    facts = [
        (
            "controller",
            "Controller's name and contact",
            partnership.controller_name and partnership.controller_contact,
        ),
        ("legal-form", "Legal form", partnership.legal_form),
        ("manager", "An identifiable manager", partnership.manager_name),
    ]
    return [
        GateItem(
            code,
            label,
            ItemState.READY if value else ItemState.MISSING,
            "Entered in." if value else "Fill it in.",
        )
        for code, label, value in facts
    ]


def _document(kind: DocumentKind, document: GovernanceDocument | Paper | None, today: date) -> GateItem:
    label = str(kind.label)
    if document is None:
        return GateItem(kind.value, label, ItemState.MISSING, "Not registered yet.")
    state, why = _state_of(document.expires_on, today)
    stage = warning_stage(document.expires_on, today)
    return GateItem(kind.value, label, state, why, document.expires_on, document.ref, stage)


def _state_of(expires_on: date, today: date) -> tuple[ItemState, str]:
    left = (expires_on - today).days
    until = f"{expires_on.day} {expires_on:%B %Y}"
    if left > WARNING_DAYS[0]:
        return ItemState.READY, f"Valid until {until}."
    if left > 0:
        return ItemState.EXPIRING, f"Runs out in {count(left, 'day')}, on {until}."
    blocked_on = expires_on + timedelta(days=GRACE_DAYS)
    if today < blocked_on:
        end = f"{blocked_on.day} {blocked_on:%B %Y}"
        return ItemState.EXPIRED, f"Ran out on {until}. From {end} records of people are blocked."
    return ItemState.BLOCKED, f"Ran out on {until}. Renew it to go on."
