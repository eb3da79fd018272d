"""When looking at people is unusual, and who reads about it. Pure. An alarm asks; it decides nothing (G-05)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from watchward.policy import Role

PAST = timedelta(days=28)  # whose days are compared
LEAST_DAYS = 5  # of one's own past, before it says anything
LEAST_LOOKS = 60  # one page of people, opened by who hardly ever does: below this no day is unusual
TIMES_OWN = 3
AGAIN_DAYS, AGAIN_WITHIN = 4, timedelta(days=14)
NIGHT = frozenset({22, 23, 0, 1, 2, 3, 4, 5})
LEAST_AT_NIGHT = 5
NETWORKS, WITHIN = 3, timedelta(hours=1)  # M-04

WORDS = {
    "much": "Looked {looks} times in a day. Nearly all of their own days had at most {own}, of their role {role}.",
    "stopped": "Spent the whole budget of looks of a day: {looks}.",
    "night": "Looked {looks} times between 22:00 and 06:00, at hours at which they had not looked in four weeks.",
    "again": "Looked at the same record on {days} days within two weeks, without a case or any other work on it.",
    "shared": "Signed in from {networks} networks within one hour. Somebody else may use this account.",
    "canary": "Looked at a record that is nobody and that no work leads to.",
}
# Told at once: somebody may be using another's account, is after records that no work leads to, or took a whole day's
# budget. The others can wait for Monday.
GRAVE = frozenset({"canary", "shared", "stopped"})


def percentile(values: Sequence[int], share: int) -> int:
    """The smallest value that at least `share` percent of the values do not exceed; 0 of none."""
    if not values:
        return 0
    ranked = sorted(values)
    return ranked[max(-(-len(ranked) * share // 100), 1) - 1]


def is_much(looks: int, own_past: Sequence[int], role_past: Sequence[int]) -> dict[str, int] | None:
    """More than three times one's own 90th percentile of days, and more than the 95th of one's role.

    Somebody new has no past of their own, so only the role's counts for them.
    """
    own = percentile(own_past, 90) if len(own_past) >= LEAST_DAYS else 0
    role = percentile(role_past, 95)
    if looks < LEAST_LOOKS or looks <= TIMES_OWN * own or looks <= role or not role_past:
        return None
    return {"looks": looks, "own": own, "role": role}


def is_at_night(hours: Mapping[int, int], own_hours: Collection[int]) -> dict[str, int] | None:
    """Several looks in the night at hours at which this person never looked before; night shifts have their hours."""
    looks = sum(number for hour, number in hours.items() if hour in NIGHT and hour not in own_hours)
    return {"looks": looks} if looks >= LEAST_AT_NIGHT else None


def may_read_alarm(reader: Collection[Role], about: Collection[Role], *, is_self: bool, has_other: bool) -> bool:
    """Nobody reads alarms about themselves. What is about a coordinator goes to the data-protection lead, and what is
    about the lead to the coordinators. `has_other`: whether the office that should read it is held by somebody else.
    """
    if is_self:
        return False
    if not has_other:
        return True
    if Role.COORDINATOR in about:
        return Role.DATA_PROTECTION_LEAD in reader
    if Role.DATA_PROTECTION_LEAD in about:
        return Role.COORDINATOR in reader
    return True


def in_words(rule: str, detail: Mapping[str, Any]) -> str:
    """Why, for a person."""
    return WORDS[rule].format(**detail)
