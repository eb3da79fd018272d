"""What the report page draws: the questions of the kind, with everything that was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import QueryDict

from watchward.kit.filetypes import EVIDENCE_ACCEPT, PHOTO_ACCEPT
from watchward.kit.lists import Option, Question, QuestionSet, TaxonomyList, all_question_sets, load, question_set
from watchward.web.forms.report_answers import every_question, option_groups
from watchward.web.forms.report_people import CLOTHES, MOST_PEOPLE, MOST_VEHICLES, how_many
from watchward.web.forms.report_reading import NOW, Reading, Setting, asked_of, form_of, kind_groups, kind_of

MANY_OPTIONS = 8  # more than this, one of which is chosen, is a list and not a row of chips
ASKED_ELSEWHERE = frozenset({"known"})  # the chips of the person ask it
ICONS = {
    "theft": "goods", "violence": "danger", "robbery": "warning", "burglary": "premises", "damage": "edit",
    "fraud": "pound", "drugs": "info", "disorder": "people", "weapons": "danger", "spiking": "warning",
    "street": "map", "licensing": "list", "safeguarding": "trust", "safety": "bell", "information": "eye",
    "information.suspicious": "eye", "information.vehicle": "vehicle",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as drawn."""

    question: Question
    name: str
    groups: list[tuple[str | None, list[dict[str, Any]]]]
    value: str
    required: bool
    is_list: bool
    when: str
    more: tuple[tuple[str, list[dict[str, Any]]], ...] = ()


def page_of(said: QueryDict, setting: Setting, reading: Reading | None = None) -> dict[str, Any]:
    """Context of `report/new.html`."""
    form = form_of(said)
    kind = kind_of(said, setting, form)
    asked = asked_of(kind, setting, form)
    forms = load("forms")
    groups = kind_groups(setting, form)
    return {
        "form": form,
        "form_entry": forms.get(form),
        "forms": forms.entries,
        "difference": forms.notes["choose"],
        "kind": kind,
        "tile": _tile(kind, setting, said),
        "groups": groups,
        "icons": ICONS,
        "sets": _sets_by_kind(setting, form),
        "first": drawn(asked.first, said, setting.goods),
        "always": drawn(asked.always, said, setting.goods),
        "more": drawn(asked.more, said, setting.goods),
        "set_aside": _set_aside(said, asked),
        "places": setting.places,
        "said": said,
        "when": said.get("when") or NOW,
        "people": how_many(said, "people", 1, MOST_PEOPLE),
        "vehicles": how_many(said, "vehicles", 0, MOST_VEHICLES),
        "most_people": MOST_PEOPLE,
        "most_vehicles": MOST_VEHICLES,
        "lists": _lists(setting.jurisdiction),
        "clothes": CLOTHES,
        "bands": load("value_bands").entries,
        "photo_accept": PHOTO_ACCEPT,
        "evidence_accept": EVIDENCE_ACCEPT,
        "client_key": said.get("client_key") or str(uuid4()),
        "opened_at": said.get("opened_at") or setting.now.isoformat(timespec="seconds"),
        "problems": reading.problems.by_field if reading else {},
        "words": reading.words if reading else [],
    }


def drawn(questions: tuple[Question, ...], said: QueryDict, goods: TaxonomyList) -> list[Asked]:
    """Questions with their options and what was said."""
    return [_drawn(one, said, goods) for one in questions if one.id not in ASKED_ELSEWHERE]


def every_drawn(goods: TaxonomyList) -> list[Asked]:
    """Every question, unanswered: the page keeps them at hand, so that a change of kind needs no network."""
    return drawn(tuple(every_question().values()), QueryDict(), goods)


def _drawn(question: Question, said: QueryDict, goods: TaxonomyList) -> Asked:
    name = f"q_{question.id}"
    chosen = set(said.getlist(name))
    groups = [(label, [_option(one, chosen) for one in options]) for label, options in option_groups(question, goods)]
    is_list = question.kind == "choice" and len(question.options) > MANY_OPTIONS
    if is_list:
        nothing = "Choose one" if question.required else "Not said"
        groups[0][1].insert(0, {"value": "", "label": nothing, "selected": not chosen})
    more = tuple(
        (root.label, [_option(Option(one.id, one.label), chosen) for one in goods.children(root.id)])
        for root in goods.roots()
        if question.kind == "goods" and goods.children(root.id)
    )
    when = f"{question.when.question}:{','.join(question.when.any_of)}" if question.when else ""
    return Asked(question, name, groups, said.get(name, ""), question.required, is_list, when, more)


def _option(option: Option, chosen: set[str]) -> dict[str, Any]:
    return {"value": option.id, "label": option.label, "selected": option.id in chosen}


def _tile(kind: str, setting: Setting, said: Mapping[str, str]) -> str:
    """The tile that is pressed: the kind itself, or the one it stands under."""
    if not kind:
        return said.get("kind", "")
    return setting.types.lineage(kind)[-1].id if kind in setting.types else kind


def _sets_by_kind(setting: Setting, form: str) -> dict[str, dict[str, list[Any]]]:
    """Which questions each kind asks, in order: [id, step, required]."""
    found: dict[str, list[Any]] = {}
    for group in kind_groups(setting, form):
        for entry in (group.entry, *group.children):
            asked = question_set(entry.id, setting.types)
            required = any(one.required and one.id == "danger_now" for one in asked.questions)
            found[entry.id] = [asked.id, required]
    return {"kinds": found, "sets": _orders({one for one, _ in found.values()})}


def _orders(ids: set[str]) -> dict[str, list[Any]]:
    return {
        one: [[q.id, q.ask, q.required] for q in all_question_sets()[one].questions if q.id not in ASKED_ELSEWHERE]
        for one in sorted(ids)
    }


def _set_aside(said: QueryDict, asked: QuestionSet) -> list[tuple[str, str]]:
    """Answers given under another kind: they travel in the page, unseen and not lost."""
    ours = {f"q_{question.id}" for question in asked.questions if question.id not in ASKED_ELSEWHERE}
    known = {f"q_{one}" for one in every_question()}
    return [
        (name, value) for name, values in said.lists() if name in known - ours for value in values if str(value).strip()
    ]


def _lists(jurisdiction: str) -> dict[str, list[tuple[str, str, str]]]:
    """The lists of a description: (id, label, mark). The mark of an age band says what will happen (P-04)."""
    names = {
        "sex_appearance": "person_sex_appearance",
        "age_band": "person_age_bands",
        "height_band": "person_heights",
        "build": "person_builds",
        "facial_hair": "person_facial_hair",
        "accent": "person_accents",
        "direction": "directions",
        "kind": "vehicle_kinds",
        "make": "vehicle_makes",
        "colour": "colours",
    }
    found = {}
    for name, list_id in names.items():
        found[name] = [(one.id, one.label, _mark(one.extra, one.id, jurisdiction)) for one in load(list_id).entries]
    found["colour"] = [row for row in found["colour"] if load("colours").get(row[0]).extra.get("for_vehicles")]
    return found


def _mark(extra: Mapping[str, Any], ident: str, jurisdiction: str) -> str:
    if jurisdiction in extra.get("no_record_in", ()):
        return "no-record"
    return "minor" if extra.get("possible_minor") and ident != "unknown" else ""
