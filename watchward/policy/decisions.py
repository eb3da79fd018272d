"""The one question of the house: may this actor do that? The answer says why, in words."""

from dataclasses import dataclass

from watchward.kit.errors import NotPermitted
from watchward.kit.text import listed
from watchward.policy.actor import Actor, Standing
from watchward.policy.permissions import Permission
from watchward.policy.remedies import Remedy
from watchward.policy.roles import ONE_FACTOR, READING, ROLES, STEP_UP


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, why, and what the actor can do about a no. True or false in an `if`."""

    allowed: bool
    because: str
    remedy: Remedy = Remedy.NONE

    def __bool__(self) -> bool:
        return self.allowed


def may(actor: Actor, permission: Permission) -> Decision:
    """Decide whether `actor` holds `permission` now: role, then key, then standing, then how they signed in."""
    holding = [role for role in actor.roles if permission in ROLES[role]]
    if not holding:
        return _no_role(actor, permission)
    refusals = (_scope(actor, permission), _standing(actor, permission), _sign_in(actor, permission))
    for refusal in refusals:
        if refusal is not None:  # a refusal is falsy, so `or` would walk past it
            return refusal
    return Decision(True, f"A {listed(sorted(holding))} can {permission}.")


def require(actor: Actor, permission: Permission) -> None:
    """Raise `NotPermitted` with the reason unless `actor` may."""
    decision = may(actor, permission)
    if not decision:
        raise NotPermitted(decision.because, decision.remedy)


def partnerships_where(actor: Actor, permission: Permission) -> tuple[int, ...]:
    """Ids of every partnership in which this person may: the present one first, then the others they work for."""
    return tuple(one.partnership_id for one in (actor, *actor.elsewhere) if may(one, permission))


def _no_role(actor: Actor, permission: Permission) -> Decision:
    holders = [role for role, held in ROLES.items() if permission in held]
    return Decision(False, f"Only a {listed(holders, 'or')} can {permission}. You are signed in as {actor.roles_text}.")


def _scope(actor: Actor, permission: Permission) -> Decision | None:
    """A program's key narrows what its account may; it never widens it."""
    if actor.scopes is None:
        return None
    if permission in STEP_UP:
        why = f"A program cannot {permission}: that asks for a person who has just confirmed that it is them."
        return Decision(False, why)
    if permission not in actor.scopes:
        return Decision(False, f"This key was not made for that. To {permission}, make a key that may.")
    return None


def _standing(actor: Actor, permission: Permission) -> Decision | None:
    """M-01: nothing before admission. M-02: a lapse leaves reading, then only reporting; reporting always stays."""
    if actor.standing is Standing.FULL:
        return None
    if actor.standing is Standing.ADMISSION:
        why = f"Accept the agreement and pass the short training first; then you can {permission}."
        return Decision(False, why, Remedy.PROMISES)
    if permission is Permission.REPORT_SUBMIT:
        return None
    if actor.standing is Standing.READ_ONLY and permission in READING:
        return None
    why = f"Your access is {actor.standing}, so you cannot {permission} now. You can still send reports."
    return Decision(False, why, Remedy.PROMISES)


def _sign_in(actor: Actor, permission: Permission) -> Decision | None:
    if permission not in ONE_FACTOR and not actor.has_second_factor:
        why = f"To {permission} you sign in with a second step: a passkey or a code from your phone."
        return Decision(False, why, Remedy.SECOND_FACTOR)
    if permission in STEP_UP and not actor.is_recently_confirmed:
        return Decision(False, f"To {permission}, confirm that it is still you.", Remedy.CONFIRM)
    return None
