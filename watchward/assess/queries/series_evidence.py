"""Reports laid out as incidents for the series engine, what people judged of them, and what it proposes, as ids."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from watchward.assess.choices import CaseState, Verdict
from watchward.assess.models import CaseReport, Judgement, SetApart
from watchward.assess.queries.subjects import keeper_of
from watchward.collect.models import Report
from watchward.identify.series.card import shipped
from watchward.identify.series.find import OTHERS, Link, find
from watchward.identify.series.incidents import Incident
from watchward.identify.series.reading import Degrees, flat
from watchward.kit.lists import load
from watchward.kit.wording import stems

FIELDS: Final = {
    "kind": "What happened", "method": "How", "goods": "What for", "vehicle": "Vehicle", "marks": "Marks",
    "premises": "Premises", "known person": "Known person", "place": "Distance", "gap": "Time between",
    "hour": "Time of day", OTHERS: "Other reports",
}  # fmt: skip
TELLING: Final = frozenset({"method", "goods", "vehicle", "marks", "known person"})
LEAST_TELLING: Final = 0.5  # bits
NOWHERE: Final = (math.nan, math.nan)
SECONDS: Final = 3600.0  # of an hour


def weighed(reports: Sequence[Report], zone: ZoneInfo) -> list[dict[str, Any]]:
    """What is proposed among these: visits, each with the ids of its reports (several where one visit was reported
    more than once), and ties as (place of a visit, place of another, chance, reasons), the strongest first.

    Left out is what tells a reader nothing: reports of one open case, reports of one known person, and reports that
    have nothing in common but place, time and kind of incident.
    """
    ids = [one.pk for one in reports]
    cases = _cases(ids)
    same = [(str(many[0]), str(other)) for many in cases.values() for other in many[1:]]
    known = _known_people(ids)
    found = find(_incidents(reports, zone, known), shipped(), same=same, different=_apart(ids))
    proposed = []
    for one in found.series:
        visits = [[int(told) for told in found.folded[ref]] for ref in one.refs]
        members = {told for visit in visits for told in visit}
        if any(members <= set(many) for many in [*cases.values(), *known.values()]) or not _tells(one.links):
            continue
        place = {ref: at for at, ref in enumerate(one.refs)}
        ties = [(place[tie.one], place[tie.other], round(tie.chance, 3), _reasons(tie)) for tie in one.links]
        proposed.append({"visits": visits, "ties": ties})
    return proposed


def _reasons(tie: Link) -> list[tuple[str, str, float]]:
    return [
        (FIELDS[one.factor], one.words.partition(": ")[2] or one.words, round(one.bits, 1))
        for one in tie.reasons
        if abs(one.bits) >= 0.05
    ]


def _tells(ties: Sequence[Link]) -> bool:
    return any(one.factor in TELLING and one.bits >= LEAST_TELLING for tie in ties for one in tie.reasons)


def _incidents(reports: Sequence[Report], zone: ZoneInfo, known: Mapping[str, Sequence[int]]) -> list[Incident]:
    codes = _codes([one.pk for one in reports])
    for person, seen in known.items():
        for pk in seen:
            codes[pk]["known person"].add(person)
    places = flat([
        Degrees(float(one.premises.latitude), float(one.premises.longitude))
        if one.premises.latitude is not None and one.premises.longitude is not None
        else NOWHERE
        for one in reports
    ])  # fmt: skip
    made = []
    for one, (x, y) in zip(reports, places, strict=True):
        start = _hours(one.happened_at, zone)
        end = max(start, _hours(one.happened_until, zone)) if one.happened_until else start
        said = codes[one.pk]
        said["kind"].add(_label("incident_types", one.kind))
        if one.premises.latitude is None or one.premises.longitude is None:  # else the distance says it
            said["premises"].add(one.premises.name)
        made.append(Incident(str(one.pk), start, end, x, y, {name: frozenset(many) for name, many in said.items()}))
    return made


def _hours(moment: datetime, zone: ZoneInfo) -> float:
    """Hours of the clock on the wall: what repeats is the hour that people live by."""
    return moment.astimezone(zone).replace(tzinfo=UTC).timestamp() / SECONDS


def _codes(ids: Collection[int]) -> dict[int, dict[str, set[str]]]:
    """What the reports say, by field. Sex and ethnicity as perceived are never read (G-14)."""
    said: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = Report.everywhere.filter(pk__in=ids)
    for pk, methods, marks in rows.filter(people__isnull=False).values_list("pk", "people__methods", "people__marks"):
        said[pk]["method"] |= {_label("modus_operandi", one) for one in methods or ()}
        said[pk]["marks"] |= set(stems(marks or ""))
    for pk, goods in rows.filter(goods__isnull=False).values_list("pk", "goods__goods"):
        said[pk]["goods"].add(_label("goods", goods))
    for pk, registration in rows.filter(vehicles__isnull=False).values_list("pk", "vehicles__registration"):
        if registration:
            said[pk]["vehicle"].add(registration)
    return said


def _known_people(ids: Collection[int]) -> dict[str, list[int]]:
    """Reference of a subject -> ids of the reports in which they were judged to be."""
    judged = Judgement.everywhere.filter(mention__report_id__in=ids, is_current=True, verdict=Verdict.SAME)
    found: dict[str, list[int]] = defaultdict(list)
    for one in judged.select_related("mention", "subject__merged_into__merged_into"):
        found[keeper_of(one.subject).ref].append(one.mention.report_id)
    return found


def _label(list_id: str, entry: str) -> str:
    known = load(list_id)
    return known.label(entry) if entry in known else entry


def _cases(ids: Collection[int]) -> dict[int, list[int]]:
    """Case id -> ids of its reports, of cases that are not closed."""
    rows = CaseReport.everywhere.filter(report_id__in=ids, unlinked_at__isnull=True)
    found: dict[int, list[int]] = defaultdict(list)
    for case, report in rows.exclude(case__state=CaseState.CLOSED).values_list("case_id", "report_id"):
        found[case].append(report)
    return found


def _apart(ids: Collection[int]) -> list[tuple[str, str]]:
    rows = SetApart.everywhere.filter(one_id__in=ids, other_id__in=ids, taken_back_at__isnull=True)
    return [(str(one), str(other)) for one, other in rows.values_list("one_id", "other_id")]
