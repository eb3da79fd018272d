"""The purposes that somebody gave and that still count."""

from datetime import datetime

from watchward.partners.models import StatedPurpose
from watchward.policy import Actor
from watchward.policy.purposes import HOLDS_FOR, Purpose


def purpose_in_force(actor: Actor, kind: str, reference: str, words: str, now: datetime) -> Purpose | None:
    """The same purpose, if this account gave it here within the last quarter of an hour: it is not asked for twice."""
    rows = StatedPurpose.everywhere.filter(
        partnership_id=actor.partnership_id, given_by_id=actor.account_id, given_at__gt=now - HOLDS_FOR,
        kind=kind, reference=reference.strip().upper(), words=words.strip(),
    )  # fmt: skip
    given = rows.order_by("-given_at").first()
    return Purpose(given.kind, given.reference, given.given_at) if given else None
