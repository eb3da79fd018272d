"""When each place last reported: a date for the office, never what was said."""

from collections import defaultdict
from datetime import datetime

from django.db.models import OuterRef, Subquery

from watchward.collect.models import Report
from watchward.collect.queries.decoys import without_decoys
from watchward.partners.models import Premises
from watchward.policy import Actor, Permission, require


def last_reports(actor: Actor) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """(by organisation id, by premises id): the newest report's time; who never reported is missing.

    One index entry is read for each place, however many reports there are.
    """
    require(actor, Permission.MEMBERS_VIEW)
    newest = without_decoys(Report.everywhere.filter(premises=OuterRef("pk"))).order_by("-happened_at", "-id")
    places = Premises.everywhere.filter(partnership_id=actor.partnership_id)
    rows = places.annotate(last=Subquery(newest.values("happened_at")[:1])).values_list("organisation_id", "pk", "last")
    by_organisation: dict[int, list[datetime]] = defaultdict(list)
    by_place: dict[int, datetime] = {}
    for organisation_id, premises_id, last in rows:
        if last is not None:
            by_place[premises_id] = last
            by_organisation[organisation_id].append(last)
    return {one: max(times) for one, times in by_organisation.items()}, by_place
