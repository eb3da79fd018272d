"""Alarms about looks, for those who read them; never one's own."""

from dataclasses import dataclass
from datetime import datetime

from watchward.assess.choices import AlarmOutcome
from watchward.assess.models import Alarm, Canary
from watchward.assess.rules.alarms import in_words, may_read_alarm
from watchward.kit.errors import NotFound
from watchward.partners.models import Membership
from watchward.partners.queries.looks import roles_now
from watchward.policy import ROLES, Actor, Permission, Role, require

MISSING = "There is no such alarm, or somebody else reads it."
MOST = 200
OFFICES = {Role.COORDINATOR: Role.DATA_PROTECTION_LEAD, Role.DATA_PROTECTION_LEAD: Role.COORDINATOR}


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm in words."""

    ref: str
    who: str
    why: str
    about: str
    at: datetime
    outcome: str
    words: str


def alarms_for(actor: Actor, *, is_open: bool, now: datetime) -> list[AlarmLine]:
    """The newest alarms that this actor reads."""
    require(actor, Permission.LOOKS_READ)
    rows = Alarm.everywhere.filter(partnership_id=actor.partnership_id, closed_at__isnull=is_open)
    found = list(rows.select_related("account").order_by("-created_at", "-id")[:MOST])
    roles = _roles_by_account(actor, now)
    return [_line(one) for one in found if _may_read(actor, one, roles)]


def get_alarm(actor: Actor, ref: str, now: datetime) -> Alarm:
    """One open alarm that this actor reads. Absent, closed and somebody else's give the same answer."""
    require(actor, Permission.LOOKS_READ)
    rows = Alarm.everywhere.select_for_update(of=("self",))
    found = rows.filter(partnership_id=actor.partnership_id, ref=ref, closed_at__isnull=True).first()
    if found is None or not _may_read(actor, found, _roles_by_account(actor, now)):
        raise NotFound(MISSING)
    return found


def canaries_of(actor: Actor) -> list[str]:
    """The records here that are nobody."""
    require(actor, Permission.LOOKS_READ)
    rows = Canary.everywhere.filter(partnership_id=actor.partnership_id, removed_at__isnull=True)
    return list(rows.order_by("-id").values_list("about", flat=True))


def is_canary(partnership_id: int, about: str) -> bool:
    """Whether a record, written as in the ledger, is nobody. For what leaves the house; no page asks."""
    return Canary.everywhere.filter(partnership_id=partnership_id, about=about, removed_at__isnull=True).exists()


def _may_read(actor: Actor, alarm: Alarm, roles: dict[int, frozenset[Role]]) -> bool:
    about = roles.get(alarm.account_id, frozenset())
    office = next((OFFICES[one] for one in OFFICES if one in about), None)
    others = (held for account, held in roles.items() if account != alarm.account_id)
    has_other = office is None or any(office in held for held in others)
    return may_read_alarm(
        {one for one in actor.roles if Permission.LOOKS_READ in ROLES[one]},
        about,
        is_self=alarm.account_id == actor.account_id,
        has_other=has_other,
    )


def _roles_by_account(actor: Actor, now: datetime) -> dict[int, frozenset[Role]]:
    places = Membership.everywhere.filter(partnership_id=actor.partnership_id, ended_at__isnull=True)
    accounts = dict(places.values_list("pk", "account_id"))
    return {accounts[one]: held for one, held in roles_now(list(accounts), now).items()}


def _line(one: Alarm) -> AlarmLine:
    outcome = str(AlarmOutcome(one.outcome).label) if one.outcome else ""
    about = one.about.partition("/")[2]
    return AlarmLine(
        one.ref, one.account.name, in_words(one.rule, one.detail), about, one.created_at, outcome, one.words
    )
