"""Which known subjects somebody in a report may be, how sure, and why: each field compared, with its weight.

The engine weighs (`identify`), a person judges (G-05). What is missing counts neither for nor against. What this says
orders a list for a reader and does nothing else.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from watchward.assess.choices import Identity, Verdict
from watchward.assess.models import Judgement, Subject
from watchward.assess.queries.candidates import Candidates, candidates_for
from watchward.assess.queries.evidence import LABELS, Said, card, said_in, said_of
from watchward.assess.queries.subjects import keeper_of, may_read_subjects, titles_of, visible_subjects
from watchward.assess.rules.subjects import BANDS, CLOSED
from watchward.collect.models import MentionedPerson, Report
from watchward.identify.compare import MISSING
from watchward.identify.model.weigh import Comparison, compare
from watchward.policy import Actor

MOST = 5
LEAST = 3.0  # bits that must speak for somebody; less is chance among a few hundred people
NO_VALUE = "Not said"


@dataclass(frozen=True, slots=True)
class Reason:
    """One field compared: what either side says, whether that agrees, and the weight in bits, 0 where one is silent."""

    field: str
    name: str
    here: str
    known: str
    label: str
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One subject that somebody may be. `reasons` in words, the weightiest first; `compared` is every field."""

    ref: str
    title: str
    state: str
    probability: float  # as the model card has it; 0 to 1
    band: str
    weight: float  # bits, prior included
    prior: float
    explained: float  # bits that a move or a shared household gives and takes
    reasons: tuple[str, ...]
    compared: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What is suggested for one person in a report; `left_out` more shared something and were not compared."""

    best: tuple[Suggestion, ...] = ()
    left_out: int = 0


NOBODY: Final = Suggested()


@dataclass(frozen=True, slots=True)
class _Weighed:
    subject: Subject
    said: Said
    comparison: Comparison


def suggestions_for(actor: Actor, report: Report) -> dict[str, Suggested]:
    """Suggestions by the reference of each person in a report; nothing for those who may not read subjects."""
    if not may_read_subjects(actor):
        return {}
    people = list(report.people.all())
    near = {one.pk: candidates_for(actor.partnership_id, report, one) for one in people}
    keepers = _keepers(actor, {ident for one in near.values() for ident in one.ids})
    known = said_of(actor, {one.pk: one for one in keepers.values()})
    judged, there = _judged(people), _subjects_in(report)
    said = {one.pk: said_in(actor, report, one, [who for mention, who in there if mention != one.pk]) for one in people}
    weighed = {one.pk: _weighed(said[one.pk], near[one.pk], keepers, known, judged[one.pk]) for one in people}
    titles = titles_of({one.subject.pk for many in weighed.values() for one in many})
    return {
        one.ref: Suggested(
            tuple(_suggestion(each, said[one.pk], titles[each.subject.pk]) for each in weighed[one.pk]),
            near[one.pk].left_out,
        )
        for one in people
    }


def suggestions_like(actor: Actor, said: Said, near: Candidates) -> Suggested:
    """The same for a description that stands in no report. Raises: NotPermitted."""
    keepers = _keepers(actor, set(near.ids))
    known = said_of(actor, {one.pk: one for one in keepers.values()})
    weighed = _weighed(said, near, keepers, known, set())
    titles = titles_of({one.subject.pk for one in weighed})
    return Suggested(tuple(_suggestion(one, said, titles[one.subject.pk]) for one in weighed), near.left_out)


def likeness_of(actor: Actor, one: Subject, other: Subject) -> Suggestion:
    """How well what is known of two subjects fits together: for whoever decides on a merge. Both were read already."""
    known = said_of(actor, {one.pk: one, other.pk: other})
    made = compare(card(), known[one.pk].record(), known[other.pk].record())
    return _suggestion(_Weighed(other, known[other.pk], made), known[one.pk], titles_of([other.pk])[other.pk])


def _keepers(actor: Actor, ids: set[int]) -> dict[int, Subject]:
    """Subject id -> who stands for it, of those that the actor may read and that are not closed."""
    rows = visible_subjects(actor).filter(pk__in=ids).select_related("merged_into__merged_into")
    found = {one.pk: keeper_of(one) for one in rows}
    readable = set(
        visible_subjects(actor).filter(pk__in={one.pk for one in found.values()}).values_list("pk", flat=True)
    )
    return {pk: one for pk, one in found.items() if one.pk in readable and one.state not in CLOSED}


def _judged(people: Sequence[MentionedPerson]) -> dict[int, set[int]]:
    """Subjects of which something was judged already: they are shown as judged, not suggested again."""
    rows = Judgement.everywhere.filter(mention__in=people, is_current=True).exclude(verdict=Verdict.WITHDRAWN)
    judged: dict[int, set[int]] = defaultdict(set)
    for one in rows.select_related("subject__merged_into__merged_into"):
        judged[one.mention_id] |= {one.subject_id, keeper_of(one.subject).pk}
    return judged


def _subjects_in(report: Report) -> list[tuple[int, Subject]]:
    """(mention id, subject) of everybody in a report who was judged to be somebody."""
    rows = Judgement.everywhere.filter(mention__report=report, is_current=True, verdict=Verdict.SAME)
    return [(one.mention_id, one.subject) for one in rows.select_related("subject__merged_into__merged_into")]


def _weighed(
    said: Said, near: Candidates, keepers: Mapping[int, Subject], known: Mapping[int, Said], judged: set[int]
) -> list[_Weighed]:
    """Each candidate's keeper compared once, the likeliest first."""
    record = said.record()
    found = {}
    for ident in near.ids:
        keeper = keepers.get(ident)
        if keeper is None or keeper.pk in found or keeper.pk in judged:
            continue
        theirs = known[keeper.pk]
        comparison = compare(card(), record, theirs.record())
        if comparison.weight - comparison.prior >= LEAST:
            found[keeper.pk] = _Weighed(keeper, theirs, comparison)
    return sorted(found.values(), key=lambda one: (-one.comparison.weight, -one.subject.pk))[:MOST]


def _suggestion(one: _Weighed, here: Said, title: str) -> Suggestion:
    made = one.comparison
    compared = tuple(
        Reason(part.field, LABELS[part.field], here.words(part.field) or NO_VALUE,
               one.said.words(part.field) or NO_VALUE, part.label, part.words, round(part.weight, 1))
        for part in made.parts
        if part.level != MISSING or here.words(part.field) or one.said.words(part.field)
    )  # fmt: skip
    return Suggestion(
        ref=one.subject.ref,
        title=title,
        state=str(Identity(one.subject.state).label),
        probability=round(made.probability, 4),
        band=next(words for least, words in BANDS if made.probability >= least),
        weight=round(made.weight, 1),
        prior=round(made.prior, 1),
        explained=round(made.move + made.household, 1),
        reasons=tuple(f"{LABELS[part.field]}: {part.words}" for part in made.reasons()),
        compared=compared,
    )
