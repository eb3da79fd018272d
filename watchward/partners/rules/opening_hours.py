"""Opening hours: read as people write them, checked, and written back in words. Pure: no clock, no database.

Hours are `{"mon": [["09:00", "17:30"]], "sun": []}` in local time. An empty list is a closed day, a missing day is
unknown. A closing time at or before the opening time belongs to the next morning; "24:00" is midnight at the end.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from watchward.kit.errors import Refused
from watchward.kit.text import listed
from watchward.partners.choices import WEEKDAYS

Slot = list[str]
Hours = dict[str, list[Slot]]

DAY_MINUTES = 24 * 60
MOST_SLOTS = 4  # a kitchen that opens for breakfast, lunch and dinner, and one to spare
DAY_NAMES = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
    "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_EXAMPLE = "Write it like “Mon-Sat 09:00-17:30; Sun closed”."
_GROUPS = {
    "weekday": WEEKDAYS[:5], "weekdays": WEEKDAYS[:5], "weekend": WEEKDAYS[5:], "weekends": WEEKDAYS[5:],
    "daily": WEEKDAYS, "every day": WEEKDAYS, "all week": WEEKDAYS,
}  # fmt: skip
_DAY = (
    r"(?:mon(?:days?)?|tue(?:sdays?|s)?|wed(?:nesdays?|s)?|thu(?:rsdays?|rs|r)?|fri(?:days?)?|sat(?:urdays?)?"
    r"|sun(?:days?)?)\b"
)
_GROUP = r"(?:weekdays?|weekends?|daily|every day|all week)"
_TIME = r"(?:\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)?|noon|midnight)"
_TO = r"\s*(?:-|to|until|till)\s*"
_RANGE = re.compile(rf"({_TIME}){_TO}({_TIME})")
_ALL_DAY = r"(?:24\s*(?:hours|hrs?|h)|24/7|open all day)"
_DAYS = re.compile(
    rf"(?:{_DAY}(?:{_TO}{_DAY})?|{_GROUP})(?:\s*(?:,|&|and|\+|/)\s*(?:{_DAY}(?:{_TO}{_DAY})?|{_GROUP}))*"
)
_HOURS = re.compile(rf"closed|{_ALL_DAY}|{_RANGE.pattern}(?:\s*(?:,|&|and)\s*{_RANGE.pattern})*")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")
_STORED = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")


class BadHours(Refused):
    """Opening hours that nobody could keep; the text says which day and what to write."""


def parse_hours(text: str) -> Hours:
    """Read hours as people write them: `Mon-Sat 9am-5.30pm; Sun closed`, `daily 18:00-02:00`. Empty is unknown.

    Raises: BadHours, with what was not understood.
    """
    rest = _plain(text)
    hours: Hours = {}
    while rest:
        days, rest = _take_days(rest)
        slots, rest = _take_slots(rest)
        for one in days:
            if one in hours:
                raise BadHours(f"{DAY_NAMES[one]} is given twice. {_EXAMPLE}")
            hours[one] = slots
    return checked_hours({one: hours[one] for one in WEEKDAYS if one in hours})


def checked_hours(hours: Mapping[str, Sequence[Sequence[str]]]) -> Hours:
    """The same hours with each day's slots in order. Raises: BadHours."""
    unknown = sorted(set(hours) - set(WEEKDAYS))
    if unknown:
        raise BadHours(f"{unknown[0]!r} is no day of the week. Use {listed(WEEKDAYS, 'or')}.")
    sorted_hours = {one: sorted(_to_midnight(slot) for slot in hours[one]) for one in WEEKDAYS if one in hours}
    for one, slots in sorted_hours.items():
        _check_day(one, slots)
    for one, slots in sorted_hours.items():
        _check_into_next_day(one, slots, sorted_hours)
    return sorted_hours


