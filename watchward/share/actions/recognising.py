"""“I know this person”: from the gallery of the unknown to a recognition on the subject (P-02)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.assess.actions.judgements import recognise
from watchward.assess.models import Recognition
from watchward.kit.errors import NotFound
from watchward.policy import Actor, Permission, require
from watchward.share.choices import Shelf
from watchward.share.queries.gallery import MISSING, get_disclosure_shown, viewer_of


@transaction.atomic
def say_who_it_is(
    *, actor: Actor, ref: str, said: str, knows_from: str, was_told_a_name: bool, now: datetime | None = None
) -> Recognition:
    """Say who somebody in “Who is this?” is. What others said is shown to nobody who has still to answer.

    Raises: NotFound for an entry that is not shown to this actor now; what `recognise` refuses.
    """
    require(actor, Permission.SUBJECT_RECOGNISE)
    moment = now or timezone.now()
    disclosure, _cluster = get_disclosure_shown(viewer_of(actor), moment, ref=ref)
    if disclosure.shelf != Shelf.UNKNOWN:
        raise NotFound(MISSING)
    picture = disclosure.pictures.select_related("evidence").order_by("place").first()
    return recognise(
        actor=actor,
        subject=disclosure.subject,
        evidence=picture.evidence if picture else None,
        said=said,
        knows_from=knows_from,
        was_told_a_name=was_told_a_name,
        now=moment,
    )
