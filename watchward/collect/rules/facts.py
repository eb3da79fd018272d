"""Facts that counting and ordering need, read off the answers once, when a report is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from watchward.kit.lists import load
from watchward.patterns.hours import hour_of_week

NOBODY_HURT = {"", "none", "shaken"}
NO_WEAPON = {"", "none"}


@dataclass(frozen=True, slots=True)
class Flags:
    """Yes or no, per report."""

    is_danger: bool
    has_injury: bool
    has_weapon: bool
    has_abuse: bool
    is_hate: bool


def flags_of(answers: Mapping[str, Any], kind: str) -> Flags:
    """Read the flags off the answers; a type that is violence or a weapon by name counts as such."""
    danger = set(_many(answers.get("danger_now"))) - {"none"}
    has_injury = str(answers.get("injury", "")) not in NOBODY_HURT or "injury" in danger
    has_weapon = str(answers.get("weapon", "")) not in NO_WEAPON or "weapon" in danger or kind.startswith("weapons")
    return Flags(
        is_danger=bool(danger),
        has_injury=has_injury or kind == "violence.assault_injury",
        has_weapon=has_weapon or kind in {"violence.weapon_seen", "violence.weapon_used"},
        has_abuse=bool(_many(answers.get("abuse"))) or kind.split(".")[0] == "violence",
        is_hate=bool(_many(answers.get("hate"))),
    )


def must_call_999(answers: Mapping[str, Any]) -> bool:
    """L-01: whether what was ticked means that a call comes before typing."""
    signs = load("danger_signs")
    said = [signs.get(one) for one in _many(answers.get("danger_now")) if one in signs]
    return any(entry.extra.get("call_999") for entry in said)


def hour_of(at: datetime, zone: ZoneInfo) -> int:
    """Hour of the week on the partnership's clock, 0 to 167, Monday first."""
    return hour_of_week(at, zone)


def band_of(pence: int | None) -> str:
    """The value band that an amount falls into; empty where no amount is known."""
    if pence is None:
        return ""
    for band in load("value_bands").entries:
        low, high = band.extra.get("from_pence"), band.extra.get("to_pence")
        if low is not None and low <= pence and (high is None or pence < high):
            return band.id
    return ""


def _many(value: Any) -> list[str]:
    if value in (None, ""):
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
