"""Nobody opens a person without saying what for; a program says it with each look."""

from dataclasses import dataclass
from typing import Annotated, Literal

from watchward.api.registry import Call
from watchward.assess.queries.purposes import purpose_in_a_word
from watchward.assess.queries.subjects import get_subject
from watchward.policy.purposes import Purpose, insist_on


@dataclass(frozen=True, slots=True)
class LookedAtFor:
    """What a program opens somebody for. Without it nobody is shown."""

    purpose: Literal["case", "report", "identification"] | None = None
    reference: Annotated[str, "The case or report, which you may read."] = ""


def purpose_of(call: Call, ref: str, asked: LookedAtFor) -> Purpose:
    """The purpose of one look at one subject. Raises: NotFound, NotPermitted, Refused."""
    get_subject(call.actor, ref)  # absent and forbidden answer alike, whatever the purpose
    kind = asked.purpose
    return insist_on(purpose_in_a_word(call.actor, kind, asked.reference, call.now) if kind else None)
