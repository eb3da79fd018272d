"""Premises by name, address and own code, by what the register shows to this actor; and kinds and methods by label."""

from dataclasses import dataclass

from django.db.models import Q

from watchward.assess.queries.search.sight import Sight
from watchward.assess.rules.searching import Asked, Pieces, look_for
from watchward.identify.names import typing_errors
from watchward.kit.lists import load
from watchward.kit.wording import folded_words
from watchward.partners.models import Premises
from watchward.partners.queries.lists import list_of
from watchward.policy import Permission, may

PAGE = 10
MOST = 5000  # premises of one partnership that are looked through
FEW = 4


@dataclass(frozen=True, slots=True)
class PremisesHit:
    """One place, and which page shows it to this actor."""

    ref: str
    organisation_ref: str
    name: Pieces
    more: Pieces
    has_figures: bool


@dataclass(frozen=True, slots=True)
class EntryHit:
    """An entry of a list that the words name, to narrow the search to."""

    list_id: str
    id: str
    label: str


def find_premises(sight: Sight, asked: Asked) -> tuple[PremisesHit, ...]:
    """Places of which every word typed begins a word, or nearly is one; names that begin with it first."""
    if not asked.words or asked.kind or asked.method:
        return ()
    actor = sight.actor
    register = bool(may(actor, Permission.MEMBERS_VIEW))
    figures_of_all = bool(may(actor, Permission.FIGURES_ALL))
    rows = Premises.everywhere.filter(partnership_id=actor.partnership_id, closed_on__isnull=True)
    if not (register or figures_of_all):
        rows = rows.filter(Q(pk__in=actor.premises))
    own_figures = bool(may(actor, Permission.FIGURES_PREMISES))
    found = []
    columns = ("pk", "ref", "organisation__ref", "name", "address", "own_code", "call_sign")
    for pk, ref, organisation, name, *rest in rows.order_by("name").values_list(*columns)[:MOST]:
        is_own = pk in actor.premises
        more = ", ".join(one for one in rest if one) if register or is_own else ""
        if (cost := _cost(asked.words, name, more)) is not None:
            has_figures = figures_of_all or (own_figures and is_own)
            pieces = look_for(asked.stems, name, is_name=True).pieces
            hit = PremisesHit(ref, organisation if register else "", pieces, _pieces(asked, more), has_figures)
            found.append((cost, hit))
    return tuple(hit for _cost_, hit in sorted(found, key=lambda one: one[0])[:PAGE])


def find_entries(sight: Sight, asked: Asked) -> tuple[EntryHit, ...]:
    """Kinds of incident and ways of acting whose label or synonyms the words name."""
    if len("".join(asked.words)) < 3 or asked.kind or asked.method:
        return ()
    text = " ".join(asked.words)
    kinds = list_of(sight.actor.partnership_id, "incident_types").search(text, FEW)
    found = [EntryHit("incident_types", one.id, one.label) for one in kinds]
    if sight.sees_people:
        found += [EntryHit("modus_operandi", one.id, one.label) for one in load("modus_operandi").search(text, FEW)]
    return tuple(found)


def label_of(sight: Sight, list_id: str, entry_id: str) -> str:
    """The label of an entry that a search is narrowed to; empty if there is none."""
    known = list_of(sight.actor.partnership_id, list_id)
    return known.label(entry_id) if entry_id in known else ""


def _cost(words: tuple[str, ...], name: str, more: str) -> int | None:
    """Lower is better; None if a word is missing."""
    of_name, of_more = folded_words(name), folded_words(more)
    if all(any(one.startswith(word) for one in of_name) for word in words):
        return 0 if of_name and of_name[0].startswith(words[0]) else 1
    if all(any(one.startswith(word) for one in (*of_name, *of_more)) for word in words):
        return 2
    close = all(any(_nearly(word, one) for one in of_name) for word in words)
    return 3 if close else None


def _nearly(word: str, other: str) -> bool:
    return other.startswith(word) or (len(word) > 3 and typing_errors(word, other, 2) <= 1)


def _pieces(asked: Asked, text: str) -> Pieces:
    return look_for(asked.stems, text).pieces if text else ()
