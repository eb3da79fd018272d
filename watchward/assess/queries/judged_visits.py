"""People in reports, and the visits in which a person judged who was there: of what network and rankings are made.

Subjects that the reader is kept away from are nowhere, as if they had been in no report; records about nobody count
nowhere, and one visit that was reported twice counts once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import FilteredRelation, Q

from watchward.assess.choices import Verdict
from watchward.assess.queries.subjects import visible_subjects
from watchward.collect.models import MentionedPerson
from watchward.collect.queries.decoys import without_decoys
from watchward.collect.queries.reports import visible_reports
from watchward.partners.models import Organisation, Premises
from watchward.patterns.visits import SAME_VISIT_MINUTES
from watchward.policy import Actor


class Mention(NamedTuple):
    """Somebody in a report. `subject`: who that is after all merges, "" where nobody judged it yet. A tuple, since
    there may be a hundred thousand of them."""

    report: int
    kind: str
    at: datetime
    hour: int  # of the week, by the clock of the place: Monday 00:00 is 0
    premises: int
    organisation: int
    reporter: int | None
    age_band: str
    subject: str


class JudgedVisit(NamedTuple):
    """A subject in one visit; `visit` is the same for every report of it."""

    visit: int
    mention: Mention


class People(NamedTuple):
    """Subjects whom the reader may know. `keeper`: the reference of who stands for each id after all merges; `parts`:
    all ids of each such reference; `own`: its own id."""

    keeper: dict[int, str]
    parts: dict[str, list[int]]
    own: dict[str, int]


def known_people(actor: Actor) -> People:
    """Without those from whom the reader keeps away, and without records about nobody, merged ones too.

    Raises: NotPermitted: who may not read subjects.
    """
    rows = visible_subjects(actor).values_list("pk", "ref", "merged_into_id", "is_nobody")
    known = {pk: (ref, above, is_nobody) for pk, ref, above, is_nobody in rows}
    top = {pk: found for pk in known if (found := _top(known, pk)) is not None}
    nobody = {at for pk, at in top.items() if known[pk][2]}
    keeper = {pk: known[at][0] for pk, at in top.items() if at not in nobody}
    parts: dict[str, list[int]] = {}
    for pk, ref in keeper.items():
        parts.setdefault(ref, []).append(pk)
    return People(keeper, parts, {ref: pk for pk, ref in keeper.items() if top[pk] == pk})


def _top(known: Mapping[int, tuple[str, int | None, bool]], pk: int) -> int | None:
    """Who stands for this id after all merges; None where that is not for the reader."""
    at = pk
    while at in known:
        above = known[at][1]
        if above is None:
            return at
        at = above
    return None


def mentions_since(actor: Actor, people: People, since: datetime, *, judged_only: bool = False) -> list[Mention]:
    """Everybody in the reports that the reader may read and that count, the oldest report first."""
    rows = MentionedPerson.everywhere.annotate(
        same=FilteredRelation(
            "judgements", condition=Q(judgements__is_current=True, judgements__verdict=Verdict.SAME)
        )
    ).filter(report__in=without_decoys(visible_reports(actor)).filter(happened_at__gte=since))  # fmt: skip
    if judged_only:
        rows = rows.filter(same__isnull=False)
    told = rows.order_by("report__happened_at", "pk").values_list(
        "report_id", "report__kind", "report__happened_at", "report__hour_of_week", "report__premises_id",
        "report__organisation_id", "report__reporter_id", "age_band", "same__subject_id",
    )  # fmt: skip
    keeper = people.keeper
    return [Mention(*row[:-1], keeper[row[-1]] if row[-1] else "") for row in told if not row[-1] or row[-1] in keeper]


def judged_visits(mentions: Iterable[Mention]) -> list[JudgedVisit]:
    """Each subject once in each visit. The oldest mention comes first, as `mentions_since` has them: reports of one
    place, at most half an hour after the first of them, tell of one visit (as `patterns.visits.collapse` folds them).
    """
    within = timedelta(minutes=SAME_VISIT_MINUTES)
    last: dict[int, tuple[datetime, int]] = {}  # of each premises: when the visit began, and its first report
    found: dict[tuple[int, str], JudgedVisit] = {}
    for one in mentions:
        if not one.subject:
            continue
        visit = last.get(one.premises)
        if visit is None or one.at - visit[0] > within:
            visit = last[one.premises] = (one.at, one.report)
        key = (visit[1], one.subject)
        if key not in found:
            found[key] = JudgedVisit(visit[1], one)
    return list(found.values())


def zones_of(actor: Actor) -> dict[int, str]:
    """The zone of each premises of the partnership, "" where it has none."""
    rows = Premises.everywhere.filter(partnership_id=actor.partnership_id).values_list("pk", "zone__name")
    return {pk: zone or "" for pk, zone in rows}


def names_of_members(actor: Actor) -> dict[int, str]:
    """What each member organisation of the partnership is called."""
    return dict(Organisation.everywhere.filter(partnership_id=actor.partnership_id).values_list("pk", "name"))
