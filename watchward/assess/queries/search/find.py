"""The whole search: understand what was typed, ask each kind of thing, and say what was found."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import QuerySet

from watchward.assess.models import Fact, Judgement, Merge, Recognition
from watchward.assess.queries.search.places import EntryHit, PremisesHit, find_entries, find_premises
from watchward.assess.queries.search.reports import ReportHits, find_reports, is_readable, reports_behind
from watchward.assess.queries.search.sight import Sight
from watchward.assess.queries.search.subjects import SubjectHits, find_subjects
from watchward.assess.queries.search.vehicles import VehicleHits, find_vehicles
from watchward.assess.rules.searching import Asked
from watchward.collect.models import CorrectionRequest, Evidence, MentionedVehicle
from watchward.collect.queries.reports import visible_reports
from watchward.partners.models import Organisation, Premises
from watchward.policy import Actor, Permission, may


class Place(NamedTuple):
    """Where a reference leads: which sort of page, and the reference that page takes."""

    sort: str
    ref: str


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that one search found."""

    asked: Asked
    subjects: SubjectHits = field(default_factory=SubjectHits)
    reports: ReportHits = field(default_factory=ReportHits)
    vehicles: VehicleHits = field(default_factory=VehicleHits)
    premises: tuple[PremisesHit, ...] = ()
    entries: tuple[EntryHit, ...] = ()
    searched_subjects: bool = False  # whether this actor looks through subjects at all
    searched_all: bool = False  # whether every report was looked through, or only their own

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind stand on the page: what the ledger notes."""
        return {
            "subjects": len(self.subjects.hits),
            "reports": len(self.reports.hits),
            "vehicles": len(self.vehicles.reports) + len(self.vehicles.subjects),
            "premises": len(self.premises),
        }

    @property
    def named(self) -> list[str]:
        """References of the subjects whose names stand on the page: each is a look."""
        return [one.ref for one in (*self.subjects.hits, *self.vehicles.subjects)]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not any(self.counts.values()) and not self.entries


def search(actor: Actor, asked: Asked, *, after: str = "") -> Found:
    """Look through everything that this actor may read. With `after`, the next page of reports only."""
    sight = Sight(actor)
    if asked.is_empty or asked.ref:
        return Found(asked)
    reports = find_reports(sight, asked, after=after)
    if after:
        return Found(asked, reports=reports, searched_all=sight.reads_all)
    return Found(
        asked,
        subjects=find_subjects(sight, asked),
        reports=reports,
        vehicles=find_vehicles(sight, asked),
        premises=find_premises(sight, asked),
        entries=find_entries(sight, asked),
        searched_subjects=bool(sight.reads_subjects),
        searched_all=sight.reads_all,
    )


def searches_people(actor: Actor) -> bool:
    """Whether a search of this actor looks through people whom others reported: it then asks for a purpose."""
    return bool(may(actor, Permission.SUBJECT_READ) or may(actor, Permission.REPORT_READ_ALL))


def place_of(actor: Actor, ref: str) -> Place | None:
    """Where a reference leads, if the thing is this actor's to see. Absent and forbidden are the same None."""
    sight = Sight(actor)
    for look in (_report, _subject, _register):
        if (found := look(sight, ref)) is not None:
            return found
    return None


def _report(sight: Sight, ref: str) -> Place | None:
    """A report, or something that stands on one."""
    visible = visible_reports(sight.actor)
    found = ""
    if ref.startswith("R-"):
        found = ref if is_readable(sight, ref) else ""
    elif ref.startswith("N-"):
        found = reports_behind(sight, ref)
    elif ref.startswith("K-") and sight.sees_people:
        found = _first(MentionedVehicle.everywhere.filter(ref=ref, report__in=visible), "report__ref")
    elif ref.startswith("C-"):
        found = _first(CorrectionRequest.everywhere.filter(ref=ref, report__in=visible), "report__ref")
    elif ref.startswith("E-"):
        found = _first(Evidence.everywhere.filter(ref=ref, report__in=visible), "report__ref")
    return Place("report", found) if found else None


def _subject(sight: Sight, ref: str) -> Place | None:
    """A subject, or a fact, a judgement, a merge or a recognition of one."""
    if sight.subjects is None:
        return None
    found = _first(sight.subjects.filter(ref=ref), "ref")
    owned: dict[str, QuerySet[Any]] = {
        "F-": Fact.everywhere.filter(subject__in=sight.subjects),
        "J-": Judgement.everywhere.filter(subject__in=sight.subjects),
        "H-": Recognition.everywhere.filter(subject__in=sight.subjects),
    }
    if ref.startswith("L-"):
        found = _first(Merge.everywhere.filter(keeper__in=sight.subjects, ref=ref), "keeper__ref")
    elif ref[:2] in owned:
        found = _first(owned[ref[:2]].filter(ref=ref), "subject__ref")
    return Place("subject", found) if found else None


def _register(sight: Sight, ref: str) -> Place | None:
    """Premises and members, for those who may open their pages."""
    actor = sight.actor
    if ref.startswith("P-"):
        rows = Premises.everywhere.filter(partnership_id=actor.partnership_id, ref=ref)
        if may(actor, Permission.FIGURES_ALL):
            found = _first(rows, "ref")
        elif may(actor, Permission.FIGURES_PREMISES):
            found = _first(rows.filter(pk__in=actor.premises), "ref")
        else:
            found = ""
        if found:
            return Place("premises", found)
    if not may(actor, Permission.MEMBERS_VIEW):
        return None
    members = Organisation.everywhere.filter(partnership_id=actor.partnership_id)
    found = _first(members.filter(ref=ref), "ref") or _first(members.filter(premises__ref=ref), "ref")
    return Place("organisation", found) if found else None


def _first(rows: QuerySet[Any], column: str) -> str:
    return str(rows.values_list(column, flat=True).first() or "")
