"""Make and end the secret addresses of one's own feeds."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.partners.choices import FeedKind
from watchward.partners.models import FeedKey
from watchward.partners.queries.feeds import own_feeds
from watchward.partners.rules.feeds import LIFETIME, MOST, digest_of, new_token
from watchward.policy import Actor, Permission, Remedy, Standing, require
from watchward.records.ledger import record

MISSING = "There is no such feed among yours. Go back to your feeds."


@transaction.atomic
def make_feed(*, actor: Actor, kind: str, now: datetime | None = None) -> tuple[FeedKey, str]:
    """Open a feed for oneself. Returns it and the secret part of its address, which is shown once.

    The feed shows what its person may read at the moment of each request, by as many factors as made it.
    """
    _require(actor, kind)
    moment = now or timezone.now()
    if own_feeds(actor, moment).count() >= MOST:
        raise Refused(f"You have {MOST} open feeds, which is the most. End one that you no longer use.")
    token = new_token()
    key = FeedKey.everywhere.create(
        membership_id=actor.membership_id,
        kind=kind,
        digest=digest_of(token),
        has_second_step=actor.has_second_factor,
        created_at=moment,
        expires_at=moment + LIFETIME,
    )
    record("feed.opened", actor=actor, ref=f"feed/{key.ref}", detail={"kind": kind})
    return key, token


@transaction.atomic
def end_feed(*, actor: Actor, ref: str, now: datetime | None = None) -> None:
    """The address opens nothing any more."""
    key = own_feeds(actor, now).select_for_update(of=("self",)).filter(ref=ref).first()
    if key is None:
        raise NotFound(MISSING)
    key.revoked_at, key.revoked_by_id = now or timezone.now(), actor.account_id
    key.save(update_fields=["revoked_at", "revoked_by"])
    record("feed.closed", actor=actor, ref=f"feed/{key.ref}")


def _require(actor: Actor, kind: str) -> None:
    if kind not in FeedKind.values:
        raise Refused("Pick a calendar or bulletins.")
    if actor.standing in {Standing.ADMISSION, Standing.SUSPENDED}:
        raise NotPermitted(f"Your access is {actor.standing}, so you cannot open a feed now.", Remedy.PROMISES)
    if kind == FeedKind.BULLETINS:
        require(actor, Permission.BULLETIN_READ)
