"""Reports by their words, their people, their day: from the index where every report is read, else row by row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import Q

from watchward.assess.indexing import ALL, DAYS, KIND, METHOD, NAMES, PEOPLE, WORDS
from watchward.assess.queries.search.sight import Sight
from watchward.assess.rules.searching import Asked, Hit, Pieces, look_for
from watchward.collect.models import MentionedPerson, Report
from watchward.collect.queries.reports import visible_reports
from watchward.collect.queries.wording import Part, ReportWords, readable, words_of_reports
from watchward.identify.names import NEAR, shortened
from watchward.kit.errors import NotFound
from watchward.partners.models import Partnership
from watchward.partners.queries.lists import kinds_under
from watchward.records.newest import newest_ids
from watchward.records.postings import Groups, Shelf, Term, is_held, newest, term_of

PAGE = 20
MOST_LOOKED_AT = 400  # candidates of the index that one page opens
OWN_ROWS = 2000  # of their own rows that a member's search goes through
STEP = 250
GONE = "That page of the search is gone. Search again."


@dataclass(frozen=True, slots=True)
class ReportHit:
    """One report that was found."""

    ref: str
    what: str
    where: str
    happened_at: datetime
    zone: ZoneInfo
    snippets: tuple[tuple[str, Pieces], ...]  # label and text in pieces, of what the actor may read
    is_near: bool = False  # a name in it is spelt otherwise


@dataclass(frozen=True, slots=True)
class ReportHits:
    """One page; `older` is the reference after which the next begins."""

    hits: tuple[ReportHit, ...] = ()
    older: str = ""
    went_through: int = 0  # rows, where the search ended before the last of them


def find_reports(sight: Sight, asked: Asked, *, after: str = "", limit: int = PAGE) -> ReportHits:
    """The newest reports that hold everything asked for and that this actor may read."""
    if not (asked.stems or asked.days or asked.kind or asked.method):
        return ReportHits()
    if asked.method and not sight.sees_people:
        return ReportHits()
    if sight.reads_all and (asked.stems or asked.method):
        return _from_index(sight, asked, after, limit)
    return _row_by_row(sight, asked, after, limit)


def _from_index(sight: Sight, asked: Asked, after: str, limit: int) -> ReportHits:
    """Hits word for word; after the last of them, those in which a name is spelt a little otherwise."""
    last = _position(sight, after)
    exact = _groups(sight, asked, near=False)
    hits = _opened(sight, asked, newest(Shelf.REPORTS, exact, before=last[1] if last else None), limit + 1)
    if len(hits) > limit:
        return _page(hits, limit)
    if sight.gate_is_open and _has_similar_names(sight, asked):
        known = set(newest(Shelf.REPORTS, exact))
        near = (one for one in newest(Shelf.REPORTS, _groups(sight, asked, near=True)) if one not in known)
        hits += _opened(sight, asked, near, limit - len(hits), near=True)
    return ReportHits(tuple(hits))


def _groups(sight: Sight, asked: Asked, *, near: bool) -> Groups:
    """What every hit must hold: each word, one of the days, the kind, the method."""

    def term(field: str, word: str) -> Term:
        return term_of(sight.actor.partnership_id, field, word)

    groups = []
    for one, word in asked.word_of.items():
        group = [term(WORDS, one)]
        if sight.gate_is_open:
            group.append(term(PEOPLE, one))
        if near:
            group += [term(NAMES, NEAR + key) for key in shortened(word)]
        groups.append(group)
    if asked.days:
        groups.append([term(DAYS, day.isoformat()) for day in _each(asked.days.first, asked.days.last)])
    if asked.kind:
        groups.append([term(KIND, one) for one in kinds_under(asked.kind, (sight.actor.partnership_id,))])
    if asked.method:
        groups.append([term(METHOD, asked.method)])
    return groups or [[term(ALL, "")]]


def _has_similar_names(sight: Sight, asked: Asked) -> bool:
    """Whether a word is nearly a name in any report; most words are not, and then there is nothing more to read."""
    keys = {NEAR + key for word in asked.word_of.values() for key in shortened(word)}
    return is_held(term_of(sight.actor.partnership_id, NAMES, one) for one in keys)


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=one) for one in range(min((last - first).days + 1, 366))]


def _opened(sight: Sight, asked: Asked, ids: Iterator[int], limit: int, *, near: bool = False) -> list[ReportHit]:
    """Open candidates until the page is full. Only what is visible and still holds the words becomes a hit."""
    hits: list[ReportHit] = []
    looked_at = 0
    while len(hits) < limit and looked_at < MOST_LOOKED_AT and (part := list(islice(ids, limit - len(hits) + 4))):
        looked_at += len(part)
        seen = visible_reports(sight.actor, among=part).values_list("pk", flat=True)
        hits += _hits(sight, asked, part, words_of_reports(list(seen)), near=near)
    return hits[:limit]


def _row_by_row(sight: Sight, asked: Asked, after: str, limit: int) -> ReportHits:
    """Go through the actor's own rows, newest first. No other is touched, so none can show, not even by the time."""
    rows, position = visible_reports(sight.actor).filter(_narrowing(sight, asked)), _position(sight, after)
    here = (sight.actor.partnership_id,)
    apart = [Q(kind=one) for one in kinds_under(asked.kind, here)] if asked.kind else (Q(),)
    step = STEP if asked.stems else limit + 1
    hits: list[ReportHit] = []
    went, last_ref = 0, ""
    while went < OWN_ROWS and len(hits) <= limit:
        ids = newest_ids(rows, scope=here, by="happened_at", before=position, limit=step, apart=apart)
        words = words_of_reports(ids)
        hits += _hits(sight, asked, ids, words)
        went += len(ids)
        if len(ids) < step:
            return _page(hits, limit)
        position, last_ref = (words[ids[-1]].happened_at, ids[-1]), words[ids[-1]].ref
    return _page(hits, limit) if len(hits) > limit else ReportHits(tuple(hits), last_ref, went)


