"""How much was looked at today and by whom, and how much each role may look at here."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from watchward.partners.choices import ID_BY_ROLE, ROLE_BY_ID
from watchward.partners.models import Appointment, Membership, Partnership
from watchward.policy import Actor, Permission, Role, require
from watchward.policy.budgets import BUDGETS, LookBudget, budget_of, scaled
from watchward.records.looks import looks_today


@dataclass(frozen=True, slots=True)
class LookerToday:
    """One account's looks of today, against its budget."""

    membership_ref: str
    name: str
    roles: str
    in_day: int
    budget: LookBudget
    lifted: int
    is_me: bool

    @property
    def is_stopped(self) -> bool:
        """Whether the next look may already be refused."""
        return self.in_day >= self.budget.most_day + self.lifted

    @property
    def is_asked(self) -> bool:
        """Whether each look asks for a confirmation by now."""
        return self.in_day >= self.budget.ask_day + self.lifted


def lookers_today(actor: Actor, now: datetime | None = None) -> list[LookerToday]:
    """Who looked most today, for those who read about looks."""
    require(actor, Permission.LOOKS_READ)
    moment = now or timezone.now()
    tallies = looks_today(actor.partnership_id, moment)
    rows = Membership.everywhere.filter(partnership_id=actor.partnership_id, account_id__in=tallies)
    found = list(rows.select_related("account", "partnership"))
    roles = roles_now([one.pk for one in found], moment)
    lines = []
    for one in found:
        tally = tallies[one.account_id]
        held = roles.get(one.pk, frozenset())
        lines.append(
            LookerToday(
                one.ref, one.account.name, " and ".join(sorted(held)) or "no role", tally.in_day,
                budget_of(held, percents_of(one.partnership)), tally.lifted, one.pk == actor.membership_id,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (-line.in_day, line.name))


def roles_now(membership_ids: list[int], now: datetime) -> dict[int, frozenset[Role]]:
    """The roles that each membership holds today."""
    today = now.date()
    rows = Appointment.everywhere.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today, membership_id__in=membership_ids
    )
    held: dict[int, set[Role]] = {}
    for membership_id, role in rows.values_list("membership_id", "role"):
        held.setdefault(membership_id, set()).add(ROLE_BY_ID[role])
    return {one: frozenset(many) for one, many in held.items()}


def percents_of(partnership: Partnership) -> list[tuple[Role, int]]:
    """The partnership's own settings, by role."""
    return [(ROLE_BY_ID[one], int(share)) for one, share in partnership.look_percents.items() if one in ROLE_BY_ID]


def budgets_of(partnership: Partnership) -> list[tuple[str, Role, int, LookBudget]]:
    """(role id, role, percent, budget) of every role of a partnership."""
    said = dict(percents_of(partnership))
    roles = [role for role in Role if role is not Role.INSTANCE_OPERATOR]
    return [(ID_BY_ROLE[role], role, said.get(role, 100), scaled(BUDGETS[role], said.get(role, 100))) for role in roles]
