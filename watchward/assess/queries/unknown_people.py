"""Who is this? People in reports whom nobody has judged yet and who look like one person: proposed with reasons (G-05).

Only what a witness said of somebody is compared, never sex or ethnicity as perceived. Whom the reader may not read
about is not among it. A person opens one record for them, or says that they are not the same people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from django.utils import timezone

from watchward.assess.choices import Verdict
from watchward.assess.models import Judgement, SetApart
from watchward.assess.queries.evidence import LABELS, Said, card, said_in
from watchward.assess.queries.subjects import may_read_subjects
from watchward.assess.queries.suggest import Suggestion, suggestions_for
from watchward.collect.models import MentionedPerson, Report
from watchward.collect.queries.decoys import without_decoys
from watchward.collect.queries.reports import visible_reports
from watchward.identify.compare import MISSING
from watchward.identify.link import Linked, link
from watchward.kit.errors import NotPermitted
from watchward.policy import Actor, Permission, require

SINCE: Final = timedelta(days=120)
MOST: Final = 600  # people that are compared with each other, the newest
SHOWN: Final = 12
LIKELY: Final = 0.2  # a known subject below this is no answer
NOT_SAID: Final = "Not said"
OF_A_WHOLE_REPORT: Final = ("vehicles", "goods")  # of nobody in particular where several people are in it


@dataclass(frozen=True, slots=True)
class SeenOnce:
    """Somebody in one report, as the witness put it: (what, in words)."""

    report: str
    mention: str
    where: str
    happened_at: datetime
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Two of them side by side: (what, here, there, whether it fits, bits), and how likely they are one person."""

    one: SeenOnce
    other: SeenOnce
    probability: float
    compared: tuple[tuple[str, str, str, str, float], ...]


@dataclass(frozen=True, slots=True)
class UnknownPerson:
    """People of several reports who look like one, by time, and their pairs, the likeliest first. `known`: subjects who
    they may be after all, by what the newest report says."""

    seen: tuple[SeenOnce, ...]
    alike: tuple[Alike, ...]
    known: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownPeople:
    """What is proposed now. `left_out`: people of the same weeks, further back, who were not compared."""

    people: tuple[UnknownPerson, ...]
    more: int
    looked_at: int
    left_out: int


def unknown_people(actor: Actor, now: datetime | None = None) -> UnknownPeople:
    """Proposals for somebody who works with subjects. Raises: NotPermitted."""
    require(actor, Permission.SUBJECT_READ)
    if not (decision := may_read_subjects(actor)):
        raise NotPermitted(decision.because)
    reports = without_decoys(visible_reports(actor)).filter(happened_at__gte=(now or timezone.now()) - SINCE)
    judged = Judgement.everywhere.filter(is_current=True, verdict=Verdict.SAME).values("mention_id")
    rows = MentionedPerson.everywhere.filter(report__in=reports).exclude(pk__in=judged)
    newest = rows.select_related("report__premises").order_by("-report__happened_at", "-pk")
    mentions = list(newest.prefetch_related("report__vehicles", "report__goods", "report__people")[:MOST])
    said = [_said(actor, one) for one in mentions]
    found = link([one.record() for one in said], card(), different=_apart(mentions))
    people = _people(found, mentions, said)
    left_out = max(0, rows.count() - len(mentions))
    by_ref = {one.ref: one.report for one in mentions}
    shown = tuple(replace(one, known=_known(actor, one, by_ref)) for one in people[:SHOWN])
    return UnknownPeople(shown, max(0, len(people) - SHOWN), len(mentions), left_out)


def _known(actor: Actor, person: UnknownPerson, reports: Mapping[str, Report]) -> tuple[Suggestion, ...]:
    newest = person.seen[-1]
    found = suggestions_for(actor, reports[newest.mention]).get(newest.mention)
    return tuple(one for one in found.best if one.probability >= LIKELY) if found else ()


def _said(actor: Actor, one: MentionedPerson) -> Said:
    said = said_in(actor, one.report, one, ())
    if len(one.report.people.all()) > 1:
        for name in OF_A_WHOLE_REPORT:
            said.texts.pop(name, None)
            said.shown.pop(name, None)
    return said


def _apart(mentions: Sequence[MentionedPerson]) -> list[tuple[int, int]]:
    """Places of two that are of one report, or of reports that a person set apart."""
    places: dict[int, list[int]] = {}
    for at, one in enumerate(mentions):
        places.setdefault(one.report_id, []).append(at)
    found = [pair for many in places.values() for pair in combinations(many, 2)]
    rows = SetApart.everywhere.filter(one_id__in=places, other_id__in=places, taken_back_at__isnull=True)
    for one_report, other_report in rows.values_list("one_id", "other_id"):
        found += [(left, right) for left in places[one_report] for right in places[other_report]]
    return found


def _people(found: Linked, mentions: Sequence[MentionedPerson], said: Sequence[Said]) -> list[UnknownPerson]:
    together: dict[int, list[int]] = {}
    for at, label in enumerate(found.labels.tolist()):
        together.setdefault(label, []).append(at)
    groups = {label: many for label, many in together.items() if len(many) > 1}
    seen = {at: _seen(mentions[at], said[at]) for many in groups.values() for at in many}
    alike: dict[int, list[Alike]] = {label: [] for label in groups}
    for number in range(len(found.one)):
        one, other = int(found.one[number]), int(found.other[number])
        if one in seen and int(found.labels[one]) == int(found.labels[other]):
            alike[int(found.labels[one])].append(_alike(found, number, seen, said))
    made = [
        UnknownPerson(tuple(sorted((seen[at] for at in many), key=lambda one: one.happened_at)), tuple(alike[label]))
        for label, many in groups.items()
    ]
    return sorted(made, key=lambda one: (-len(one.seen), -max((each.probability for each in one.alike), default=0.0)))


def _seen(one: MentionedPerson, said: Said) -> SeenOnce:
    words = tuple((LABELS[name], said.words(name)) for name in LABELS if name != "place" and said.words(name))
    return SeenOnce(one.report.ref, one.ref, one.report.premises.name, one.report.happened_at, words)


def _alike(found: Linked, number: int, seen: Mapping[int, SeenOnce], said: Sequence[Said]) -> Alike:
    one, other = int(found.one[number]), int(found.other[number])
    compared = tuple(
        (LABELS[part.field], said[one].words(part.field) or NOT_SAID, said[other].words(part.field) or NOT_SAID,
         part.label, round(part.weight, 1))
        for part in found.explain(number).parts
        if part.level != MISSING or said[one].words(part.field) or said[other].words(part.field)
    )  # fmt: skip
    return Alike(seen[one], seen[other], float(found.probability[number]), compared)
