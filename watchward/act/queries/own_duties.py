"""Where one officer stands, for their own calendar."""

from datetime import datetime, timedelta

from django.utils import timezone

from watchward.act.models import Deployment
from watchward.kit.calendars import Entry
from watchward.policy import Actor, Permission, may

PAST = timedelta(days=30)


def own_duties(actor: Actor, now: datetime | None = None) -> list[Entry]:
    """The deployments of this person, without what they are for: a calendar lies open on many a telephone."""
    if not may(actor, Permission.DEPLOYMENT_READ):
        return []
    rows = Deployment.everywhere.filter(
        membership_id=actor.membership_id, partnership_id=actor.partnership_id, cancelled_at__isnull=True,
        ends_at__gte=(now or timezone.now()) - PAST,
    )  # fmt: skip
    return [
        Entry(
            uid=f"deployment-{one.ref}",
            day=one.starts_at.date(),
            title=f"On duty: {one.premises.name}",
            page="deployment",
            ref=one.ref,
            place=one.premises.address,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
        )
        for one in rows.select_related("premises").order_by("starts_at", "id")
    ]
