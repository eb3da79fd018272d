"""The generated people of the demonstration."""

from collections import defaultdict
from dataclasses import dataclass

from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Account, Appointment, Partnership


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One face of the demo's front door."""

    ref: str
    name: str
    does: str


def demo_is_allowed() -> bool:
    """Demo mode never runs beside real data: every partnership and account must be a demonstration."""
    real = Partnership.everywhere.filter(is_demonstration=False).exists()
    return not real and not Account.everywhere.filter(is_demonstration=False).exists()


def demo_cast() -> list[tuple[str, list[DemoPerson]]]:
    """(partnership, its people), a person once per partnership with all their roles."""
    rows = Appointment.everywhere.filter(membership__account__is_demonstration=True).order_by(
        "membership__partnership_id", "id"
    )
    cast: dict[str, dict[str, DemoPerson]] = defaultdict(dict)
    columns = ("membership__partnership__name", "membership__account__ref", "membership__account__name")
    for partnership, ref, name, role, place in rows.values_list(*columns, "role", "membership__organisation__name"):
        known = cast[partnership].get(ref)
        does = f"{known.does}, {ROLE_BY_ID[role]}" if known else f"{ROLE_BY_ID[role]}, {place or partnership}"
        cast[partnership][ref] = DemoPerson(ref, name, does)
    return [(partnership, list(people.values())) for partnership, people in cast.items()]


def demo_account(ref: str) -> Account | None:
    """A generated account; a real one is never found here."""
    return Account.everywhere.filter(ref=ref, is_demonstration=True, is_active=True).first()
