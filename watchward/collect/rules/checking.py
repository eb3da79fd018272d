"""A draft that a program sent, held against everything that a form would not have let a person type."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from watchward.collect.choices import Form, Known
from watchward.collect.rules.drafts import Draft, GoodsSaid, PersonSaid, VehicleSaid
from watchward.kit.lists import Question, TaxonomyList, all_question_sets, load, question_set
from watchward.kit.tables.values import clean_text

OLDEST = timedelta(days=366 * 5)  # an older crime goes to the police, not to a town's list
MOST_PEOPLE, MOST_VEHICLES, MOST_GOODS = 12, 6, 50
MOST_PENCE, MOST_NUMBER = 1_000_000_000, 1_000_000
MOST_WORDS = 300  # of one answer in words
MOST_CLOTHES = 10
REGISTRATION = re.compile(r"[A-Z0-9?]{1,12}")
NOTE_KIND = "information"
TOPIC = "topic"
KNOWN_ANSWER = {Known.BY_NAME: "by_name", Known.BY_SIGHT: "by_sight", Known.UNKNOWN: "no"}
FROM_LISTS = {
    "sex_appearance": "person_sex_appearance", "age_band": "person_age_bands", "height_band": "person_heights",
    "build": "person_builds", "facial_hair": "person_facial_hair", "accent": "person_accents",
    "direction": "directions",
}  # fmt: skip
VEHICLE_LISTS = {"kind": "vehicle_kinds", "make": "vehicle_makes", "colour": "colours"}
IN_WORDS = {"name": 120, "alias": 120, "hair": 120, "marks": 300}
NO_RECORD = "A child too young for any record was involved. No description was kept (P-04)."


@dataclass
class Checked:
    """The draft as it may be written, and what has to change first: (JSON pointer, sentence)."""

    draft: Draft
    problems: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def checked(draft: Draft, *, types: TaxonomyList, goods: TaxonomyList, jurisdiction: str, now: datetime) -> Checked:
    """Tidy a draft, or say everything that is wrong with it. Nothing is guessed, nothing left out in silence.

    P-04: who is too young for any record is dropped here, before anything is stored, and a note says so.
    """
    found = Checked(replace(draft, narrative=clean_text(draft.narrative)))
    _kind(found, types, jurisdiction, now)
    _facts(found, now)
    _answers(found, goods)
    _people(found, jurisdiction)
    _vehicles(found)
    _goods(found, goods)
    _completed(found)
    _required(found, types)
    return found


def _kind(found: Checked, types: TaxonomyList, jurisdiction: str, now: datetime) -> None:
    draft = found.draft
    if draft.form not in Form.values:
        return _wrong(found, "/form", f"Send one of: {', '.join(Form.values)}.")
    if draft.form == Form.GOOD_PRACTICE:
        if draft.kind != NOTE_KIND:
            _wrong(found, "/kind", f"A good-practice note is of the kind {NOTE_KIND}: it is about no incident.")
        return None
    offered = {one.id: one for one in types.active(now.date(), jurisdiction)}
    if draft.kind not in offered:
        return _wrong(found, "/kind", "Send the id of an incident type in use: see /api/lists/incident_types.")
    wanted = str(offered[draft.kind].extra.get("form", Form.INCIDENT))
    if wanted != draft.form:
        _wrong(found, "/kind", f"This kind belongs to the form {wanted}.")
    return None


def _facts(found: Checked, now: datetime) -> None:
    draft = found.draft
    if draft.happened_at < now - OLDEST:
        _wrong(found, "/happened_at", "This is more than five years ago. Check the date.")
    if draft.form in {Form.INTELLIGENCE, Form.GOOD_PRACTICE} and not draft.narrative:
        _wrong(found, "/narrative", "Write what you want to tell the partnership.")
    for name in ("loss_pence", "recovered_pence"):
        if not 0 <= (getattr(draft, name) or 0) <= MOST_PENCE:
            _wrong(found, f"/{name}", f"Send pence, from 0 to {MOST_PENCE}.")
    if draft.value_band and draft.value_band not in load("value_bands"):
        _wrong(found, "/value_band", "Send an id of the list value_bands.")
    if len(draft.police_reference) > 38:
        _wrong(found, "/police_reference", "This has more than 38 characters.")
    if draft.form == Form.GOOD_PRACTICE and (draft.people or draft.vehicles):
        _wrong(found, "/people", "A good-practice note names nobody.")


def _answers(found: Checked, goods: TaxonomyList) -> None:
    known = {one.id: one for asked in all_question_sets().values() for one in asked.questions}
    tidy: dict[str, Any] = {}
    for ident, said in found.draft.answers.items():
        place = f"/answers/{ident[:80]}"
        if ident == TOPIC and found.draft.form == Form.GOOD_PRACTICE:
            question: Question | None = Question(TOPIC, "", "", "multi", options_list="good_practice_topics")
        else:
            question = known.get(ident)
        if question is None:
            _wrong(found, place, "No question has this id: see /api/questions.")
        elif todo := _unfit(question, said, goods):
            _wrong(found, place, todo)
        else:
            tidy[ident] = clean_text(said) if isinstance(said, str) else said
    found.draft = replace(found.draft, answers=tidy)


def _unfit(question: Question, said: Any, goods: TaxonomyList) -> str:
    """What to send instead, or nothing where the answer fits its question."""
    if question.kind in {"money", "number", "quantity"}:
        most = MOST_PENCE if question.kind == "money" else MOST_NUMBER
        unit = "pence" if question.kind == "money" else "a whole number"
        return "" if _is_number(said, most) else f"Send {unit}, from 0 to {most}."
    if question.kind in {"text", "time"}:
        return "" if isinstance(said, str) and len(said) <= MOST_WORDS else f"Send at most {MOST_WORDS} characters."
    options = {one.id for one in (goods.entries if question.kind == "goods" else question.options)}
    if question.kind in {"multi", "goods"}:
        fits = isinstance(said, list | tuple) and all(isinstance(one, str) and one in options for one in said)
        return "" if fits and len(said) == len(set(said)) else "Send a list of ids of this question's options."
    return "" if isinstance(said, str) and said in options else "Send the id of one of this question's options."


def _is_number(said: Any, most: int) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= most


def _people(found: Checked, jurisdiction: str) -> None:
    kept: list[PersonSaid] = []
    if len(found.draft.people) > MOST_PEOPLE:
        _wrong(found, "/people", f"A report holds at most {MOST_PEOPLE} people. Send a second report.")
    for number, person in enumerate(found.draft.people[:MOST_PEOPLE]):
        band = load("person_age_bands").get(person.age_band) if person.age_band in load("person_age_bands") else None
        if band is not None and jurisdiction in band.extra.get("no_record_in", ()):
            found.notes.append(NO_RECORD)
            continue
        said_young = band is not None and band.id != "unknown" and bool(band.extra.get("possible_minor"))
        kept.append(
            replace(_person(found, person, f"/people/{number}"), seemed_under_18=person.seemed_under_18 or said_young)
        )
    found.draft = replace(found.draft, people=tuple(kept))


def _person(found: Checked, person: PersonSaid, place: str) -> PersonSaid:
    tidy: PersonSaid = _tidied(found, person, place, FROM_LISTS, IN_WORDS)
    if person.known not in Known.values:
        _wrong(found, f"{place}/known", f"Send one of: {', '.join(Known.values)}.")
    if (person.known == Known.BY_NAME) != bool(tidy.name):
        _wrong(found, f"{place}/name", "A name goes with known: by-name, and with nothing else.")
    clothes = tuple(clean_text(one) for one in person.clothing)
    if len(clothes) > MOST_CLOTHES or any(not 0 < len(one) <= 80 for one in clothes):
        _wrong(found, f"{place}/clothing", f"Send at most {MOST_CLOTHES} pieces of at most 80 characters.")
    if any(one not in load("modus_operandi") for one in person.methods):
        _wrong(found, f"{place}/methods", "Send ids of the list modus_operandi.")
    return replace(tidy, clothing=clothes)


def _vehicles(found: Checked) -> None:
    kept: list[VehicleSaid] = []
    if len(found.draft.vehicles) > MOST_VEHICLES:
        _wrong(found, "/vehicles", f"A report holds at most {MOST_VEHICLES} vehicles. Send a second report.")
    for number, vehicle in enumerate(found.draft.vehicles[:MOST_VEHICLES]):
        place = f"/vehicles/{number}"
        plate = re.sub(r"[\s\-]+", "", clean_text(vehicle.registration)).upper()
        if plate and not REGISTRATION.fullmatch(plate):
            todo = "Send up to 12 letters and numbers, with ? for each one that was not read."
            _wrong(found, f"{place}/registration", todo)
        kept.append(replace(_tidied(found, vehicle, place, VEHICLE_LISTS, {"note": 200}), registration=plate[:12]))
    found.draft = replace(found.draft, vehicles=tuple(kept))


def _goods(found: Checked, goods: TaxonomyList) -> None:
    kept: list[GoodsSaid] = []
    if len(found.draft.goods) > MOST_GOODS:
        _wrong(found, "/goods", f"A report holds at most {MOST_GOODS} sorts of goods.")
    for number, one in enumerate(found.draft.goods[:MOST_GOODS]):
        place = f"/goods/{number}"
        if one.goods not in goods:
            _wrong(found, f"{place}/goods", "Send an id of the list goods.")
        for name, most in (("quantity", MOST_NUMBER), ("value_pence", MOST_PENCE), ("recovered_pence", MOST_PENCE)):
            if getattr(one, name) is not None and not _is_number(getattr(one, name), most):
                _wrong(found, f"{place}/{name}", f"Send a whole number from 0 to {most}.")
        kept.append(_tidied(found, one, place, {}, {"note": 200}))
    found.draft = replace(found.draft, goods=tuple(kept))


def _tidied(found: Checked, said: Any, place: str, lists: Mapping[str, str], words: Mapping[str, int]) -> Any:
    """The record with clean words; what is in no list or too long is a problem."""
    for name, list_id in lists.items():
        value = getattr(said, name)
        if value and value not in load(list_id):
            _wrong(found, f"{place}/{name}", f"Send an id of the list {list_id}.")
    clean = {name: clean_text(getattr(said, name)) for name in words}
    for name, most in words.items():
        if len(clean[name]) > most:
            _wrong(found, f"{place}/{name}", f"This has more than {most} characters.")
    return replace(said, **clean)


def _completed(found: Checked) -> None:
    """Facts that one part of a report says stand in the other too, as the form writes them."""
    draft, answers = found.draft, dict(found.draft.answers)
    if found.notes:
        answers["safeguarding_note"] = NO_RECORD
    if draft.people and draft.people[0].known in KNOWN_ANSWER:
        answers.setdefault("known", KNOWN_ANSWER[Known(draft.people[0].known)])
    if draft.goods:
        answers.setdefault("goods", list(dict.fromkeys(one.goods for one in draft.goods)))
    loss = draft.loss_pence if draft.loss_pence is not None else answers.get("value", answers.get("refund_amount"))
    if loss is not None and not draft.value_band:
        answers.setdefault("value", loss)
    recovered = draft.recovered_pence if draft.recovered_pence is not None else answers.get("recovered_value")
    said_goods = draft.goods or tuple(GoodsSaid(one) for one in answers.get("goods", ()))
    reference = draft.police_reference or str(answers.get("police_ref", ""))[:38]
    found.draft = replace(
        draft, answers=answers, loss_pence=loss, recovered_pence=recovered, goods=said_goods,
        police_reference=clean_text(reference),
    )  # fmt: skip


def _required(found: Checked, types: TaxonomyList) -> None:
    """L-01 and the few questions that every report of a kind answers."""
    draft = found.draft
    if draft.form == Form.GOOD_PRACTICE or draft.kind not in types:
        return
    given = dict(draft.answers) | ({"value": draft.value_band} if draft.value_band else {})
    asked_wrong = {place for place, _todo in found.problems}
    for question in question_set(draft.kind, types).missing(given):
        place = f"/answers/{question.id}"
        if place not in asked_wrong:
            _wrong(found, place, f"Answer this: {question.label[0].lower()}{question.label[1:]}")


def _wrong(found: Checked, place: str, todo: str) -> None:
    found.problems.append((f"#{place}", todo))
