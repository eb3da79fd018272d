"""Two subjects are one person: one proposes, another agrees, and it can be undone (P-07)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from watchward.assess.actions._subjects import check_words, open_subject_of
from watchward.assess.choices import Verdict
from watchward.assess.models import Judgement, Merge, Subject
from watchward.assess.queries.subjects import cluster_ids, get_subject, mentions_of
from watchward.kit.errors import NotFound, Refused
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

MISSING = "There is no such merge, or it was decided meanwhile. Open the subject again."


class CannotMerge(Refused):
    """Nothing was merged; the text says why."""


@transaction.atomic
def propose_merge(*, actor: Actor, keeper_ref: str, other_ref: str, because: str, now: datetime | None = None) -> Merge:
    """Propose that two subjects are one person; nothing changes until a second person agrees."""
    require(actor, Permission.SUBJECT_MANAGE)
    if keeper_ref == other_ref:
        raise CannotMerge("That is the same record. Enter the reference of the other one.")
    keeper, other = open_subject_of(actor, keeper_ref), open_subject_of(actor, other_ref)
    words = check_words(because, "Say why they are one person.")
    waiting = Merge.everywhere.filter(other=other, declined_at__isnull=True, undone_at__isnull=True)
    if waiting.exists():
        raise CannotMerge(f"A merge of {other.ref} waits for its second person already.")
    _nobody_said_otherwise(keeper, other)
    merge = Merge.everywhere.create(
        keeper=keeper, other=other, because=words, proposed_at=now or timezone.now(), proposed_by_id=actor.account_id
    )
    record("subject.merge_proposed", actor=actor, ref=f"subject/{keeper.ref}", detail=_detail(merge))
    return merge


@transaction.atomic
def agree_merge(*, actor: Actor, ref: str, merge_ref: str, now: datetime | None = None) -> Merge:
    """The second pair of eyes: both references stay, one stands for the other. No judgement is rewritten."""
    require(actor, Permission.SUBJECT_SECOND)
    merge = _waiting(actor, ref, merge_ref)
    if merge.proposed_by_id == actor.account_id:
        raise CannotMerge("You proposed this merge, so somebody else agrees to it (P-07).")
    keeper, other = open_subject_of(actor, merge.keeper.ref), open_subject_of(actor, merge.other.ref)
    _nobody_said_otherwise(keeper, other)
    other.merged_into = keeper
    other.save(update_fields=["merged_into"])
    merge.agreed_at, merge.agreed_by_id = now or timezone.now(), actor.account_id
    merge.save(update_fields=["agreed_at", "agreed_by"])
    record("subject.merged", actor=actor, ref=f"subject/{keeper.ref}", detail=_detail(merge))
    return merge


@transaction.atomic
def decline_merge(*, actor: Actor, ref: str, merge_ref: str, now: datetime | None = None) -> Merge:
    """They are not one person, or it is too early to say; the proposer can take it back this way too."""
    require(actor, Permission.SUBJECT_SECOND)
    merge = _waiting(actor, ref, merge_ref)
    merge.declined_at, merge.declined_by_id = now or timezone.now(), actor.account_id
    merge.save(update_fields=["declined_at", "declined_by"])
    record("subject.merge_declined", actor=actor, ref=f"subject/{merge.keeper.ref}", detail=_detail(merge))
    return merge


@transaction.atomic
def undo_merge(*, actor: Actor, ref: str, merge_ref: str, because: str, now: datetime | None = None) -> Merge:
    """Part them again. One person is enough for this: keeping two people apart harms nobody."""
    require(actor, Permission.SUBJECT_MANAGE)
    merge = _of_subject(actor, ref).filter(ref=merge_ref, agreed_at__isnull=False, undone_at__isnull=True).first()
    if merge is None:
        raise NotFound(MISSING)
    merge.undone_because = check_words(because, "Say why they are not one person.")
    merge.undone_at, merge.undone_by_id = now or timezone.now(), actor.account_id
    merge.save(update_fields=["undone_because", "undone_at", "undone_by"])
    merge.other.merged_into = None
    merge.other.save(update_fields=["merged_into"])
    record("subject.merge_undone", actor=actor, ref=f"subject/{merge.keeper.ref}", detail=_detail(merge))
    return merge


def _of_subject(actor: Actor, ref: str) -> QuerySet[Merge]:
    subject = get_subject(actor, ref)
    merges = Merge.everywhere.select_for_update(of=("self",)).select_related("keeper", "other")
    return merges.filter(keeper=subject) | merges.filter(other=subject)


def _waiting(actor: Actor, ref: str, merge_ref: str) -> Merge:
    merges: list[Merge] = list(
        _of_subject(actor, ref).filter(
            ref=merge_ref, agreed_at__isnull=True, declined_at__isnull=True, undone_at__isnull=True
        )
    )
    if not merges:
        raise NotFound(MISSING)
    return merges[0]


def _nobody_said_otherwise(keeper: Subject, other: Subject) -> None:
    """A judgement “not the same” is a fence: it is taken back first, by a person."""
    for one, against in ((keeper, other), (other, keeper)):
        fence = (
            Judgement.everywhere.filter(
                mention__in=mentions_of(cluster_ids(one)), subject_id__in=cluster_ids(against), is_current=True,
                verdict=Verdict.DIFFERENT,
            )
            .select_related("mention__report")
            .first()
        )  # fmt: skip
        if fence is not None:
            where = fence.mention.report.ref
            raise CannotMerge(f"Somebody judged that the person in {where} is not {against.ref}. Take that back first.")


def _detail(merge: Merge) -> dict[str, str]:
    return {"merge": merge.ref, "keeper": merge.keeper.ref, "other": merge.other.ref}
