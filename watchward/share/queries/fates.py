"""What decides about many subjects at once whether they may be shown: a fixed number of questions, however many."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Q
from django.utils import timezone

from watchward.assess.choices import FactKind, Verdict
from watchward.assess.models import AgeEstimate, Fact, Judgement, Subject
from watchward.assess.rules.subjects import Said, possible_minor
from watchward.share.models import Objection
from watchward.share.rules.members_view import ALLOWED, Known
from watchward.share.rules.reach import Area
from watchward.share.rules.showing import Fate

MOST_MERGES = 20  # a merge of a merge of a merge; the edge is empty long before


@dataclass(slots=True)
class Cluster:
    """A subject and all that was merged into it (P-07)."""

    keeper: Subject
    members: list[Subject] = field(default_factory=list)


def clusters_of(subjects: Iterable[Subject]) -> dict[int, Cluster]:
    """Each of these subjects with everything that was merged into it."""
    found = {one.pk: Cluster(one, [one]) for one in subjects}
    keeper = {pk: pk for pk in found}
    edge = list(found)
    for _ in range(MOST_MERGES):
        merged = list(Subject.everywhere.filter(merged_into_id__in=edge)) if edge else []
        edge = []
        for one in merged:
            if one.pk not in keeper and one.merged_into_id in keeper:
                keeper[one.pk] = keeper[one.merged_into_id]
                found[keeper[one.pk]].members.append(one)
                edge.append(one.pk)
    return found


def fates_of(clusters: Mapping[int, Cluster], today: date) -> dict[int, Fate]:
    """What decides about each, by the id of its keeper. One mark anywhere in a cluster counts for all of it."""
    ids = _all_ids(clusters)
    estimates: dict[int, dict[int, Said]] = defaultdict(dict)
    rows = AgeEstimate.everywhere.filter(subject_id__in=ids).order_by("id")
    for subject_id, by, looks in rows.values_list("subject_id", "estimated_by_id", "looks"):
        estimates[subject_id][by] = Said(by, looks)
    stands = Q(decided_at__isnull=True) | Q(is_upheld=True)
    objected = set(Objection.everywhere.filter(stands, subject_id__in=ids).values_list("subject_id", flat=True))
    return {pk: _fate(cluster, estimates, objected, today) for pk, cluster in clusters.items()}


def facts_of(clusters: Mapping[int, Cluster]) -> dict[int, list[Fact]]:
    """Facts in force that the members' view asks for: its own kinds, and outcomes for the right noun (G-07, G-13)."""
    keeper = _keepers(clusters)
    rows = Fact.everywhere.filter(
        subject_id__in=list(keeper), withdrawn_at__isnull=True, kind__in=[*ALLOWED, FactKind.OUTCOME]
    )
    found: dict[int, list[Fact]] = defaultdict(list)
    for one in rows.order_by("said_on", "id"):
        found[keeper[one.subject_id]].append(one)
    return found


@dataclass(slots=True)
class Places:
    """Where and when somebody was reported."""

    area: Area
    zones: tuple[str, ...]
    last_on: date | None


def places_of(clusters: Mapping[int, Cluster]) -> dict[int, Places]:
    """Where each operates: the places of the reports in which they were judged to be (G-11)."""
    keeper = _keepers(clusters)
    rows = (
        Judgement.everywhere.filter(subject_id__in=list(keeper), is_current=True, verdict=Verdict.SAME)
        .values_list(
            "subject_id", "mention__report__premises_id", "mention__report__premises__zone_id",
            "mention__report__premises__zone__name",
        )
        .annotate(last=Max("mention__report__happened_at"))
        .order_by("-last")
    )  # fmt: skip
    seen: dict[int, list[tuple[int, int | None, str | None, date]]] = defaultdict(list)
    for subject, premises, zone, name, last in rows:
        seen[keeper[subject]].append((premises, zone, name, timezone.localdate(last)))
    return {pk: _places(seen.get(pk, [])) for pk in clusters}


def known_of(cluster: Cluster, places: Places) -> Known:
    """What the members' view needs beside facts."""
    return Known(_born_on(cluster), places.zones, places.last_on)


def _places(rows: Collection[tuple[int, int | None, str | None, date]]) -> Places:
    area = Area(
        frozenset(zone for _premises, zone, _name, _last in rows if zone),
        frozenset(premises for premises, _zone, _name, _last in rows),
    )
    names = tuple(dict.fromkeys(name for _premises, _zone, name, _last in rows if name))
    return Places(area, names, max((last for *_rest, last in rows), default=None))


def _fate(
    cluster: Cluster, estimates: Mapping[int, Mapping[int, Said]], objected: Collection[int], today: date
) -> Fate:
    said: dict[int, Said] = {}
    for one in cluster.members:
        said |= estimates.get(one.pk, {})
    return Fate(
        state=cluster.keeper.state,
        is_merged=cluster.keeper.merged_into_id is not None,
        is_vulnerable=any(one.is_vulnerable for one in cluster.members),
        may_be_minor=bool(possible_minor(_born_on(cluster), list(said.values()), today)),
        # A canary is shown to nobody, for a reason that other records have too: it must not tell what it is.
        has_objected=any(one.pk in objected or one.is_nobody for one in cluster.members),
    )


def _born_on(cluster: Cluster) -> date | None:
    """The youngest said of any part of the cluster: the careful answer."""
    return max((one.born_on for one in cluster.members if one.born_on), default=None)


def _all_ids(clusters: Mapping[int, Cluster]) -> list[int]:
    return list(_keepers(clusters))


def _keepers(clusters: Mapping[int, Cluster]) -> dict[int, int]:
    return {one.pk: pk for pk, cluster in clusters.items() for one in cluster.members}
