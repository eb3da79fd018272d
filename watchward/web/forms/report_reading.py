"""Read a whole report form: a draft to send, or what has to change. The only reader, online and from the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict

from watchward.collect.actions.reports import LONGEST_NARRATIVE
from watchward.collect.choices import Form
from watchward.collect.rules.drafts import Draft, GoodsSaid
from watchward.kit.lists import Entry, QuestionSet, TaxonomyList, load, question_set
from watchward.kit.sensitive_words import Finding, scan
from watchward.kit.text import clipped
from watchward.partners.queries.report_places import ReportPlace
from watchward.web.forms.report_answers import NOTE_SET, every_question, read_answers
from watchward.web.forms.report_fields import Problems, Unreadable, device_moment, moment, uuid_of, words
from watchward.web.forms.report_people import NO_RECORD, NOBODY, Seen, read_seen

NOW, MOMENT, SPAN = "now", "moment", "span"
CLOCK_SLACK = timedelta(minutes=10)
NOTE_KIND = "information"
ASK_KIND = "Pick what happened."
KNOWN_ANSWER = {"by-name": "by_name", "by-sight": "by_sight", "unknown": "no", NOBODY: "not_seen"}
AS_TYPED = "As typed, could not be read: "


@dataclass(frozen=True, slots=True)
class Setting:
    """What a form needs to know of the place it is filled in."""

    types: TaxonomyList
    goods: TaxonomyList
    places: tuple[ReportPlace, ...]
    zone: ZoneInfo
    jurisdiction: str
    now: datetime

    @property
    def today(self) -> date:
        """The day on the partnership's clock."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class KindGroup:
    """One tile and what stands under it."""

    entry: Entry
    children: tuple[Entry, ...]


@dataclass
class Reading:
    """What was understood. `draft` is None exactly while something has to change."""

    client_key: UUID | None
    draft: Draft | None = None
    problems: Problems = field(default_factory=Problems)
    notes: list[str] = field(default_factory=list)
    words: list[Finding] = field(default_factory=list)


def kind_groups(setting: Setting, form: str) -> list[KindGroup]:
    """The kinds that this form is for, as tiles with their children. A note is about none of them."""
    active = [one for one in setting.types.active(setting.today, setting.jurisdiction) if _form_of(one) == form]
    ids = {one.id for one in active}
    roots = [one for one in active if one.parent not in ids]
    return [KindGroup(root, tuple(one for one in active if one.parent == root.id)) for root in roots]


def _form_of(entry: Entry) -> str:
    return str(entry.extra.get("form", Form.INCIDENT))


def form_of(said: Mapping[str, str]) -> str:
    """The form in use; anything unknown is an incident."""
    form = said.get("form", "")
    return form if form in Form.values else Form.INCIDENT


def kind_of(said: Mapping[str, str], setting: Setting, form: str) -> str:
    """The most exact kind chosen: from the list of all, else under its tile, else the tile. Empty if none."""
    if form == Form.GOOD_PRACTICE:
        return NOTE_KIND
    groups = kind_groups(setting, form)
    offered = {one.id for group in groups for one in (group.entry, *group.children)}
    picked, tile, exactly = (said.get(name, "") for name in ("kind_pick", "kind", "exactly"))
    if picked in offered:
        return picked
    if exactly in offered and (tile not in offered or setting.types.get(exactly).parent == tile):
        return exactly
    only = groups[0].entry.id if len(groups) == 1 else ""  # one tile is no choice
    return tile if tile in offered else only


def asked_of(kind: str, setting: Setting, form: str) -> QuestionSet:
    """The questions of a kind; before one is chosen, those of the most frequent kind of the form."""
    if form == Form.GOOD_PRACTICE:
        return NOTE_SET
    usual = {Form.REFUSAL: "licensing.under_age", Form.INCIDENT: "theft"}.get(Form(form), "information")
    return question_set(kind or usual, setting.types)


def read_report(said: QueryDict, setting: Setting, *, lenient: bool = False) -> Reading:
    """Understand everything that was sent.

    Args:  lenient: the report waited on a device, sealed, and nobody can mend it. What cannot be read is then kept
           as typed at the end of the description, and only a missing kind or premises is a problem.
    """
    reading = Reading(uuid_of(said.get("client_key")))
    form = form_of(said)
    kind = kind_of(said, setting, form)
    if reading.client_key is None:
        reading.problems.add("form", "This form has lost its key. Reload the page and send it again.")
    if not kind:
        reading.problems.add("kind", ASK_KIND)
    place = _place(said, setting, reading.problems)
    soft = Problems() if lenient else reading.problems
    answers = read_answers(said, asked_of(kind, setting, form), setting.goods, soft, lenient=lenient)
    seen = read_seen(said, setting.jurisdiction, tuple(answers.get("method", ())), soft)
    _note_children(seen, answers, reading)
    starts, ends = _when(said, setting, soft)
    narrative = _narrative(said, form, soft, lenient=lenient)
    reading.words = scan(narrative)
    if reading.problems:
        return reading
    narrative = _with_unread(narrative, soft) if lenient else narrative
    reading.draft = _draft(said, form, kind, place, starts, ends, narrative, answers, seen)
    return reading


