"""Roles given and ended; both ask for a recent confirmation (ROLES_GRANT). Places are ended in `accounts`."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from watchward.kit.errors import NotFound, Refused
from watchward.partners.actions._places import COORDINATOR, end_roles, keep_a_coordinator
from watchward.partners.choices import ID_BY_ROLE, ROLE_BY_ID, RoleChoices
from watchward.partners.models import Appointment, Membership
from watchward.policy import Actor, Permission, Role, require
from watchward.records.ledger import record

MISSING = "There is no such person in your partnership. Go back to the people and pick them there."
LONGEST_GUARD_DAYS = 366  # M-03: the owner's authority is renewed at least yearly


class CannotAppoint(Refused):
    """The role was not given; `problems` says why, by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class CannotEndAppointment(Refused):
    """The role stays."""


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    membership_ref: str,
    role: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    owner_authority: str = "",
) -> Appointment:
    """Give a role to somebody of the own partnership, from a day and perhaps to a day. `role` is its id."""
    require(actor, Permission.ROLES_GRANT)
    place = _place(actor, membership_ref)
    today = timezone.now().date()
    starts_on = starts_on or today
    problems = _problems(place, role, starts_on, ends_on, today) | _guard_problems(
        role, starts_on, ends_on, owner_authority
    )
    if problems:
        raise CannotAppoint(problems)
    given = Appointment.everywhere.create(
        membership=place,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        owner_authority=owner_authority.strip(),
        given_by_id=actor.account_id or None,
    )
    _tell("role.given", actor, place, role)
    return given


@transaction.atomic
def end_appointment(*, actor: Actor, membership_ref: str, role: str) -> None:
    """Take a role away at once. The last coordinator keeps theirs."""
    require(actor, Permission.ROLES_GRANT)
    place = _place(actor, membership_ref)
    rows = Appointment.everywhere.filter(_not_over(), membership=place, role=role)
    if not rows.exists():
        raise CannotEndAppointment("This person does not hold that role. Load the page again.")
    if role == COORDINATOR:
        keep_a_coordinator(actor.partnership_id, without=[place.pk])
    end_roles(rows)
    _tell("role.ended", actor, place, role)


def _guard_problems(role: str, starts_on: date, ends_on: date | None, owner_authority: str) -> dict[str, str]:
    """M-03: an outsourced guard works with the owner's authority on file and until a fixed day."""
    if role != ID_BY_ROLE[Role.GUARD]:
        return {}
    problems = {}
    if not owner_authority.strip():
        problems["owner_authority"] = "Write who authorised this for the premises' owner, and where the paper is kept."
    if ends_on is None:
        problems["ends_on"] = "A security officer's role needs an end date: that of the contract."
    elif ends_on > starts_on + timedelta(days=LONGEST_GUARD_DAYS):
        problems["ends_on"] = "The owner's authority is renewed at least once a year. Enter an earlier date."
    return problems


def _problems(place: Membership, role: str, starts_on: date, ends_on: date | None, today: date) -> dict[str, str]:
    problems = {}
    if role not in dict(RoleChoices):
        problems["role"] = "Pick a role from the list."
    elif Appointment.everywhere.filter(_not_over(), membership=place, role=role).exists():
        problems["role"] = f"This person is a {ROLE_BY_ID[role]} already. End that role first to change its dates."
    if ends_on is not None and ends_on < max(starts_on, today):
        problems["ends_on"] = "The last day must not lie before the first, nor in the past."
    return problems


def _not_over() -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.now().date())


def _place(actor: Actor, ref: str) -> Membership:
    """Nobody gives or takes a role in another partnership: its people are simply not found."""
    found = Membership.everywhere.filter(partnership_id=actor.partnership_id, ref=ref, ended_at__isnull=True).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def _tell(kind: str, actor: Actor, place: Membership, role: str, **more: Any) -> None:
    record(kind, actor=actor, ref=f"membership/{place.ref}", detail={"role": role, **more})
