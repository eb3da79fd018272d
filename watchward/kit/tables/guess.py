"""Guess a mapping from column names and the first rows; a person looks at it before anything is imported."""

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as AnyMapping
from datetime import date, datetime

from watchward.kit.tables.errors import Wrong
from watchward.kit.tables.mapping import Mapping, fold
from watchward.kit.tables.rows import Row
from watchward.kit.tables.times import DateOrder, parse_moment, parse_span
from watchward.kit.tables.values import parse_pence, parse_yes_no

LONGEST_TYPE = 60  # characters; a column of longer cells tells a story, whatever its name

# What members call the column, most certain first; each is compared with the whole name, then with its words.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "happened_at": (
        "date and time",
        "date/time",
        "datetime",
        "date time",
        "occurred at",
        "occurred",
        "when",
        "timestamp",
    ),
    "happened_on": ("date of incident", "incident date", "date", "day", "occurred on", "date occurred"),
    "happened_time": (
        "time of incident",
        "incident time",
        "time",
        "time from",
        "start time",
        "from time",
        "hour",
    ),
    "until": ("time to", "until", "to time", "end time", "end", "finish", "date to", "time until"),
    "premises": (
        "premises",
        "store",
        "shop",
        "site",
        "branch",
        "location",
        "venue",
        "store name",
        "pub",
        "outlet",
        "where",
    ),
    "type": (
        "incident type",
        "type of incident",
        "type",
        "category",
        "offence",
        "crime type",
        "incident",
        "kind",
        "what",
    ),
    "narrative": (
        "what happened",
        "description of incident",
        "details",
        "narrative",
        "summary",
        "description",
        "comments",
        "notes",
        "account",
        "mo",
        "what",
    ),
    "loss": (
        "value stolen",
        "loss",
        "value lost",
        "value of goods",
        "amount stolen",
        "loss value",
        "value",
        "cost",
        "amount",
    ),
    "recovered": ("value recovered", "recovered", "recovered value", "goods recovered", "amount recovered"),
    "own_reference": (
        "our reference",
        "reference",
        "ref",
        "incident number",
        "incident no",
        "incident ref",
        "id",
        "log number",
        "case number",
        "report number",
        "number",
    ),
    "person_name": (
        "offender name",
        "suspect name",
        "name of offender",
        "offender",
        "suspect",
        "person",
        "name",
        "subject",
        "who",
    ),
    "person_description": (
        "description of offender",
        "offender description",
        "suspect description",
        "description of suspect",
        "person description",
        "appearance",
    ),
    "vehicle_registration": (
        "vehicle registration",
        "registration",
        "vrm",
        "reg",
        "number plate",
        "vehicle reg",
        "vehicle",
    ),
    "police_reference": (
        "police reference",
        "crime number",
        "police ref",
        "crime reference",
        "crime ref",
        "cad",
        "crn",
        "urn",
        "crime reference number",
        "cad number",
        "police crime number",
    ),
    "injury": ("injury", "injuries", "injured", "anyone hurt"),
    "weapon": ("weapon", "weapon used", "weapon seen", "weapons"),
}


def suggest(
    columns: Sequence[str],
    sample: Sequence[Row],
    *,
    types: AnyMapping[str, str] | None = None,
    zone: str = "Europe/London",
) -> Mapping:
    """A first mapping for this table.

    Args: types: words for incident types (labels, synonyms) -> type id, to translate what the sample holds.
    """
    feeds = _by_name(columns, sample)
    order = _order(sample, feeds)
    feeds = _sort_out_times(feeds, columns, sample, order)
    translations = _type_words(feeds, sample, types or {})
    return Mapping(
        columns={name: (feeds[name],) for name in SYNONYMS if name in feeds},
        translations={"type": translations} if translations else {},
        date_order=order,
        zone=zone,
    )


def _by_name(columns: Sequence[str], sample: Sequence[Row]) -> dict[str, str]:
    """Give each column to the field whose name fits best, best fits first, if its content agrees."""
    scores = sorted(
        (
            (score, -place, name)
            for place, column in enumerate(columns)
            for name in SYNONYMS
            if (score := _fit(name, column)) and _agrees(name, column, sample)
        ),
        reverse=True,
    )
    feeds: dict[str, str] = {}
    used: set[int] = set()
    for _, place, name in scores:
        if name not in feeds and place not in used:
            feeds[name] = columns[-place]
            used.add(place)
    return feeds


