"""The two mapping pages: which column feeds which field, and what the member's words mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from watchward.collect.queries.imports import Word
from watchward.collect.rules.importing import Places
from watchward.kit.lists import TaxonomyList
from watchward.kit.tables import Mapping, Row
from watchward.kit.tables.times import DateOrder
from watchward.kit.text import clipped

Options = list[dict[str, Any]]
Groups = list[tuple[str | None, Options]]
NOWHERE = "Not in this file"


@dataclass(frozen=True, slots=True)
class Asked:
    """One of our fields as the page asks for it; `joins`: several columns may feed it together."""

    name: str
    label: str
    hint: str = ""
    joins: bool = False


GROUPS: tuple[tuple[str, tuple[Asked, ...]], ...] = (
    (
        "When and where",
        (
            Asked("happened_on", "Date", "The day, where the time has a column of its own."),
            Asked("happened_time", "Time", "A time, or from and to, like 21:15-22:30."),
            Asked("happened_at", "Date and time in one column"),
            Asked("until", "Until", "The last moment it could have happened."),
            Asked("premises", "Premises", "The name, your store number or the radio call sign.", True),
        ),
    ),
    (
        "What happened",
        (
            Asked("type", "Kind of incident", "On the next page you say what each word means.", True),
            Asked("narrative", "What happened, in words", "", True),
            Asked("loss", "Value taken or damaged"),
            Asked("recovered", "Value recovered"),
            Asked("injury", "Was anyone hurt?", "A column of yes and no."),
            Asked("weapon", "Was there a weapon?", "A column of yes and no."),
        ),
    ),
    (
        "People and vehicles",
        (
            Asked("person_name", "Name of the person", "Only if you have a reason to know it."),
            Asked("person_description", "What the person looked like", "", True),
            Asked("vehicle_registration", "Vehicle registration"),
        ),
    ),
    (
        "References",
        (
            Asked("own_reference", "Your own reference", "It recognises a row that comes again in another file."),
            Asked("police_reference", "Police reference"),
        ),
    ),
)
FIELDS = [asked for _title, fields in GROUPS for asked in fields]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with the columns to choose from; `also` is the second column where two are joined."""

    asked: Asked
    groups: Groups
    also: Groups | None


@dataclass(frozen=True, slots=True)
class WordRow:
    """One of the member's words, ready to be given a meaning."""

    number: int
    word: Word
    groups: Groups


def column_samples(columns: Sequence[str], sample: Sequence[Row], many: int = 3) -> list[tuple[str, str]]:
    """(column, a few different things that it holds)."""
    shown = []
    for column in columns:
        held = list(dict.fromkeys(text for row in sample if (text := clipped(row.get(column, ""), 40))))[:many]
        shown.append((column, " · ".join(held) or "Empty in the first rows"))
    return shown


def field_groups(mapping: Mapping, samples: Sequence[tuple[str, str]]) -> list[tuple[str, list[FieldRow]]]:
    """Every field with its select, in the groups of the page."""

    def row(asked: Asked) -> FieldRow:
        fed = mapping.columns.get(asked.name, ())
        first, second = (*fed, "", "")[:2]
        also = _columns(samples, second, "Nothing else") if asked.joins else None
        return FieldRow(asked, _columns(samples, first, NOWHERE), also)

    return [(title, [row(asked) for asked in fields]) for title, fields in GROUPS]


def columns_posted(posted: QueryDict, mapping: Mapping, columns: Sequence[str]) -> Mapping:
    """The mapping with what the page said; a column that the table does not have is not believed."""
    fed: dict[str, tuple[str, ...]] = {}
    for asked in FIELDS:
        before = mapping.columns.get(asked.name, ())
        said = [posted.get(asked.name, ""), posted.get(f"{asked.name}_also", "") if asked.joins else ""]
        chosen = tuple(dict.fromkeys(one for one in said if one in columns))
        if chosen and chosen == before[:2]:
            chosen = before  # a third column can only come from a mapping file; the page leaves it alone
        if chosen:
            fed[asked.name] = chosen
    constants = {name: text for name, text in mapping.constants.items() if name not in {"type", "premises"}}
    constants |= {name: text for name in ("type", "premises") if (text := posted.get(f"constant_{name}", ""))}
    order: DateOrder = "month-first" if posted.get("date_order") == "month-first" else "day-first"
    return replace(mapping, columns=fed, constants=constants, date_order=order)


def words_posted(posted: QueryDict, mapping: Mapping, field: str, allowed: Iterable[str]) -> Mapping:
    """The mapping with the meanings that the page gave to words of one field; words not on the page keep theirs."""
    known = set(allowed)
    words = dict(mapping.translations.get(field, {}))
    for number in range(len(posted)):
        word = posted.get(f"{field}_word_{number}")
        if word is None:
            break
        means = posted.get(f"{field}_{number}", "")
        words.pop(word, None)
        if means in known:
            words[word] = means
    translations = {name: said for name, said in mapping.translations.items() if name != field}
    return replace(mapping, translations=translations | ({field: words} if words else {}))


def word_rows(words: Sequence[Word], groups: Groups) -> list[WordRow]:
    """Each word with its select."""
    return [WordRow(number, word, chosen(groups, word.means)) for number, word in enumerate(words)]


def type_groups(types: TaxonomyList, empty: str) -> Groups:
    """Every incident type under its parent."""
    groups: Groups = [(None, [{"value": "", "label": empty}])]
    for root in types.roots():
        options = [{"value": root.id, "label": root.label}]
        options += [{"value": one.id, "label": one.label} for one in types.children(root.id)]
        groups.append((root.label, options))
    return groups


def premises_groups(places: Places, empty: str) -> Groups:
    """Every premises that the import may report for."""
    options = [{"value": one.ref, "label": one.name} for one in places.all]
    return [(None, [{"value": "", "label": empty}, *options])]


def chosen(groups: Groups, value: str) -> Groups:
    """The same options with one of them selected."""
    return [
        (title, [{**option, "selected": option["value"] == value} for option in options]) for title, options in groups
    ]


def _columns(samples: Sequence[tuple[str, str]], selected: str, empty: str) -> Groups:
    options: Options = [{"value": "", "label": empty, "selected": not selected}]
    for name, held in samples:
        first = held.split(" · ")[0]
        options.append({"value": name, "label": f"{name}  ({first})", "selected": name == selected})
    return [(None, options)]