def _page(hits: list[ReportHit], limit: int) -> ReportHits:
    return ReportHits(tuple(hits[:limit]), hits[limit - 1].ref if len(hits) > limit else "")


def _hits(
    sight: Sight, asked: Asked, ids: Sequence[int], words: Mapping[int, ReportWords], *, near: bool = False
) -> list[ReportHit]:
    found = (_hit(sight, asked, words[one], near=near) for one in ids if one in words)
    return [one for one in found if one is not None]


def _narrowing(sight: Sight, asked: Asked) -> Q:
    narrow = Q()
    if asked.days:
        zone = Partnership.everywhere.get(pk=sight.actor.partnership_id).zone_info
        begin = datetime.combine(asked.days.first, time(), zone)
        narrow &= Q(happened_at__gte=begin, happened_at__lt=_after(asked.days.last, zone))
    return narrow


def _after(day: date, zone: ZoneInfo) -> datetime:
    """The first moment after a day; the last day of the calendar has none after it."""
    return datetime.combine(day + timedelta(days=1) if day < date.max else day, time(), zone)


def _position(sight: Sight, after: str) -> tuple[datetime, int] | None:
    if not after:
        return None
    found = visible_reports(sight.actor).filter(ref=after).values_list("happened_at", "id").first()
    if found is None:
        raise NotFound(GONE)
    return found


def _hit(sight: Sight, asked: Asked, words: ReportWords, *, near: bool = False) -> ReportHit | None:
    """The report as a hit, if what this actor may read of it holds every word."""
    parts = readable(sight.actor, words, gate_is_open=sight.gate_is_open)
    looked = [
        (part, look_for(asked.stems, part.text, is_name=near and bool(part.names), is_code=part.is_code))
        for part in parts
    ]
    held = frozenset[str]().union(*(hit.held for _part, hit in looked))
    if not held >= set(asked.stems):
        return None
    return ReportHit(words.ref, words.what, words.where, words.happened_at, words.zone, _snippets(looked), is_near=near)


def _snippets(looked: Sequence[tuple[Part, Hit]]) -> tuple[tuple[str, Pieces], ...]:
    """The parts that hold most of what was asked, two at most; the beginning of the words where nothing was."""
    best = sorted((one for one in looked if one[1].held), key=lambda one: -len(one[1].held))[:2]
    chosen = best or [one for one in looked if not one[0].label][:1]
    return tuple((part.label, hit.pieces) for part, hit in chosen)


def reports_behind(sight: Sight, person_ref: str) -> str:
    """The report in which somebody is described, for a reference of the description; empty if it is not theirs."""
    if not sight.sees_people:
        return ""
    rows = MentionedPerson.everywhere.filter(ref=person_ref, report__in=visible_reports(sight.actor))
    return rows.values_list("report__ref", flat=True).first() or ""


def is_readable(sight: Sight, ref: str) -> bool:
    """Whether a report of this reference is theirs to read."""
    return Report.everywhere.filter(pk__in=visible_reports(sight.actor).filter(ref=ref)).exists()
