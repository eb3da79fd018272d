"""What a program opens somebody for, said with each look."""

from datetime import datetime

from watchward.assess.queries.search.asking import insist_on_record
from watchward.kit.errors import Refused
from watchward.policy import Actor
from watchward.policy.purposes import Purpose, check_purpose


def purpose_in_a_word(actor: Actor, kind: str, reference: str, now: datetime) -> Purpose:
    """A kind and the reference of its record, which must be there. Words have no place in an address.

    Raises: Refused: it is not whole, or names nothing that this person may read.
    """
    ref = reference.strip().upper()
    if not (decision := check_purpose(kind, ref, "")):
        raise Refused(decision.because)
    insist_on_record(actor, kind, ref)
    return Purpose(kind, ref, now)
