"""Subjects by name, however it was typed, and by what is said of them. A merged subject leads to its keeper (P-07)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from watchward.assess.choices import FactKind, Identity
from watchward.assess.indexing import FACTS, SUBJECT_METHOD, SUBJECT_NAMES
from watchward.assess.models import Fact, Subject
from watchward.assess.queries.search.sight import Sight
from watchward.assess.queries.subjects import names_of, titles_of
from watchward.assess.rules.searching import Asked, Pieces, look_for
from watchward.identify.names import (
    ENOUGH,
    EXACT,
    WEIGHT,
    asked_for,
    asked_joined,
    likeness,
    name_words,
)
from watchward.kit.lists import load
from watchward.records.best import best
from watchward.records.postings import Shelf, Term, newest, term_of

PAGE = 20
RANKED = 60  # candidates whose names are compared letter by letter
UP = 12  # merges above each other that are followed


@dataclass(frozen=True, slots=True)
class SubjectHit:
    """One subject that was found, and by what."""

    ref: str
    title: str
    state: str
    found_by: tuple[tuple[str, Pieces], ...]  # what the fact is about, and its text in pieces
    score: float
    merged_from: str = ""  # the reference that was found, where it was merged into this one


@dataclass(frozen=True, slots=True)
class SubjectHits:
    """The best hits, and whether there are more."""

    hits: tuple[SubjectHit, ...] = ()
    has_more: bool = False


Found = dict[int, tuple[float, tuple[tuple[str, Pieces], ...]]]  # subject id: score, by what


def find_subjects(sight: Sight, asked: Asked, *, limit: int = PAGE) -> SubjectHits:
    """The subjects most like what was typed. Nobody without sight of subjects gets anything, not even work done."""
    if not sight.reads_subjects or not (asked.words or asked.method) or asked.kind:
        return SubjectHits()
    found = _by_method(sight, asked) if asked.method else _by_fact(sight, asked) | _by_name(sight, asked)
    return _led_to_keepers(sight, found, limit)


def _by_name(sight: Sight, asked: Asked) -> Found:
    """Candidates share a key with each word, or nearly; then the names themselves are compared."""
    ids = named_like(sight.actor.partnership_id, asked.name)
    names: dict[int, list[tuple[str, str]]] = {}
    for subject_id, kind, value in names_of(ids):
        names.setdefault(subject_id, []).append((kind, value))
    typed = name_words(asked.name)
    found: Found = {}
    for subject_id, said in names.items():
        score, kind, value = max((likeness(typed, name_words(value)), kind, value) for kind, value in said)
        if score >= ENOUGH:
            pieces = look_for(asked.stems, value, is_name=True).pieces
            found[subject_id] = (1 + score, ((str(FactKind(kind).label), pieces),))
    return found


def named_like(partnership_id: int, name: str) -> list[int]:
    """The subjects that share most with the name by their keys, the newest first among equals."""

    def term(key: str) -> Term:
        return term_of(partnership_id, SUBJECT_NAMES, key)

    weights = [{term(key): WEIGHT[kind] for kind, key in one.keys} for one in asked_for(name)]
    ranked = best(Shelf.SUBJECTS, weights, [term(key) for key in asked_joined(name)], RANKED)
    enough = ranked[0][1] / 2 if ranked else 0  # the rest shares a sound or one word of many
    return [ident for ident, score in ranked if score >= enough]


def _by_fact(sight: Sight, asked: Asked) -> Found:
    """Subjects of whom everything asked is said, in names or other facts, in force today."""
    if not asked.stems:
        return {}
    where = sight.actor.partnership_id
    groups = [
        [term_of(where, FACTS, one), term_of(where, SUBJECT_NAMES, EXACT + word)] for one, word in asked.word_of.items()
    ]
    return _told_of(list(islice(newest(Shelf.SUBJECTS, groups), 2 * PAGE)), asked)


def _told_of(ids: Collection[int], asked: Asked) -> Found:
    if not ids:
        return {}
    rows = Fact.everywhere.filter(subject_id__in=ids, withdrawn_at__isnull=True).order_by("-said_on", "-id")
    facts: dict[int, list[tuple[str, str]]] = {}
    for subject_id, kind, value in rows.values_list("subject_id", "kind", "value"):
        facts.setdefault(subject_id, []).append((kind, value))
    found: Found = {}
    for subject_id, said in facts.items():
        looked = [(str(FactKind(kind).label), look_for(asked.stems, fact_text(kind, value))) for kind, value in said]
        held = frozenset[str]().union(*(hit.held for _label, hit in looked))
        if held >= set(asked.stems):
            most = sorted((one for one in looked if one[1].held), key=lambda one: -len(one[1].held))[:2]
            found[subject_id] = (0.9, tuple((label, hit.pieces) for label, hit in most))
    return found


def _by_method(sight: Sight, asked: Asked) -> Found:
    term = term_of(sight.actor.partnership_id, SUBJECT_METHOD, asked.method)
    ids = list(islice(newest(Shelf.SUBJECTS, [[term]]), PAGE + 1))
    rows = Fact.everywhere.filter(
        subject_id__in=ids, kind=FactKind.METHOD, value=asked.method, withdrawn_at__isnull=True
    )
    label = str(FactKind.METHOD.label)
    text = ((fact_text(FactKind.METHOD, asked.method), True),)
    return dict.fromkeys(rows.values_list("subject_id", flat=True), (1.0, ((label, text),)))


def fact_text(kind: str, value: str) -> str:
    """A fact as people read it: a method by its label."""
    methods = load("modus_operandi")
    return methods.label(value) if kind == FactKind.METHOD and value in methods else value


def _led_to_keepers(sight: Sight, found: Found, limit: int) -> SubjectHits:
    """The visible ones, each through its keeper, best first."""
    if not sight.reads_subjects or not found:
        return SubjectHits()
    columns = ("ref", "state", "merged_into_id", "partnership_id")
    rows = {one.pk: one for one in sight.subjects_of(_best(found)).only(*columns)}
    keepers = _keepers(sight, rows)
    through: dict[int, tuple[float, int]] = {}
    for subject_id in rows:
        score, keeper = found[subject_id][0], keepers[subject_id].pk
        through[keeper] = max(through.get(keeper, (0.0, 0)), (score, subject_id))
    order = sorted(through, key=lambda keeper: (-through[keeper][0], -keeper))
    titles = titles_of(order[:limit])
    by_id = {one.pk: one for one in keepers.values()}
    hits = []
    for keeper in order[:limit]:
        score, subject_id = through[keeper]
        merged_from = rows[subject_id].ref if subject_id != keeper else ""
        state = str(Identity(by_id[keeper].state).label)
        hits.append(SubjectHit(by_id[keeper].ref, titles[keeper], state, found[subject_id][1], score, merged_from))
    return SubjectHits(tuple(hits), len(order) > limit)


def _best(found: Found) -> list[int]:
    """A few more than a page: several may lead to one keeper."""
    return sorted(found, key=lambda one: (-found[one][0], -one))[: 2 * PAGE]


def _keepers(sight: Sight, rows: Mapping[int, Subject]) -> dict[int, Subject]:
    """Who stands for each after all merges."""
    known = dict(rows)
    for _ in range(UP):
        above = {one.merged_into_id for one in known.values() if one.merged_into_id} - set(known)
        if not above:
            break
        known |= {one.pk: one for one in sight.subjects_of(above)}
    found = {}
    for subject_id, one in rows.items():
        while one.merged_into_id and one.merged_into_id in known:
            one = known[one.merged_into_id]
        found[subject_id] = one
    return found


def subjects_behind(sight: Sight, ids: Sequence[int], found: Found) -> SubjectHits:
    """Hits that another search found by id, led to their keepers."""
    return _led_to_keepers(sight, {one: found[one] for one in ids if one in found}, PAGE)
