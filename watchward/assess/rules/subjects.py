"""Who is who, as yes or no: identity states, ages, confirmations, and what hides a subject from members. Pure."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from watchward.assess.choices import Confirmation, Identity, Looks
from watchward.policy import Decision

# How likely it is, in words for people; the last one fits everything.
BANDS: Final = ((0.99, "very likely"), (0.8, "likely"), (0.2, "possible"), (0.0, "little to go by"))
# P-01: unknown -> identified -> confirmed -> sanctioned -> expired or removed. A mistake goes back a step.
NEXT: dict[Identity, frozenset[Identity]] = {
    Identity.UNKNOWN: frozenset({Identity.IDENTIFIED, Identity.CONFIRMED, Identity.EXPIRED, Identity.REMOVED}),
    Identity.IDENTIFIED: frozenset({Identity.UNKNOWN, Identity.CONFIRMED, Identity.EXPIRED, Identity.REMOVED}),
    Identity.CONFIRMED: frozenset({Identity.IDENTIFIED, Identity.SANCTIONED, Identity.EXPIRED, Identity.REMOVED}),
    Identity.SANCTIONED: frozenset({Identity.CONFIRMED, Identity.EXPIRED, Identity.REMOVED}),
    Identity.EXPIRED: frozenset({Identity.IDENTIFIED, Identity.REMOVED}),
    Identity.REMOVED: frozenset(),
}
CLOSED = frozenset({Identity.EXPIRED, Identity.REMOVED})
ADULT = 18
# P-04: below this age there is no record of a person at all, only a referral.
LEAST_AGE = {"E&W": 10, "NI": 10, "S": 12}
TWO = 2


@dataclass(frozen=True, slots=True)
class Said:
    """One estimate of an age, or one recognition: by whom (account id) and what."""

    by: int
    looks: str = ""
    was_told_a_name: bool = False


def may_become(now: Identity, then: Identity) -> Decision:
    """P-01: whether one state may follow another."""
    if then in NEXT[now]:
        return Decision(True, f"{now.label} can become {then.label.lower()}.")
    return Decision(False, f"Somebody who is “{now.label.lower()}” cannot become “{then.label.lower()}” (P-01).")


def may_confirm(stands_on: str, *, is_police: bool, is_manager: bool, recognitions: Collection[Said]) -> Decision:
    """P-01: the police, the partnership's manager, or two who each recognised them alone."""
    if stands_on == Confirmation.POLICE:
        return Decision(is_police, "Only a police officer can say that the police confirmed it (P-01).")
    if stands_on == Confirmation.MANAGER:
        return Decision(is_manager, "Only the partnership's manager can confirm from their own knowledge (P-01).")
    if stands_on == Confirmation.RECOGNITIONS:
        alone = {one.by for one in recognitions if not one.was_told_a_name}
        enough = len(alone) >= TWO
        return Decision(enough, f"Two people must recognise them, each without having been told a name: {len(alone)}.")
    return Decision(False, "Say on what the confirmation stands.")


def age_on(today: date, born_on: date) -> int:
    """Whole years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def possible_minor(born_on: date | None, estimates: Collection[Said], today: date) -> Decision:
    """P-04: under 18 by date of birth, or not yet called an adult by two people and by nobody a child."""
    if born_on is not None:
        age = age_on(today, born_on)
        return Decision(age < ADULT, f"They are {age}." if age < ADULT else "They are 18 or older.")
    children = {one.by for one in estimates if one.looks == Looks.CHILD}
    adults = {one.by for one in estimates if one.looks == Looks.ADULT}
    if children:
        return Decision(True, "Somebody thinks that they are under 18.")
    if len(adults) >= TWO:
        return Decision(False, "Two people think that they are 18 or older.")
    left = TWO - len(adults)
    return Decision(True, f"Their age is not known: {left} more must say that they look 18 or older (P-04).")


def may_be_recorded(born_on: date | None, today: date, jurisdiction: str) -> Decision:
    """P-04: a young child is referred to safeguarding and never recorded as a subject."""
    least = LEAST_AGE.get(jurisdiction, max(LEAST_AGE.values()))
    if born_on is not None and born_on > today:
        return Decision(False, "A date of birth cannot lie in the future.")
    if born_on is not None and age_on(today, born_on) < least:
        why = f"Under {least} there is no record of a person, only a safeguarding referral (P-04). Ring the council."
        return Decision(False, why)
    return Decision(True, "They may be recorded.")


def plain(text: str) -> str:
    """How a value is looked up: without accents, case, stops and double spaces; `O'Neill-Žák` is `oneill zak`."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    kept = "".join(one if one.isalnum() else "" if one in "'’`´.\u2019" else " " for one in bare.casefold())
    return " ".join(kept.split())


def plain_registration(text: str) -> str:
    """Capitals and digits only, `?` for what was not read."""
    return "".join(one for one in text.upper() if one.isalnum() or one == "?")
