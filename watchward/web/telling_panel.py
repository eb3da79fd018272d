"""What stands beside a subject about who is told, and on the home page about what has changed."""

from typing import Any, NamedTuple

from django.utils import timezone

from watchward.assess.queries.subjects import get_subject
from watchward.kit.text import day
from watchward.policy import Actor, Decision, Permission, may
from watchward.share.choices import Shelf
from watchward.share.queries.disclosures import audiences_of, decisions_of, names_of, now_of, open_objection, state_of
from watchward.share.queries.gallery import as_members_see
from watchward.share.rules.members_view import MembersView


class DecisionLine(NamedTuple):
    """One decision about a subject, in short."""

    ref: str
    shelf: str
    whom: str
    until: str
    state: Decision
    view: MembersView | None  # what members read of it; none where it goes to no screen of theirs


def telling_panel(actor: Actor, ref: str) -> dict[str, Any]:
    """The decisions about one subject, and what this actor may do about them."""
    subject = get_subject(actor, ref)
    now = timezone.now()
    here = now_of(subject, now)
    zone = subject.partnership.zone_info
    objection = open_objection(subject)
    decisions = decisions_of(actor, subject)[:20]
    states = {one.pk: state_of(one, here.fate, now) for one in decisions}
    views = as_members_see([one for one in decisions if states[one.pk]], now)
    return {
        "decisions": [
            DecisionLine(
                one.ref,
                str(Shelf(one.shelf).label),
                names_of(audiences_of(one)),
                day(one.expires_at, zone),
                states[one.pk],
                views.get(one.pk),
            )
            for one in decisions
        ],
        "objection": {"ref": objection.ref, "words": objection.words, "at": day(objection.recorded_at, zone)}
        if objection
        else None,
        "may_tell": bool(may(actor, Permission.DISCLOSE)) and subject.merged_into_id is None,
        "may_answer": bool(may(actor, Permission.DISCLOSURE_APPROVE)),
        "may_read_looks": bool(may(actor, Permission.LOOKS_READ)),
    }
