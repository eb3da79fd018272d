"""Who may stand where: the owner's authority and its end (M-03), and a contractor's licence. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from watchward.policy import Decision


@dataclass(frozen=True, slots=True)
class Authority:
    """One appointment of a guard: from a day to a day, on the owner's paper."""

    starts_on: date
    ends_on: date | None
    owner_authority: str


@dataclass(frozen=True, slots=True)
class Guard:
    """What of a guard's place decides where they may stand."""

    name: str
    premises: Collection[int]
    authorities: Collection[Authority]
    is_suspended: bool = False


def may_stand(guard: Guard, premises_id: int, place: str, first: date, last: date) -> Decision:
    """M-03: at the premises whose owner authorised it, on every day of the span, and not while suspended."""
    if guard.is_suspended:
        return Decision(False, f"{guard.name} is suspended. Lift the suspension first, or pick somebody else.")
    if premises_id not in guard.premises:
        why = f"The owner of {place} has not authorised {guard.name} (M-03). Add the place to their role first."
        return Decision(False, why)
    if any(_covers(one, first, last) for one in guard.authorities):
        return Decision(True, "Authorised.")
    return Decision(False, f"{guard.name}'s authority does not reach to {_day(last)} (M-03). {_until(guard)}".strip())


def check_licence(name: str, licence: str, expires_on: date | None, last: date) -> Decision:
    """A contractor's officer has a name, and a licence that is valid to the end."""
    if not name.strip() or not plain_licence(licence) or expires_on is None:
        return Decision(False, "Give the officer's name, licence number and the day on which the licence runs out.")
    if expires_on < last:
        return Decision(
            False, f"The licence runs out on {_day(expires_on)}, before {_day(last)}. Ask for another officer."
        )
    return Decision(True, "Licensed.")


def plain_licence(text: str) -> str:
    """Capitals and digits: one spelling for each licence."""
    return "".join(one for one in text.upper() if one.isalnum())


def _covers(one: Authority, first: date, last: date) -> bool:
    in_time = one.starts_on <= first and (one.ends_on is None or one.ends_on >= last)
    return in_time and bool(one.owner_authority.strip())


def _until(guard: Guard) -> str:
    ends = [one.ends_on for one in guard.authorities if one.ends_on]
    return f"It ends on {_day(max(ends))}." if ends else ""


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
