"""Say why, before somebody is looked up."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import Refused
from watchward.partners.models import StatedPurpose
from watchward.policy import Actor
from watchward.policy.purposes import Purpose, check_purpose
from watchward.records.ledger import record


class CannotTakePurpose(Refused):
    """The purpose was not taken; the text says what is missing."""


@transaction.atomic
def give_purpose(
    *, actor: Actor, kind: str, reference: str = "", words: str = "", now: datetime | None = None
) -> Purpose:
    """Take a purpose for the next quarter of an hour. The ledger gets its kind and reference, never the words."""
    reference = reference.strip().upper()
    if not (decision := check_purpose(kind, reference, words)):
        raise CannotTakePurpose(decision.because)
    given = StatedPurpose.everywhere.create(
        partnership_id=actor.partnership_id,
        kind=kind,
        reference=reference,
        words=words.strip(),
        given_at=now or timezone.now(),
        given_by_id=actor.account_id,
    )
    detail = {"purpose": kind, "reference": reference}
    record("search.purpose_given", actor=actor, ref=f"purpose/{given.ref}", detail=detail)
    return Purpose(kind, reference, given.given_at)
