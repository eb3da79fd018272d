"""One report as one actor may read it: words and labels only, what is withheld never leaves this module."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from watchward.collect.choices import EvidenceKind, Known, Origin
from watchward.collect.models import Evidence, MentionedPerson, Report
from watchward.collect.queries.evidence import shown_of
from watchward.collect.queries.reports import get_report
from watchward.collect.rules.visibility import (
    WITHHELD_MINOR,
    Shown,
    may_know_reporter,
    may_see_continuity,
    may_see_people,
    may_see_person,
    may_see_pictures,
    seems_under_18,
)
from watchward.kit.lists import Question, all_question_sets, describe_person, load
from watchward.kit.text import listed, moment, pounds
from watchward.partners.queries.lists import list_of
from watchward.policy import Actor, Decision, Permission, Remedy, may

CLOCKS_DIFFER = timedelta(minutes=2)
FLAGS = (
    ("is_danger", "Danger", "critical"),
    ("has_weapon", "Weapon", "danger"),
    ("has_injury", "Injury", "danger"),
    ("has_abuse", "Abuse of staff", "warning"),
    ("is_hate", "Hate", "warning"),
)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in the reporter's words."""

    ref: str
    title: str
    description: str
    known: str
    methods: tuple[str, ...]
    seems_under_18: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as it stands on a report."""

    ref: str
    title: str
    kind: str
    is_photo: bool
    width: int | None
    height: int | None
    size: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words that were added, asked or answered later; `by` is empty where the name is not yours to know."""

    ref: str
    text: str
    at: str
    by: str
    answers: str = ""  # what was asked, if this is an answer
    is_open: bool = False
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportView:
    """All that the page shows, ready to read."""

    ref: str
    what: str
    form: str
    where: str
    premises_ref: str
    organisation: str
    partnership: str
    happened: str
    told: str
    device: str
    narrative: str
    reporter: str
    origin: str
    police_reference: str
    loss: str
    recovered: str
    lists_version: str
    emptied: str  # when only the facts were left; empty before
    is_own: bool
    may_ask: bool
    sees_continuity: bool
    flags: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    goods: tuple[tuple[str, ...], ...]
    vehicles: tuple[str, ...]
    people: tuple[PersonLine, ...]
    people_withheld: str
    files: tuple[FileLine, ...]
    pictures: Decision
    added: tuple[Said, ...]
    asked: tuple[Said, ...]
    seen: Mapping[str, Any] = field(default_factory=dict)  # what the ledger notes of this view


def read_report(actor: Actor, ref: str, now: datetime | None = None) -> ReportView:
    """Read one report with what this actor may see of its people, files and names."""
    return view_of(actor, get_report(actor, ref), now)


def view_of(actor: Actor, report: Report, now: datetime | None = None) -> ReportView:
    """The same of a report that was already found among those the actor may read."""
    shown = shown_of(actor, report, now or timezone.now())
    people, withheld = _people(actor, report, shown)
    pictures = _pictures(actor, report, shown)
    knows_reporter = bool(may_know_reporter(actor, is_own=shown.is_own))
    sees_people = bool(may_see_people(actor, shown))
    zone = report.partnership.zone_info
    files = _files(report, with_labels=knows_reporter)
    return ReportView(
        **_facts(actor, report, zone),
        reporter=report.reporter.name if knows_reporter and report.purged_at is None else "",
        is_own=shown.is_own,
        may_ask=not shown.is_own and bool(may(actor, Permission.REPORT_ASK_CORRECTION)),
        sees_continuity=bool(may_see_continuity(actor, is_own=shown.is_own)),
        flags=flags_of(report),
        answers=answers_in_words(report.answers),
        goods=_goods(report),
        vehicles=_vehicles(report, with_registration=sees_people),
        people=people,
        people_withheld=withheld,
        files=files,
        pictures=pictures,
        added=_added(report, zone, knows_reporter),
        asked=_asked(report, zone),
        seen={
            "people": len(people),
            "pictures": [one.ref for one in files if one.is_photo] if pictures else [],
        },
    )


