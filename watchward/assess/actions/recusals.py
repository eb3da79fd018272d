"""I know this person: keep away from their record, and be released by somebody else."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.assess.models import Subject
from watchward.assess.queries.subjects import cluster_ids, get_subject, keeper_of
from watchward.collect.queries.reports import get_report
from watchward.kit.errors import NotFound, Refused
from watchward.partners.models import Membership, Recusal
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import Entry, record, record_many


class CannotRecuse(Refused):
    """Nothing was written."""


class CannotRelease(Refused):
    """The recusal stays."""


@transaction.atomic
def declare_recusal(*, actor: Actor, about: str, now: datetime | None = None) -> list[Recusal]:
    """Say that one knows in private whom a record is about. It closes at once, with everything merged with it."""
    refs = [one for one in _all_of(actor, about) if not actor.is_recused(one)]
    if not refs:
        raise CannotRecuse("You keep away from this record already.")
    moment = now or timezone.now()
    membership = Membership.everywhere.select_for_update().get(pk=actor.membership_id)
    kept = [
        Recusal.everywhere.create(
            membership=membership, about=one, declared_at=moment, declared_by_id=actor.account_id
        )
        for one in refs
    ]  # fmt: skip
    Membership.everywhere.filter(pk=membership.pk).update(has_recusals=True)
    record_many([Entry("recusal.declared", one.about, {"recusal": one.ref}) for one in kept], actor=actor)
    return kept


@transaction.atomic
def release_recusal(*, actor: Actor, ref: str, now: datetime | None = None) -> Recusal:
    """Another coordinator lets somebody back to a record."""
    require(actor, Permission.MEMBERS_MANAGE)
    rows = Recusal.everywhere.select_for_update(of=("self",)).select_related("membership")
    recusal = rows.filter(
        membership__partnership_id=actor.partnership_id, ref=ref, released_at__isnull=True
    ).first()  # fmt: skip
    if recusal is None:
        raise NotFound("That is released already, or was never declared here.")
    if recusal.declared_by_id == actor.account_id:
        raise CannotRelease("You cannot release yourself. Ask another coordinator.")
    recusal.released_at, recusal.released_by_id = now or timezone.now(), actor.account_id
    recusal.save(update_fields=["released_at", "released_by"])
    left = Recusal.everywhere.filter(membership_id=recusal.membership_id, released_at__isnull=True).exists()
    Membership.everywhere.filter(pk=recusal.membership_id).update(has_recusals=left)
    record("recusal.released", actor=actor, ref=recusal.about, detail={"recusal": recusal.ref})
    return recusal


def _all_of(actor: Actor, about: str) -> list[str]:
    """The record itself, if the actor may see it; of a subject also all that stands for the same person."""
    noun, _slash, ref = about.partition("/")
    if noun == "report":
        return [f"report/{get_report(actor, ref).ref}"]
    if noun == "subject":
        ids = cluster_ids(keeper_of(get_subject(actor, ref)))
        return [f"subject/{one}" for one in Subject.everywhere.filter(pk__in=ids).values_list("ref", flat=True)]
    raise NotFound("There is no such record.")
