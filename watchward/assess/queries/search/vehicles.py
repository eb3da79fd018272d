"""Vehicles by registration, in whole or in part, in reports and in what is said of subjects."""

from collections.abc import Collection
from dataclasses import dataclass

from watchward.assess.choices import FactKind
from watchward.assess.indexing import PLATES, SUBJECT_PLATES
from watchward.assess.models import Fact
from watchward.assess.queries.search.sight import Sight
from watchward.assess.queries.search.subjects import Found, SubjectHit, subjects_behind
from watchward.assess.rules.searching import Asked
from watchward.collect.models import MentionedVehicle
from watchward.collect.queries.reports import visible_reports
from watchward.collect.rules.visibility import Shown, may_see_people
from watchward.identify.registrations import fits, pieces
from watchward.kit.lists import load
from watchward.records.postings import Shelf, counts, term_of

PAGE = 20
RANKED = 200
OWN_ROWS = 2000


@dataclass(frozen=True, slots=True)
class VehicleHit:
    """A vehicle as one report describes it."""

    report_ref: str
    registration: str
    looks: str
    where: str
    score: float


@dataclass(frozen=True, slots=True)
class VehicleHits:
    """Reports and subjects with such a registration, the best fit first."""

    reports: tuple[VehicleHit, ...] = ()
    subjects: tuple[SubjectHit, ...] = ()


def find_vehicles(sight: Sight, asked: Asked) -> VehicleHits:
    """What fits the registration, of what this actor may see."""
    if not asked.registration or asked.kind or asked.method:
        return VehicleHits()
    return VehicleHits(_in_reports(sight, asked.registration), _of_subjects(sight, asked.registration))


def _in_reports(sight: Sight, asked: str) -> tuple[VehicleHit, ...]:
    rows = MentionedVehicle.everywhere.filter(report__in=visible_reports(sight.actor)).exclude(registration="")
    if sight.sees_people:
        rows = rows.filter(report_id__in=_most_alike(Shelf.REPORTS, sight, PLATES, asked))
    found = []
    columns = ("report__ref", "report__reporter_id", "registration", "colour", "make", "kind", "report__premises__name")
    for ref, reporter_id, registration, *looks, where in rows.order_by("-report_id", "place").values_list(*columns)[
        :OWN_ROWS
    ]:
        is_own = reporter_id == sight.actor.account_id
        if not may_see_people(sight.actor, Shown(is_own=is_own, gate_is_open=is_own or sight.gate_is_open)):
            continue  # a registration leads to a person
        if score := fits(asked, registration):
            found.append(VehicleHit(ref, registration, _looks(*looks), where, score))
    return tuple(sorted(found, key=lambda one: -one.score)[:PAGE])


def _of_subjects(sight: Sight, asked: str) -> tuple[SubjectHit, ...]:
    if not sight.reads_subjects:
        return ()
    ids = _most_alike(Shelf.SUBJECTS, sight, SUBJECT_PLATES, asked)
    rows = Fact.everywhere.filter(subject_id__in=ids, kind=FactKind.VEHICLE, withdrawn_at__isnull=True)
    found: Found = {}
    for subject_id, value in rows.values_list("subject_id", "value"):
        score = fits(asked, value)
        if score > found.get(subject_id, (0.0, ()))[0]:
            found[subject_id] = (score, ((str(FactKind.VEHICLE.label), ((value, True),)),))
    return subjects_behind(sight, list(found), found).hits


def _most_alike(shelf: Shelf, sight: Sight, field: str, asked: str) -> Collection[int]:
    """Those that share most runs of three characters with what was asked."""
    terms = [term_of(sight.actor.partnership_id, field, one) for one in pieces(asked)]
    shared = counts(shelf, terms)
    return sorted(shared, key=lambda one: (-shared[one], -one))[:RANKED]


def _looks(colour: str, make: str, kind: str) -> str:
    lists = ((load("colours"), colour), (load("vehicle_makes"), make), (load("vehicle_kinds"), kind))
    return ", ".join(known.label(ident) if ident in known else ident for known, ident in lists if ident)
