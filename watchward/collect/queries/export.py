"""Reports as rows of a table, a thousand at a time, for a file that leaves the house."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from watchward.collect.choices import Form, Origin
from watchward.collect.models import Report
from watchward.collect.queries.decoys import without_decoys
from watchward.collect.queries.reports import ReportFilter, narrowed, visible_reports
from watchward.collect.rules.importing import own_reference
from watchward.partners.queries.governance import people_may_be_shown
from watchward.partners.queries.lists import kinds_under, list_of
from watchward.policy import Actor, Decision, Permission, may

CHUNK = 1000
FACTS = (
    "Reference", "Member's own reference", "Form", "Kind", "Kind in words", "Premises", "Member", "Happened from",
    "Happened until", "Told", "Loss", "Recovered", "Danger", "Injury", "Weapon", "Abuse", "Hate", "Police reference",
    "Origin",
)  # fmt: skip
PEOPLE = ("What happened", "People", "Vehicles", "Added later")


@dataclass(frozen=True, slots=True)
class ExportFilter(ReportFilter):
    """The filter of the list on the screen. `people`: also what was said of them."""

    people: bool = False

    def on_record(self) -> dict[str, str | bool]:
        """What was asked for, without what was left open; no personal data."""
        said = {name: one.isoformat() if isinstance(one, datetime) else one for name, one in asdict(self).items()}
        return {name: one for name, one in said.items() if one} | {"people": self.people}


def may_export_people(actor: Actor, today: date) -> Decision:
    """Words about people leave only with who may read all reports, and only past the gate of G-01."""
    if not (reads := may(actor, Permission.REPORT_READ_ALL)):
        return reads
    if not people_may_be_shown(actor.partnership_id, today):
        return Decision(False, "What was said of people stays here until the governance checklist is complete (G-01).")
    return Decision(True, "The governance checklist is complete.")


def exported(actor: Actor, narrow: ExportFilter) -> QuerySet[Report]:
    """The reports that the file will hold."""
    rows = narrowed(without_decoys(visible_reports(actor)), narrow, actor)
    return rows.filter(kind__in=kinds_under(narrow.kind, [actor.partnership_id])) if narrow.kind else rows


def export_header(narrow: ExportFilter) -> Sequence[str]:
    """The names of the columns."""
    return FACTS + PEOPLE if narrow.people else FACTS


def export_rows(actor: Actor, narrow: ExportFilter, last_id: int) -> Iterator[Sequence[object]]:
    """The rows in the order in which they were told, up to the report with the key `last_id`."""
    labels = {entry.id: entry.label for entry in list_of(actor.partnership_id, "incident_types").entries}
    rows = exported(actor, narrow).select_related("premises", "organisation", "partnership").order_by("id")
    if narrow.people:
        rows = rows.prefetch_related("people", "vehicles", "addenda")
    after = 0
    while part := list(rows.filter(id__gt=after, id__lte=last_id)[:CHUNK]):
        after = part[-1].pk
        for report in part:
            facts = _facts(report, labels.get(report.kind, report.kind), report.partnership.zone_info)
            yield (*facts, *_people(report)) if narrow.people else facts


def _facts(report: Report, label: str, zone: ZoneInfo) -> tuple[object, ...]:
    flags = (report.is_danger, report.has_injury, report.has_weapon, report.has_abuse, report.is_hate)
    return (
        report.ref,
        own_reference(report.source_key),
        Form(report.form).label,
        report.kind,
        label,
        report.premises.name,
        report.organisation.name,
        _local(report.happened_at, zone),
        _local(report.happened_until, zone),
        _local(report.told_at, zone),
        _pounds(report.loss_pence),
        _pounds(report.recovered_pence),
        *("yes" if flag else "no" for flag in flags),
        report.police_reference,
        Origin(report.origin).label,
    )


def _people(report: Report) -> tuple[object, ...]:
    people = [
        ", ".join(filter(None, [one.name, one.alias, one.sex_appearance, one.age_band, one.build, one.hair, one.marks,
                                *map(str, one.clothing)]))
        for one in report.people.all()
    ]  # fmt: skip
    vehicles = [
        " ".join(filter(None, [one.registration, one.colour, one.make, one.kind, one.note]))
        for one in report.vehicles.all()
    ]
    added = [one.text for one in report.addenda.all()]
    return report.narrative, "; ".join(people), "; ".join(vehicles), "\n\n".join(added)


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The wall clock of the partnership to the minute, without its zone, as tables have it."""
    return None if at is None else at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)


def _pounds(pence: int | None) -> Decimal | None:
    return None if pence is None else Decimal(pence).scaleb(-2)
