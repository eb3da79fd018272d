"""What was asked of the search, whether it looks people up, and what must be true of the purpose that was given."""

from collections.abc import Callable
from datetime import date

from watchward.assess.queries.cases import get_case
from watchward.assess.queries.search.places import label_of
from watchward.assess.queries.search.sight import Sight
from watchward.assess.rules.searching import Asked, understand
from watchward.collect.queries.reports import get_report
from watchward.kit.errors import NotFound, Refused
from watchward.policy import Actor, Permission, may
from watchward.policy.purposes import PURPOSES

READERS: dict[str, tuple[Permission, Callable[[Actor, str], object], str]] = {
    "R-": (Permission.REPORT_READ_ALL, get_report, "report"),
    "Y-": (Permission.CASE_READ, get_case, "case"),
}


def asked_by(actor: Actor, text: str, today: date, *, kind: str = "", method: str = "") -> Asked:
    """What was typed, understood; a kind or method that no list knows, or that is not theirs, narrows nothing."""
    sight = Sight(actor)
    return understand(
        text,
        today,
        kind=kind if label_of(sight, "incident_types", kind) else "",
        method=method if sight.sees_people and label_of(sight, "modus_operandi", method) else "",
    )


def looks_people_up(actor: Actor, asked: Asked) -> bool:
    """Whether this search goes through people whom others described; then it needs a purpose first."""
    return bool(asked.words or asked.registration or asked.method) and Sight(actor).sees_people


def insist_on_record(actor: Actor, kind: str, reference: str) -> None:
    """A reference that names a report or a case must name one that this person may read: a made-up one is no purpose.

    Raises: Refused.
    """
    ref = reference.strip().upper()
    if kind not in PURPOSES or ref[:2] not in READERS:
        return
    permission, read, noun = READERS[ref[:2]]
    if may(actor, permission):
        try:
            read(actor, ref)
        except NotFound:
            raise Refused(f"There is no such {noun}, or it is not yours to read. Check the reference.") from None