def _fit(name: str, column: str) -> int:
    """0 for no likeness; more the likelier, whole names far above single words."""
    bare = fold(re.sub(r"\(.*?\)|[^\w/]+", " ", column.replace("_", " ")))
    words = f" {bare} "
    best = 0
    for rank, synonym in enumerate(SYNONYMS[name]):
        if bare == synonym:
            best = max(best, 200 - rank)
        elif f" {synonym} " in words:
            best = max(best, 20 + 10 * len(synonym.split()) - rank)
    return best


def _agrees(name: str, column: str, sample: Sequence[Row]) -> bool:
    """Whether most of what the sample holds can be that field; nothing to see is no objection."""
    can_be = _CONTENT.get(name)
    cells = [cell for row in sample if (cell := row.get(column, "").strip())]
    if can_be is None or not cells:
        return True
    return sum(map(can_be, cells)) >= 0.6 * len(cells)


def _is_moment(cell: str) -> bool:
    return any(not isinstance(parse_moment(cell, order), Wrong) for order in ("day-first", "month-first"))


def _is_clock(cell: str) -> bool:
    return not isinstance(parse_span(cell), Wrong)


_CONTENT: dict[str, Callable[[str], bool]] = {
    "happened_at": _is_moment,
    "happened_on": _is_moment,
    "happened_time": _is_clock,
    "until": lambda cell: _is_clock(cell) or _is_moment(cell),
    "type": lambda cell: len(cell) <= LONGEST_TYPE,
    "loss": lambda cell: not isinstance(parse_pence(cell), Wrong),
    "recovered": lambda cell: not isinstance(parse_pence(cell), Wrong),
    "injury": lambda cell: not isinstance(parse_yes_no(cell), Wrong),
    "weapon": lambda cell: not isinstance(parse_yes_no(cell), Wrong),
}


def _order(sample: Sequence[Row], feeds: dict[str, str]) -> DateOrder:
    """Month first only if the dates make no sense otherwise."""
    column = feeds.get("happened_on") or feeds.get("happened_at")
    cells = [cell for row in sample if column and (cell := row.get(column, "").strip())]
    wrong_day_first = sum(isinstance(parse_moment(cell, "day-first"), Wrong) for cell in cells)
    wrong_month_first = sum(isinstance(parse_moment(cell, "month-first"), Wrong) for cell in cells)
    return "month-first" if wrong_month_first < wrong_day_first else "day-first"


def _sort_out_times(
    feeds: dict[str, str], columns: Sequence[str], sample: Sequence[Row], order: DateOrder
) -> dict[str, str]:
    """One column with date and time beats two; a “date” with times in it, and no time column, is both."""
    if "happened_at" not in feeds and "happened_on" not in feeds:
        dated = next(
            (c for c in columns if c not in feeds.values() and _seen(c, sample) and _agrees("happened_on", c, sample)),
            None,
        )
        if dated:
            feeds["happened_on"] = dated
    key = "happened_on" if "happened_on" in feeds else "happened_at"
    if key not in feeds:
        return feeds
    cells = [parse_moment(cell, order) for row in sample if (cell := row.get(feeds[key], "").strip())]
    timed = sum(isinstance(cell, datetime) for cell in cells) > 0.5 * sum(isinstance(cell, date) for cell in cells)
    if key == "happened_on" and timed and "happened_time" not in feeds:
        feeds["happened_at"] = feeds.pop("happened_on")
    elif key == "happened_at" and not timed and cells:
        feeds["happened_on"] = feeds.pop("happened_at")
    return feeds


def _seen(column: str, sample: Sequence[Row]) -> bool:
    return any(row.get(column, "").strip() for row in sample)


def _type_words(feeds: dict[str, str], sample: Sequence[Row], types: AnyMapping[str, str]) -> dict[str, str]:
    known = {fold(word): type_id for word, type_id in types.items()}
    said = dict.fromkeys(row.get(feeds.get("type", ""), "").strip() for row in sample)
    return {word: known[fold(word)] for word in said if fold(word) in known}
