"""Which known subjects somebody in a report may be, and why: by name, alias, registration and method.

A first, simple order for a reader: it adds up points for what agrees and says what they are for. It decides nothing
(G-05), and what is missing counts neither for nor against.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from watchward.assess.choices import FactKind, Identity
from watchward.assess.models import Fact, Judgement, Subject
from watchward.assess.queries.subjects import keeper_of, may_read_subjects, titles_of, visible_subjects
from watchward.assess.rules.subjects import CLOSED, plain, plain_registration
from watchward.collect.models import MentionedPerson, Report
from watchward.kit.lists import load
from watchward.policy import Actor

MOST = 5
FEWEST_SIGNS = 3  # of a partial registration, before the first that was not read
NAME, ALIAS, REGISTRATION, METHOD, PLACE = 5, 4, 4, 1, 1
MOST_METHODS = 2  # many share one; two in common say more, ten no more than that


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One subject that somebody may be; `reasons` in words, the weightiest first."""

    ref: str
    title: str
    state: str
    reasons: tuple[str, ...]
    weight: int


@dataclass(slots=True)
class _Found:
    weight: int = 0
    reasons: list[tuple[int, str]] = field(default_factory=list)

    def add(self, weight: int, reason: str) -> None:
        if reason not in {words for _weight, words in self.reasons}:
            self.weight += weight
            self.reasons.append((weight, reason))


def suggestions_for(actor: Actor, report: Report) -> dict[str, list[Suggestion]]:
    """Suggestions by the reference of each person in a report; nothing for those who may not read subjects."""
    if not may_read_subjects(actor):
        return {}
    people = list(report.people.all())
    judged = _judged(people)
    return {
        one.ref: _best(_found(actor, report, one), judged[one.pk])
        for one in people
    }  # fmt: skip


def _found(actor: Actor, report: Report, mention: MentionedPerson) -> dict[int, _Found]:
    facts = Fact.everywhere.filter(
        partnership_id=actor.partnership_id, withdrawn_at__isnull=True, subject__in=visible_subjects(actor)
    )
    found: dict[int, _Found] = defaultdict(_Found)
    for fact in facts.filter(kind__in=[FactKind.NAME, FactKind.ALIAS], plain_value__in=_spellings(mention)):
        weight = NAME if fact.kind == FactKind.NAME else ALIAS
        found[fact.subject_id].add(weight, f"{fact.get_kind_display()} {fact.value}")
    for fact in _same_registration(facts, report):
        found[fact.subject_id].add(REGISTRATION, f"Vehicle {fact.value}")
    _add_methods(facts, report, mention, found)
    return found


def _spellings(mention: MentionedPerson) -> list[str]:
    """The name and the alias as they are looked up, each also with its last word first."""
    said = [plain(one) for one in (mention.name, mention.alias)]
    turned = [" ".join((words[-1], *words[:-1])) for one in said if len(words := one.split()) > 1]
    other_way = [" ".join((*words[1:], words[0])) for one in said if len(words := one.split()) > 1]
    return sorted({one for one in (*said, *turned, *other_way) if one})


def _same_registration(facts: QuerySet[Fact], report: Report) -> list[Fact]:
    seen = {plain_registration(one.registration) for one in report.vehicles.all()} - {""}
    cars = facts.filter(kind=FactKind.VEHICLE)
    whole = [one for one in seen if "?" not in one]
    found = list(cars.filter(plain_value__in=whole)) if whole else []
    for one in seen:
        start = one.split("?")[0]
        if "?" in one and len(start) >= FEWEST_SIGNS:
            found += [fact for fact in cars.filter(plain_value__startswith=start) if _may_be(one, fact.plain_value)]
    return found


def _may_be(partial: str, whole: str) -> bool:
    return len(partial) == len(whole) and all(one in {"?", two} for one, two in zip(partial, whole, strict=True))


def _add_methods(facts: QuerySet[Fact], report: Report, mention: MentionedPerson, found: dict[int, _Found]) -> None:
    """A method alone suggests somebody only where they acted at the same premises; else it supports other signs."""
    same = facts.filter(kind=FactKind.METHOD, value__in=list(mention.methods)).select_related("report")
    methods: dict[int, set[str]] = defaultdict(set)
    here: set[int] = set()
    for fact in same:
        methods[fact.subject_id].add(fact.value)
        if fact.report is not None and fact.report_id != report.pk and fact.report.premises_id == report.premises_id:
            here.add(fact.subject_id)
    for subject_id in here | (found.keys() & methods.keys()):
        for value in sorted(methods[subject_id])[:MOST_METHODS]:
            found[subject_id].add(METHOD, f"Method {load('modus_operandi').label(value).lower()}")
        if subject_id in here:
            found[subject_id].add(PLACE, "Was at these premises before")


def _judged(people: Sequence[MentionedPerson]) -> dict[int, set[int]]:
    """Subjects of which something was judged already: they are shown as judged, not suggested again."""
    rows = Judgement.everywhere.filter(mention__in=people, is_current=True).exclude(verdict="withdrawn")
    judged: dict[int, set[int]] = defaultdict(set)
    for mention_id, subject_id in rows.values_list("mention_id", "subject_id"):
        judged[mention_id].add(subject_id)
    return judged


def _best(found: dict[int, _Found], judged: set[int]) -> list[Suggestion]:
    subjects = Subject.everywhere.select_related("merged_into__merged_into").in_bulk(list(found))
    kept: dict[int, tuple[Subject, _Found]] = {}
    for pk, one in found.items():
        keeper = keeper_of(subjects[pk])
        if keeper.state in CLOSED or {pk, keeper.pk} & judged:
            continue
        if keeper.pk not in kept or kept[keeper.pk][1].weight < one.weight:
            kept[keeper.pk] = (keeper, one)
    order = sorted(kept.values(), key=lambda pair: (-pair[1].weight, -pair[0].pk))[:MOST]
    titles = titles_of([subject.pk for subject, _found in order])
    return [
        Suggestion(
            subject.ref,
            titles[subject.pk],
            str(Identity(subject.state).label),
            tuple(words for _weight, words in sorted(one.reasons, key=lambda pair: -pair[0])),
            one.weight,
        )
        for subject, one in order
    ]