def flags_of(report: Any) -> tuple[tuple[str, str], ...]:
    """(words, kind of pill) of each flag that is up, the gravest first."""
    return tuple((words, kind) for name, words, kind in FLAGS if getattr(report, name))


def answers_in_words(answers: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Questions and answers as the reporter saw them; a question that is no longer asked keeps its answer."""
    known = _questions()
    order = {ident: place for place, ident in enumerate(known)}
    said = sorted(answers.items(), key=lambda pair: order.get(pair[0], len(order)))
    lines = []
    for ident, value in said:
        question = known.get(ident)
        words = _answer(question, value)
        if words:
            lines.append((question.label if question else ident.replace("_", " ").capitalize(), words))
    return tuple(lines)


def span(first: datetime, last: datetime | None, zone: ZoneInfo) -> str:
    """`Fri 6 Mar 2026, 21:15`, or from then to a later moment; the day is said once."""
    if last is None or last == first:
        return moment(first, zone)
    start, end = first.astimezone(zone), last.astimezone(zone)
    until = f"{end:%H:%M}" if start.date() == end.date() else moment(last, zone)
    return f"Between {moment(first, zone)} and {until}"


@cache
def _questions() -> dict[str, Question]:
    return {question.id: question for one in all_question_sets().values() for question in one.questions}


def _answer(question: Question | None, value: Any) -> str:
    if value in (None, "", [], ()):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return listed(words for one in value if (words := _answer(question, one)))
    if isinstance(value, Mapping):
        return ", ".join(str(one) for one in value.values() if one not in (None, ""))
    if question is not None and question.kind == "money" and isinstance(value, int):
        return pounds(value)
    return _option_labels(question).get(str(value), str(value)) if question else str(value)


def _option_labels(question: Question) -> dict[str, str]:
    labels = {one.id: one.label for one in question.options}
    return labels or ({one.id: one.label for one in load("goods").entries} if question.kind == "goods" else {})


def _facts(actor: Actor, report: Report, zone: ZoneInfo) -> dict[str, Any]:
    types = list_of(report.partnership_id, "incident_types")
    bands = load("value_bands")
    band = bands.label(report.value_band) if report.value_band in bands else ""
    differs = report.device_at is not None and abs(report.device_at - report.told_at) > CLOCKS_DIFFER
    return {
        "ref": report.ref,
        "what": types.label(report.kind) if report.kind in types else report.kind,
        "form": load("forms").label(report.form),
        "where": report.premises.name,
        "premises_ref": report.premises.ref,
        "organisation": report.organisation.name,
        "partnership": report.partnership.name if report.partnership_id != actor.partnership_id else "",
        "happened": span(report.happened_at, report.happened_until, zone),
        "told": moment(report.told_at, zone),
        "device": moment(report.device_at, zone) if differs else "",
        "narrative": report.narrative,
        "origin": str(Origin(report.origin).label),
        "police_reference": report.police_reference,
        "loss": pounds(report.loss_pence) if report.loss_pence is not None else band,
        "recovered": pounds(report.recovered_pence) if report.recovered_pence is not None else "",
        "lists_version": report.lists_version,
        "emptied": moment(report.purged_at, zone) if report.purged_at else "",
    }


def _people(actor: Actor, report: Report, shown: Shown) -> tuple[tuple[PersonLine, ...], str]:
    """The people this actor may see, and a sentence for those withheld (G-01, P-04)."""
    lines: list[PersonLine] = []
    withheld = ""
    for mention in sorted(report.people.all(), key=lambda one: one.place):
        is_minor = seems_under_18(said_so=mention.seemed_under_18, age_band=mention.age_band)
        decision = may_see_person(actor, shown, seemed_under_18=is_minor)
        if decision:
            lines.append(person_line(mention, is_minor))
        else:
            withheld = decision.because if not withheld or withheld == WITHHELD_MINOR else withheld
    return tuple(lines), withheld


def person_line(mention: MentionedPerson, is_minor: bool) -> PersonLine:
    methods = load("modus_operandi")
    names = [mention.name, f"“{mention.alias}”" if mention.alias else ""]
    described = {
        "sex_appearance": mention.sex_appearance,
        "age_band": mention.age_band,
        "height": mention.height_band,
        "build": mention.build,
        "hair": mention.hair,
        "facial_hair": mention.facial_hair,
        "clothing": mention.clothing,
        "marks": mention.marks,
        "accent": mention.accent,
        "direction": mention.direction,
    }
    return PersonLine(
        ref=mention.ref,
        title=" ".join(one for one in names if one) or f"Person {mention.place + 1}",
        description=describe_person(described),
        known=str(Known(mention.known).label) if mention.known in Known.values else mention.known,
        methods=tuple(methods.label(one) if one in methods else str(one) for one in mention.methods),
        seems_under_18=is_minor,
    )


def _pictures(actor: Actor, report: Report, shown: Shown) -> Decision:
    if not any(one.kind == EvidenceKind.PHOTO for one in report.evidence.all()):
        return Decision(True, "", Remedy.NONE)
    return may_see_pictures(actor, shown)


def _files(report: Report, *, with_labels: bool) -> tuple[FileLine, ...]:
    """Exhibit labels hold the maker's initials, so they go only to those who may know the maker."""
    return tuple(_file(one, with_labels) for one in sorted(report.evidence.all(), key=lambda one: one.place))


def _file(item: Evidence, with_label: bool) -> FileLine:
    kind = str(EvidenceKind(item.kind).label)
    title = f"{kind} {item.label}" if with_label else f"{kind} {item.place + 1}"
    is_photo = item.kind == EvidenceKind.PHOTO and bool(item.shown_key)
    return FileLine(item.ref, title, kind, is_photo, item.width, item.height, size_of(item.original_bytes))


def size_of(size: int) -> str:
    """`240 kB`, `3.1 MB`."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} kB"


def _goods(report: Report) -> tuple[tuple[str, ...], ...]:
    known = load("goods")
    return tuple(
        (
            known.label(one.goods) if one.goods in known else one.goods,
            one.note,
            f"{one.quantity:,}" if one.quantity is not None else "",
            pounds(one.value_pence) if one.value_pence is not None else "",
            pounds(one.recovered_pence) if one.recovered_pence is not None else "",
        )
        for one in sorted(report.goods.all(), key=lambda one: one.place)
    )


def _vehicles(report: Report, *, with_registration: bool) -> tuple[str, ...]:
    """A registration leads to a person, so it is shown where people are."""
    lines = []
    for one in sorted(report.vehicles.all(), key=lambda one: one.place):
        kinds, makes, colours = load("vehicle_kinds"), load("vehicle_makes"), load("colours")
        looks = [(colours, one.colour), (makes, one.make), (kinds, one.kind)]
        words = [known.label(ident) if ident in known else ident for known, ident in looks if ident]
        if with_registration:
            words += [text for text in (one.registration, one.note) if text]
        lines.append(", ".join(words) or "A vehicle")
    return tuple(lines)


def _added(report: Report, zone: ZoneInfo, knows_reporter: bool) -> tuple[Said, ...]:
    asked = {one.pk: one.text for one in report.correction_requests.all()}
    rows = sorted(report.addenda.all(), key=lambda one: (one.added_at, one.pk))
    return tuple(
        Said(
            "", one.text, moment(one.added_at, zone), one.added_by.name if knows_reporter else "",
            asked.get(one.answers_request_id or 0, ""), said_at=one.added_at,
        )
        for one in rows
    )  # fmt: skip


def _asked(report: Report, zone: ZoneInfo) -> tuple[Said, ...]:
    answered = {one.answers_request_id for one in report.addenda.all()}
    rows = sorted(report.correction_requests.all(), key=lambda one: (one.asked_at, one.pk))
    return tuple(
        Said(
            one.ref, one.text, moment(one.asked_at, zone), one.asked_by.name, is_open=one.pk not in answered,
            said_at=one.asked_at,
        )
        for one in rows
    )  # fmt: skip
