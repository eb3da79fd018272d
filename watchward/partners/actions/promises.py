"""Publish the agreement and the training; accept the one, pass the other."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, Refused
from watchward.partners.choices import PromiseKind
from watchward.partners.models import Membership, Partnership, Promise, PromiseKept
from watchward.partners.queries.promises import MISSING, get_promise
from watchward.partners.rules.training import Question, TrainingResult, mark, questions_of
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

LONGEST_TEXT = 40_000


class CannotPublishPromise(Refused):
    """The new version was not published."""


class CannotAcceptAgreement(Refused):
    """The agreement was not accepted."""


class CannotPassTraining(Refused):
    """The answers were not taken."""


@transaction.atomic
def publish_promise(
    *,
    actor: Actor,
    kind: PromiseKind,
    title: str,
    text: str,
    questions: Sequence[Question] = (),
    pass_mark: int = 0,
    now: datetime | None = None,
) -> Promise:
    """Publish the next version. From now on the notice period runs for everybody (M-02)."""
    require(actor, Permission.AGREEMENT_PUBLISH)
    _check_text(kind, title.strip(), text.strip(), questions, pass_mark)
    Partnership.everywhere.select_for_update().get(pk=actor.partnership_id)  # two at once would share a version
    newest = Promise.everywhere.filter(partnership_id=actor.partnership_id, kind=kind).order_by("-version").first()
    promise = Promise.everywhere.create(
        partnership_id=actor.partnership_id,
        kind=kind,
        version=newest.version + 1 if newest else 1,
        title=title.strip(),
        text=text.strip(),
        questions=[question.as_row() for question in questions],
        pass_mark=pass_mark,
        published_at=now or timezone.now(),
        published_by_id=actor.account_id or None,
    )
    detail = {"version": promise.version}
    if kind == PromiseKind.TRAINING:
        record("training.published", actor=actor, ref=f"promise/{promise.ref}", detail=detail)
    else:
        record("agreement.published", actor=actor, ref=f"promise/{promise.ref}", detail=detail)
    return promise


@transaction.atomic
def accept_agreement(*, actor: Actor, promise_ref: str, confirmed: bool, now: datetime | None = None) -> None:
    """Store that this person accepted exactly this version (M-01)."""
    promise = _newest(actor, promise_ref, PromiseKind.AGREEMENT)
    if not confirmed:
        raise CannotAcceptAgreement("Tick the box to say that you have read the agreement and will keep to it.")
    moment = now or timezone.now()
    membership = _own_membership(actor)
    membership.agreement, membership.agreed_at = promise, moment
    membership.save(update_fields=["agreement", "agreed_at"])
    PromiseKept.everywhere.create(membership=membership, promise=promise, kept_at=moment)
    record("agreement.accepted", actor=actor, ref=f"promise/{promise.ref}", detail={"version": promise.version})


@transaction.atomic
def answer_training(
    *, actor: Actor, promise_ref: str, chosen: Sequence[int], now: datetime | None = None
) -> TrainingResult:
    """Mark one attempt; a pass is stored, a fail is not held against anybody."""
    promise = _newest(actor, promise_ref, PromiseKind.TRAINING)
    try:
        result = mark(questions_of(promise.questions), chosen, promise.pass_mark)
    except ValueError:
        raise CannotPassTraining("Answer every question, then send your answers again.") from None
    if result.passed:
        _store_pass(actor, promise, result, now or timezone.now())
    return result


def _store_pass(actor: Actor, promise: Promise, result: TrainingResult, moment: datetime) -> None:
    membership = _own_membership(actor)
    membership.training, membership.trained_at = promise, moment
    membership.save(update_fields=["training", "trained_at"])
    PromiseKept.everywhere.create(
        membership=membership, promise=promise, kept_at=moment, right_answers=result.right_answers
    )
    detail = {"version": promise.version, "right_answers": result.right_answers}
    record("training.passed", actor=actor, ref=f"promise/{promise.ref}", detail=detail)


def _newest(actor: Actor, ref: str, kind: PromiseKind) -> Promise:
    """The promise, if it is the one that is asked for now: nobody keeps a text that was replaced."""
    promise = get_promise(actor, ref)
    if promise.kind != kind:
        raise NotFound(MISSING)
    rows = Promise.everywhere.filter(partnership_id=actor.partnership_id, kind=kind, version__gt=promise.version)
    if rows.exists():
        refusal = CannotAcceptAgreement if kind == PromiseKind.AGREEMENT else CannotPassTraining
        raise refusal("A newer version was published meanwhile. Go back and read that one.")
    return promise


def _own_membership(actor: Actor) -> Membership:
    found = (
        Membership.everywhere.select_for_update()
        .filter(pk=actor.membership_id, account_id=actor.account_id, ended_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotFound(MISSING)
    return found


def _check_text(kind: PromiseKind, title: str, text: str, questions: Sequence[Question], pass_mark: int) -> None:
    if not title or not text:
        raise CannotPublishPromise("Give it a title and a text.")
    if len(title) > 160 or len(text) > LONGEST_TEXT:
        raise CannotPublishPromise(f"The title may have 160 characters and the text {LONGEST_TEXT:,}.")
    if kind == PromiseKind.TRAINING and not questions:
        raise CannotPublishPromise("A training needs at least one question.")
    if kind == PromiseKind.AGREEMENT and questions:
        raise CannotPublishPromise("An agreement has no questions.")
    if not 0 <= pass_mark <= len(questions) or (questions and pass_mark == 0):
        raise CannotPublishPromise(f"The pass mark must be between 1 and {len(questions)}.")