def _draft(
    said: QueryDict, form: str, kind: str, place: str, starts: datetime, ends: datetime | None, narrative: str,
    answers: dict[str, Any], seen: Seen,
) -> Draft:  # fmt: skip
    known = said.get("p0_known", "")
    if form != Form.GOOD_PRACTICE and known in KNOWN_ANSWER:
        answers["known"] = KNOWN_ANSWER[known]
    loss = answers.get("value", answers.get("refund_amount"))
    recovered = answers.get("recovered_value")
    if recovered is None and answers.get("recovered") == "all":
        recovered = loss
    return Draft(
        form=form,
        kind=kind,
        premises_ref=place,
        happened_at=starts,
        happened_until=ends,
        narrative=narrative,
        answers=answers,
        loss_pence=loss,
        value_band=_band(said) if loss is None else "",
        recovered_pence=recovered,
        police_reference=clipped(answers.get("police_ref", ""), 38),
        device_at=device_moment(said.get("device_at")),
        people=() if form == Form.GOOD_PRACTICE else tuple(seen.people),
        vehicles=() if form == Form.GOOD_PRACTICE else tuple(seen.vehicles),
        goods=_goods(answers),
    )


def _band(said: Mapping[str, str]) -> str:
    band = said.get("value_band", "")
    return band if band in load("value_bands") else ""


def _goods(answers: Mapping[str, Any]) -> tuple[GoodsSaid, ...]:
    """One row per sort; a quantity and a value belong to a row only where there is one sort."""
    sorts = answers.get("goods", [])
    if len(sorts) == 1:
        return (GoodsSaid(sorts[0], quantity=answers.get("quantity"), value_pence=answers.get("value")),)
    return tuple(GoodsSaid(one) for one in sorts)


def _place(said: Mapping[str, str], setting: Setting, problems: Problems) -> str:
    asked = said.get("premises", "")
    if not asked and len(setting.places) == 1:
        return setting.places[0].ref
    if asked not in {one.ref for one in setting.places}:
        problems.add("premises", "Pick the premises from the list.")
    return asked


def _when(said: Mapping[str, str], setting: Setting, problems: Problems) -> tuple[datetime, datetime | None]:
    """When it happened. "Just now" is the moment of pressing send on the device, so that a repeat says the same."""
    usual = _just_now(said, setting.now)
    try:
        if said.get("when") == MOMENT:
            return moment(said.get("at"), setting.zone, setting.now), None
        if said.get("when") == SPAN:
            return _span(said, setting, problems, usual)
    except Unreadable as wrong:
        problems.add("at", str(wrong), said.get("at", ""))
    return usual, None


def _span(
    said: Mapping[str, str], setting: Setting, problems: Problems, usual: datetime
) -> tuple[datetime, datetime | None]:
    found: dict[str, datetime] = {}
    for name in ("from", "until"):
        try:
            found[name] = moment(said.get(name), setting.zone, setting.now)
        except Unreadable as wrong:
            problems.add(name, str(wrong), said.get(name, ""))
    if len(found) < 2:
        return next(iter(found.values()), usual), None
    if found["until"] < found["from"]:
        problems.add("until", "The span ends before it starts. Check both times.", f"{said['from']} to {said['until']}")
        return found["from"], None
    return found["from"], found["until"]


def _just_now(said: Mapping[str, str], now: datetime) -> datetime:
    """The device's clock where it can be right: not before the form was opened, not in the future."""
    opened, device = device_moment(said.get("opened_at")), device_moment(said.get("device_at"))
    late = now + CLOCK_SLACK
    opened = opened if opened and opened <= late else None
    if device and device <= late and (opened is None or device >= opened - CLOCK_SLACK):
        return device
    return opened or now


def _narrative(said: Mapping[str, str], form: str, problems: Problems, *, lenient: bool) -> str:
    try:
        text = words(said.get("narrative"), most=LONGEST_NARRATIVE)
    except Unreadable as wrong:
        problems.add("narrative", str(wrong))
        return said.get("narrative", "")[:LONGEST_NARRATIVE] if lenient else ""
    if not text and form in {Form.INTELLIGENCE, Form.GOOD_PRACTICE}:
        problems.add("narrative", "Write what you want to tell the partnership.")
    return text


def _with_unread(narrative: str, soft: Problems) -> str:
    """Nothing typed is lost: what no field could hold stands below the description, with the name of its question."""
    lines = []
    for name, text in soft.typed.items():
        question = every_question().get(name.removeprefix("q_"))
        label = question.label if question else name.split("_")[-1]
        lines.append(f"{AS_TYPED}{label} “{clipped(text, 200)}”.")
    return "\n".join([narrative, *lines]).strip()[:LONGEST_NARRATIVE]


def _note_children(seen: Seen, answers: dict[str, Any], reading: Reading) -> None:
    """P-04: too young for any record. The description is dropped here, before anything is stored."""
    if seen.children_left_out:
        answers["safeguarding_note"] = "A child too young for any record was involved. No description was kept (P-04)."
        reading.notes.append(NO_RECORD)
