"""Change what guards against misuse: budgets of looks, the clock of the places, who keeps the ledger's head."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Membership, Partnership
from watchward.partners.models.people import canonical_email
from watchward.partners.queries.looks import percents_of, roles_now
from watchward.policy import Actor, Permission, Remedy, Role, require
from watchward.policy.budgets import LEAST_PERCENT, MOST_PERCENT, budget_of
from watchward.records.ledger import record
from watchward.records.looks import lift_today

LEAST_DAYS, MOST_DAYS = 28, 92
REASONS = {
    "queue": "A queue has to be worked off today",
    "hearing": "Papers for a hearing, a court or the board",
    "request": "A request of a person for their own data, or a complaint",
    "training": "Training or handing over to a deputy",
}


class CannotLiftPause(Refused):
    """The pause stays."""


class CannotSetSafeguards(Refused):
    """The settings stay; `problems` says why, by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class SafeguardsSaid:
    """The settings of one partnership."""

    reconfirm_days: int
    anchor_first: str = ""
    anchor_second: str = ""
    percents: Mapping[str, int] = field(default_factory=dict)  # by role id


@transaction.atomic
def lift_pause(*, actor: Actor, membership_ref: str, reason: str, now: datetime | None = None) -> int:
    """Give somebody another day's budget of looks until midnight, with a reason. Nobody lifts their own pause."""
    require(actor, Permission.LOOKS_READ)
    rows = Membership.everywhere.filter(partnership_id=actor.partnership_id, ended_at__isnull=True)
    place = rows.select_related("partnership").filter(ref=membership_ref).first()
    if place is None:
        raise NotFound("There is no such person in your partnership.")
    if place.account_id == actor.account_id:
        raise CannotLiftPause("You cannot lift your own pause. Ask another coordinator or the data-protection lead.")
    if reason not in REASONS:
        raise CannotLiftPause("Pick a reason. It stands in the ledger.")
    moment = now or timezone.now()
    roles = roles_now([place.pk], moment).get(place.pk, frozenset())
    more = budget_of(roles, percents_of(place.partnership)).most_day
    if not lift_today(actor.partnership_id, place.account_id, more, moment):
        raise CannotLiftPause("This person has not looked at anything today, so there is no pause to lift.")
    detail = {"reason": reason, "more": more}
    record("membership.looks_allowed", actor=actor, ref=f"membership/{place.ref}", detail=detail)
    return more


@transaction.atomic
def set_safeguards(*, actor: Actor, said: SafeguardsSaid) -> Partnership:
    """Change the settings, within their hard limits. Asks for a confirmation: a thief would begin here."""
    require(actor, Permission.GOVERNANCE_MANAGE)
    if not actor.is_recently_confirmed:
        raise NotPermitted("To change what guards against misuse, confirm that it is still you.", Remedy.CONFIRM)
    first, second = canonical_email(said.anchor_first), canonical_email(said.anchor_second)
    if problems := _problems(said, first, second):
        raise CannotSetSafeguards(problems)
    partnership = Partnership.everywhere.select_for_update().get(pk=actor.partnership_id)
    anchors_moved = (first, second) != (partnership.anchor_first, partnership.anchor_second)
    partnership.reconfirm_days = said.reconfirm_days
    partnership.anchor_first, partnership.anchor_second = first, second
    partnership.look_percents = {role: share for role, share in said.percents.items() if share != 100}
    partnership.save(update_fields=["reconfirm_days", "anchor_first", "anchor_second", "look_percents"])
    detail = {
        "reconfirm_days": said.reconfirm_days,
        "percents": partnership.look_percents,
        "anchors_moved": anchors_moved,
    }
    record("partnership.safeguards_set", actor=actor, ref=f"partnership/{partnership.ref}", detail=detail)
    return partnership


def _problems(said: SafeguardsSaid, first: str, second: str) -> dict[str, str]:
    problems = {}
    if not LEAST_DAYS <= said.reconfirm_days <= MOST_DAYS:
        problems["reconfirm_days"] = f"Enter {LEAST_DAYS} to {MOST_DAYS} days."
    for role, share in said.percents.items():
        if ROLE_BY_ID.get(role, Role.INSTANCE_OPERATOR) is Role.INSTANCE_OPERATOR:
            problems["percents"] = "There is no such role."
        elif not LEAST_PERCENT <= share <= MOST_PERCENT:
            problems[f"percent_{role}"] = f"Enter {LEAST_PERCENT} to {MOST_PERCENT} percent."
    for name, text in (("anchor_first", first), ("anchor_second", second)):
        if text and not _is_address(text):
            problems[name] = "Enter an e-mail address, like chair@example.org."
    if bool(first) != bool(second):
        problems["anchor_second" if first else "anchor_first"] = "Name two people, or nobody."
    elif first and first == second:
        problems["anchor_second"] = "These must be two different people."
    return problems


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
