"""What the actions on cases share: the case, locked and open, words that must be there, and a line of its log."""

from datetime import datetime
from typing import Any

from watchward.assess.choices import CaseDeed, CaseState
from watchward.assess.models import Case, CaseStep
from watchward.assess.queries.cases import get_case
from watchward.assess.rules.cases import LONGEST_REASON
from watchward.kit.errors import Refused
from watchward.policy import Actor


class CannotChangeCase(Refused):
    """Nothing was changed; the text says why."""


def locked_case(actor: Actor, ref: str) -> Case:
    """The case, locked for this transaction."""
    seen = get_case(actor, ref)
    case = Case.everywhere.select_for_update().get(pk=seen.pk)
    case.partnership, case.subject = seen.partnership, seen.subject
    return case


def open_case_of(actor: Actor, ref: str) -> Case:
    """The same for a case that is worked on or paused."""
    case = locked_case(actor, ref)
    if case.state == CaseState.CLOSED:
        raise CannotChangeCase("This case is closed. Open it again first.")
    return case


def said(text: str, sorry: str, longest: int = LONGEST_REASON, *, field: str = "because") -> str:
    """Words that must be there and stay short. Raises: CannotChangeCase."""
    words = " ".join(text.split())
    if not words:
        raise CannotChangeCase(sorry, field=field)
    if len(words) > longest:
        raise CannotChangeCase(f"The words are longer than {longest} characters. Shorten them.", field=field)
    return words


def write_line(case: Case, actor: Actor, deed: CaseDeed, words: str, moment: datetime, **more: Any) -> CaseStep:
    """One line of the log."""
    return CaseStep.everywhere.create(
        case=case, deed=deed, words=words, taken_at=moment, taken_by_id=actor.account_id, **more
    )
