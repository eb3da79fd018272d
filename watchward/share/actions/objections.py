"""The person objects: nobody is shown them from that moment, until somebody answers with reasons (S-03)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.assess.queries.subjects import get_subject
from watchward.collect.queries.kept_away import known_subjects
from watchward.kit.errors import NotFound, Refused
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record
from watchward.share.models import Objection
from watchward.share.queries.disclosures import open_objection

MISSING = "There is no such objection, or it was answered meanwhile. Open the subject again."


class CannotObject(Refused):
    """Nothing was written; the text says why."""


@transaction.atomic
def record_objection(*, actor: Actor, subject_ref: str, words: str, now: datetime | None = None) -> Objection:
    """Write down that somebody objects to being shown. It freezes every disclosure about them at once."""
    require(actor, Permission.DISCLOSE)
    subject = get_subject(actor, subject_ref)
    if open_objection(subject) is not None:
        raise CannotObject("An objection waits for its answer already, so they are hidden.")
    one = Objection.everywhere.create(
        subject=subject,
        partnership_id=subject.partnership_id,
        words=_said(words, "Write what they object to, in their words as far as you can."),
        recorded_at=now or timezone.now(),
        recorded_by_id=actor.account_id,
    )
    record("objection.recorded", actor=actor, ref=f"objection/{one.ref}", detail={"subject": subject.ref})
    return one


@transaction.atomic
def answer_objection(
    *, actor: Actor, ref: str, is_upheld: bool, because: str, now: datetime | None = None
) -> Objection:
    """Uphold it, and they stay hidden; or write the compelling reasons why they may be shown again."""
    require(actor, Permission.DISCLOSURE_APPROVE)
    rows = Objection.everywhere.select_for_update(of=("self",)).select_related("subject")
    one = rows.filter(partnership_id=actor.partnership_id, ref=ref, decided_at__isnull=True).first()
    if one is None or one.subject_id in known_subjects(actor):
        raise NotFound(MISSING)
    one.because = _said(because, "Write the reasons; the person gets them in writing.")
    one.is_upheld, one.decided_at, one.decided_by_id = is_upheld, now or timezone.now(), actor.account_id
    one.save(update_fields=["because", "is_upheld", "decided_at", "decided_by"])
    detail = {"subject": one.subject.ref, "upheld": is_upheld}
    record("objection.answered", actor=actor, ref=f"objection/{one.ref}", detail=detail)
    return one


def _said(words: str, sorry: str) -> str:
    flat = " ".join(words.split())
    if not flat:
        raise CannotObject(sorry)
    return flat[:400]
