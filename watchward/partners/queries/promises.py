"""What a person has promised, has yet to promise, and the texts that the house ships."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources

from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.partners.choices import PromiseKind
from watchward.partners.models import Membership, Partnership, Promise
from watchward.partners.queries.actors import current_promises
from watchward.partners.rules.standing import due_at
from watchward.partners.rules.training import Question, questions_of
from watchward.policy import Actor, Permission, require

MISSING = "There is no such agreement or training. Go back to what your partnership asks of you."
RENEW_EARLY = timedelta(days=60)  # M-02: from here on a person may renew, and is reminded


@dataclass(frozen=True, slots=True)
class PromiseText:
    """A text that is not yet published anywhere."""

    kind: PromiseKind
    title: str
    text: str
    questions: tuple[Question, ...] = ()
    pass_mark: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One promise that a partnership asks of a person, and where the person stands with it."""

    promise: Promise
    kept_at: datetime | None
    kept_version: int | None
    due_at: datetime | None
    is_wanted: bool
    is_overdue: bool

    @property
    def is_newer(self) -> bool:
        """Whether the person kept an earlier version only."""
        return self.kept_version is not None and self.kept_version != self.promise.version


def default_promises() -> list[PromiseText]:
    """The agreement and training that the house ships: templates, to be checked by each partnership."""
    data = resources.files("watchward.partners") / "data"
    training = json.loads((data / "training.json").read_text(encoding="utf-8"))
    return [
        PromiseText(PromiseKind.AGREEMENT, "Member agreement", (data / "agreement.md").read_text(encoding="utf-8")),
        PromiseText(
            PromiseKind.TRAINING,
            training["title"],
            training["text"],
            tuple(questions_of(training["questions"])),
            training["pass_mark"],
        ),
    ]


def promises_asked(actor: Actor, now: datetime | None = None) -> list[Asked]:
    """The newest agreement and training of the partnership, as this person stands with them (M-01, M-02)."""
    moment = now or timezone.now()
    membership = _membership(actor)
    newest = current_promises(actor.partnership_id)
    found = []
    for promise, kept, kept_at in (
        (newest.agreement, membership.agreement, membership.agreed_at),
        (newest.training, membership.training, membership.trained_at),
    ):
        if promise is not None:
            due = due_at(promise, kept.pk if kept else None, kept_at, membership.partnership)
            wanted = due is None or moment >= due - RENEW_EARLY or promise.pk != (kept.pk if kept else None)
            late = due is not None and moment >= due
            found.append(Asked(promise, kept_at, kept.version if kept else None, due, wanted, late))
    return found


def get_promise(actor: Actor, ref: str) -> Promise:
    """One published text of the actor's own partnership."""
    found = Promise.everywhere.filter(partnership_id=actor.partnership_id, ref=ref).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def published_promises(actor: Actor) -> list[Promise]:
    """Every version of both kinds, newest first."""
    require(actor, Permission.AGREEMENT_PUBLISH)
    rows = Promise.everywhere.filter(partnership_id=actor.partnership_id).select_related("published_by")
    return list(rows.order_by("kind", "-version"))


def draft_of(actor: Actor, kind: PromiseKind) -> PromiseText:
    """Where a new version begins: the newest published text, or the template of the house."""
    require(actor, Permission.AGREEMENT_PUBLISH)
    newest = Promise.everywhere.filter(partnership_id=actor.partnership_id, kind=kind).order_by("-version").first()
    if newest is None:
        return next(one for one in default_promises() if one.kind == kind)
    return PromiseText(kind, newest.title, newest.text, tuple(questions_of(newest.questions)), newest.pass_mark)


def notice_days(actor: Actor) -> int:
    """How long members have for a new version before they can only read (M-02)."""
    return Partnership.everywhere.values_list("notice_days", flat=True).get(pk=actor.partnership_id)


def _membership(actor: Actor) -> Membership:
    rows = Membership.everywhere.select_related("agreement", "training", "partnership")
    return rows.get(pk=actor.membership_id, partnership_id=actor.partnership_id)
