"""Bulletins that an actor may read: the audience, the dates and the withdrawal stand inside the query."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.partners.choices import ID_BY_ROLE
from watchward.policy import Actor, Permission, may, require
from watchward.share.choices import Audience
from watchward.share.models import Addressee, Bulletin
from watchward.share.rules.audience import works_for_all

MISSING = "There is no such bulletin, or it is over, or it is not for you. Go back to the bulletins."


def visible_bulletins(actor: Actor, now: datetime | None = None) -> QuerySet[Bulletin]:
    """What is published, not yet over, not withdrawn, and for this person, newest first.

    Raises: NotPermitted: whoever may not read bulletins at all now, as somebody suspended.
    """
    require(actor, Permission.BULLETIN_READ)
    moment = now or timezone.now()
    rows = Bulletin.everywhere.filter(
        partnership_id=actor.partnership_id,
        published_at__isnull=False,
        withdrawn_at__isnull=True,
        publishes_at__lte=moment,
        expires_at__gt=moment,
    )
    return rows.filter(_for(actor)).order_by("-publishes_at", "-id")


def _for(actor: Actor) -> Q:
    """The same as `rules.audience.reaches`, for the database."""
    if may(actor, Permission.BULLETIN_WRITE):
        return Q()
    here = Q(role__in=[ID_BY_ROLE[role] for role in actor.roles])
    if not works_for_all(actor):
        here |= Q(zone__in=actor.zones) | Q(watch__in=actor.watches)
    named = Q(Exists(Addressee.everywhere.filter(here, bulletin=OuterRef("pk"))))
    everybody = Q(audience=Audience.EVERYBODY)
    if works_for_all(actor):
        everybody |= Q(audience__in=[Audience.ZONES, Audience.WATCHES])
    return everybody | named


def get_bulletin(actor: Actor, ref: str, now: datetime | None = None) -> Bulletin:
    """One bulletin to read; whoever writes them also reads drafts and what is over. Missing and forbidden are one."""
    if may(actor, Permission.BULLETIN_WRITE):
        rows = Bulletin.everywhere.filter(partnership_id=actor.partnership_id)
    else:
        rows = visible_bulletins(actor, now)
    found = rows.filter(ref=ref).select_related("partnership", "written_by").first()
    if found is None:
        raise NotFound(MISSING)
    return found
