"""A person's own feeds, and whose feed an address is."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.partners.models import FeedKey
from watchward.partners.queries.actors import Seat, seats_of
from watchward.partners.rules.feeds import digest_of
from watchward.policy import Actor, Standing

CLOSED = "Nothing is read at this address, or not any more. Make a new one on the page of your account."
FACE = "feed"


def own_feeds(actor: Actor, now: datetime | None = None) -> QuerySet[FeedKey]:
    """The open feeds of this person in this partnership, newest first."""
    return FeedKey.everywhere.filter(
        membership_id=actor.membership_id,
        membership__account_id=actor.account_id,
        revoked_at__isnull=True,
        expires_at__gt=now or timezone.now(),
    ).order_by("-created_at", "-id")


def seat_of_feed(kind: str, token: str, now: datetime | None = None) -> Seat:
    """The place of the person whose feed this is, with what they may do at this moment.

    Built anew for each request: whoever was suspended, lost a role or left reads nothing more by an address that they
    kept. Unknown, ended and foreign addresses give the same answer. Raises: NotFound.
    """
    moment = now or timezone.now()
    keys = FeedKey.everywhere.filter(
        digest=digest_of(token), kind=kind, revoked_at__isnull=True, expires_at__gt=moment,
        membership__ended_at__isnull=True, membership__account__is_active=True,
    )  # fmt: skip
    key = keys.select_related("membership__account").first()
    if key is None:
        raise NotFound(CLOSED)
    seats = seats_of(
        key.membership.account,
        has_second_factor=key.has_second_step,
        is_recently_confirmed=False,
        face=FACE,
        now=moment,
    )
    seat = next((one for one in seats if one.actor.membership_id == key.membership_id), None)
    if seat is None or seat.actor.standing in {Standing.ADMISSION, Standing.SUSPENDED}:
        raise NotFound(CLOSED)
    return seat