def hours_text(hours: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """One line that `parse_hours` reads back as the same hours; empty when nothing is known."""
    known = [(one, _slots_text(hours[one])) for one in WEEKDAYS if one in hours]
    parts = []
    for said, run in groupby(known, key=lambda pair: pair[1]):
        for days in _unbroken([one for one, _said in run]):
            first, last = days[0].capitalize(), days[-1].capitalize()
            parts.append(f"{first if len(days) == 1 else f'{first}-{last}'} {said}")
    return "; ".join(parts)


def minutes_of(slot: Sequence[str]) -> tuple[int, int]:
    """(opens, closes) in minutes after the day's midnight; a close past midnight is over 1,440."""
    opens, closes = _minutes(slot[0]), _minutes(slot[1])
    return opens, closes if closes > opens else closes + DAY_MINUTES


def _plain(text: str) -> str:
    flat = " ".join(re.sub(r"[–—−]", "-", text).casefold().replace(";", " ; ").split())
    return flat.strip(" ;,.")


def _take_days(text: str) -> tuple[list[str], str]:
    found = _DAYS.match(text)
    if found is None:
        if _HOURS.match(text):  # no day said: every day
            return list(WEEKDAYS), text
        raise BadHours(f"“{text[:30]}” is not a day. {_EXAMPLE}")
    days: list[str] = []
    for part in re.split(r"\s*(?:,|&|\band\b|\+|/)\s*", found[0]):
        days += _days_of(part)
    if len(set(days)) < len(days):
        raise BadHours(f"A day is given twice in “{found[0]}”. {_EXAMPLE}")
    return days, text[found.end() :].lstrip(" :,=")


def _days_of(part: str) -> Sequence[str]:
    if part in _GROUPS:
        return _GROUPS[part]
    ends = [end[:3] for end in re.split(_TO, part)]
    first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
    if len(ends) == 2 and first == last:
        raise BadHours(f"“{part}” begins and ends on the same day. {_EXAMPLE}")
    return [WEEKDAYS[(first + step) % 7] for step in range((last - first) % 7 + 1)]


def _take_slots(text: str) -> tuple[list[Slot], str]:
    found = _HOURS.match(text)
    if found is None:
        raise BadHours(f"“{text[:30]}” is no time span. {_EXAMPLE}" if text else f"The hours are missing. {_EXAMPLE}")
    rest = text[found.end() :]
    if rest and rest[0] not in " ;,.":
        raise BadHours(f"“{text[:30]}” is no time span. {_EXAMPLE}")
    rest = rest.lstrip(" ;,.")
    if found[0] == "closed":
        return [], rest
    if re.fullmatch(_ALL_DAY, found[0]):
        return [["00:00", "24:00"]], rest
    return [_slot(span[1], span[2]) for span in _RANGE.finditer(found[0])], rest


def _slot(opens: str, closes: str) -> Slot:
    """A bare `9-5` could be morning or night: it is asked back, never guessed."""
    begin, end = _to_midnight([_clock(opens), _clock(closes)])
    if opens.strip().isdigit() and closes.strip().isdigit() and _minutes(end) <= _minutes(begin):
        raise BadHours(f"“{opens.strip()}-{closes.strip()}” could be read in two ways. Write it like 09:00-17:00.")
    return [begin, end]


def _clock(text: str) -> str:
    if text in {"noon", "midnight"}:
        return "12:00" if text == "noon" else "00:00"
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise BadHours(f"“{text}” is no time. Write it like 09:00.")
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        raise BadHours(f"“{text.strip()}” is no time. Write it like 5:30pm or 17:30.")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if minute > 59 or hour * 60 + minute > DAY_MINUTES:
        raise BadHours(f"“{text.strip()}” is no time. Write it like 17:30.")
    return f"{hour:02d}:{minute:02d}"


def _to_midnight(slot: Sequence[str]) -> Slot:
    """Closing at 00:00 is midnight at the end of the day, which pickers of times cannot say as 24:00."""
    return [*slot[:-1], "24:00"] if slot and slot[-1] == "00:00" else [*slot]


def _check_day(one: str, slots: list[Slot]) -> None:
    day = DAY_NAMES[one]
    if len(slots) > MOST_SLOTS:
        raise BadHours(f"{day} opens {len(slots)} times; {MOST_SLOTS} are allowed.")
    before = -1
    for slot in slots:
        if (
            len(slot) != 2
            or not all(isinstance(at, str) and _STORED.fullmatch(at) for at in slot)
            or slot[0] == "24:00"
        ):
            raise BadHours(f"{day} needs an opening and a closing time, like 09:00 and 17:30.")
        if slot[0] == slot[1]:
            raise BadHours(f"{day} opens and closes at {slot[0]}. For a whole day write 00:00 to 24:00.")
        opens, closes = minutes_of(slot)
        if opens < before:
            raise BadHours(f"{day} has two times that overlap. Make them one.")
        before = closes


def _check_into_next_day(one: str, slots: list[Slot], hours: Hours) -> None:
    """The night of one day must end before the next day opens."""
    if not slots:
        return
    tomorrow = WEEKDAYS[(WEEKDAYS.index(one) + 1) % 7]
    over = minutes_of(slots[-1])[1] - DAY_MINUTES
    following = hours.get(tomorrow)
    if over > 0 and following and minutes_of(following[0])[0] < over:
        raise BadHours(
            f"{DAY_NAMES[one]} closes at {slots[-1][1]}, after {DAY_NAMES[tomorrow]} has opened. Change one of the two."
        )


def _slots_text(slots: Sequence[Sequence[str]]) -> str:
    if not slots:
        return "closed"
    if [list(slot) for slot in slots] == [["00:00", "24:00"]]:
        return "24 hours"
    return ", ".join(f"{slot[0]}-{slot[1]}" for slot in slots)


def _unbroken(days: list[str]) -> list[list[str]]:
    runs: list[list[str]] = []
    for one in days:
        if runs and WEEKDAYS.index(one) == WEEKDAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
