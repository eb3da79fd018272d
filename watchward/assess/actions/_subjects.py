"""What the actions on subjects share: the subject, locked and open, and one step of its identity."""

from datetime import datetime

from watchward.assess.choices import Confirmation, Identity
from watchward.assess.models import IdentityStep, Subject
from watchward.assess.queries.subjects import get_subject
from watchward.assess.rules.subjects import CLOSED
from watchward.kit.errors import Refused
from watchward.policy import Actor

LONGEST = 400


class CannotChangeSubject(Refused):
    """Nothing was changed; the text says why."""


def open_subject_of(actor: Actor, ref: str) -> Subject:
    """A subject that may still change, locked. A merged one is worked on through its keeper."""
    seen = get_subject(actor, ref)
    if seen.merged_into is not None:
        raise CannotChangeSubject(f"This record was merged. Work on {seen.merged_into.ref}, or undo the merge.")
    subject = Subject.everywhere.select_for_update().get(pk=seen.pk)
    if subject.state in CLOSED:
        raise CannotChangeSubject("This record has ended. Nothing is added to it.")
    subject.partnership = seen.partnership
    return subject


def step(
    subject: Subject, actor: Actor, state: Identity, moment: datetime, *, stands_on: Confirmation | None = None,
    because: str = "",
) -> None:  # fmt: skip
    """Write one step of the identity, and where it stands now."""
    IdentityStep.everywhere.create(
        subject=subject,
        state=state,
        stands_on=stands_on or "",
        because=because.strip()[:LONGEST],
        taken_at=moment,
        taken_by_id=actor.account_id,
    )
    subject.state = state
    subject.save(update_fields=["state"])


def check_words(text: str, sorry: str, *, field: str = "because") -> str:
    """Words that must be there and stay short. Raises: CannotChangeSubject."""
    words = " ".join(text.split())
    if not words:
        raise CannotChangeSubject(sorry, field=field)
    if len(words) > LONGEST:
        raise CannotChangeSubject(f"The words are longer than {LONGEST} characters. Shorten them.", field=field)
    return words
