"""The generated people of the demonstration."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils import timezone

from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Account, Appointment, Partnership
from watchward.partners.rules.demo import FIRST_TO_MEET, may_mix


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One face of the demo's front door."""

    ref: str
    name: str
    does: str
    works_at: str = ""
    worth_trying: str = ""


@dataclass(frozen=True, slots=True)
class DemoCast:
    """The few to meet first, then everybody by partnership."""

    first: list[DemoPerson]
    everybody: list[tuple[str, list[DemoPerson]]]


def what_is_here() -> tuple[bool, bool]:
    """(generated people or partnerships, real ones) in this database."""
    marks = set(Partnership.everywhere.values_list("is_demonstration", flat=True).distinct())
    marks |= set(Account.everywhere.values_list("is_demonstration", flat=True).distinct())
    return True in marks, False in marks


def demo_is_allowed() -> bool:
    """Demo mode never runs beside real data: every partnership and account must be a demonstration."""
    has_demo, has_real = what_is_here()
    return bool(may_mix(demo_mode=True, has_demo=has_demo, has_real=has_real))


def demo_cast(today: date | None = None) -> DemoCast:
    """Whom a newcomer can become: a person once per partnership with all the roles held today."""
    people: dict[str, dict[str, DemoPerson]] = defaultdict(dict)
    addresses: dict[str, DemoPerson] = {}
    for partnership, ref, email, name, role, place in _appointments(today or timezone.localdate()):
        known = people[partnership].get(ref)
        roles = f"{known.does}, {ROLE_BY_ID[role]}" if known else str(ROLE_BY_ID[role])
        person = DemoPerson(ref, name, roles, place or partnership)
        people[partnership][ref] = person
        if email not in addresses or addresses[email].works_at == person.works_at:
            addresses[email] = person
    first = [replace(addresses[one], worth_trying=line) for one, line in FIRST_TO_MEET.items() if one in addresses]
    everybody = [(name, sorted(those.values(), key=lambda one: one.name)) for name, those in people.items()]
    return DemoCast(first, everybody)


def demo_account(ref: str) -> Account | None:
    """A generated account; a real one is never found here."""
    return Account.everywhere.filter(ref=ref, is_demonstration=True, is_active=True).first()


def _appointments(today: date) -> Iterable[tuple[str, str, str, str, str, str | None]]:
    """(partnership, account's ref, address, name, role, organisation) in one query."""
    current = Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    rows = Appointment.everywhere.filter(
        current, membership__account__is_demonstration=True, membership__account__is_active=True,
        membership__ended_at__isnull=True,
    ).order_by("membership__partnership_id", "id")  # fmt: skip
    columns = (
        "membership__partnership__name", "membership__account__ref", "membership__account__email",
        "membership__account__name", "role", "membership__organisation__name",
    )  # fmt: skip
    return rows.values_list(*columns)
