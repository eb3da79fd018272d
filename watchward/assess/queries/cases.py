"""Cases that an actor may read, and the one question that deletion asks of them."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from watchward.assess.choices import CaseState
from watchward.assess.models import Case, CaseReport, Subject
from watchward.policy import Actor, Permission, require

MISSING = "There is no such case, or it is not yours to read. Go back to the cases, or ask your coordinator."


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Every case of the partnership, for those who may read cases; members never."""
    require(actor, Permission.CASE_READ)
    return Case.everywhere.filter(partnership_id=actor.partnership_id)


def open_cases_of(subject: Subject) -> QuerySet[Case]:
    """Cases about a subject, or about one merged into it, that are not closed: the clock waits. Asks no actor."""
    about = Q(subject=subject) | Q(subject__merged_into=subject)
    return Case.everywhere.filter(about).exclude(state=CaseState.CLOSED)


def has_open_case(report_ids: Collection[int]) -> set[int]:
    """Which of these reports lie in a case that is not closed: the clock leaves them (R-07). Asks no actor."""
    rows = CaseReport.everywhere.filter(report_id__in=report_ids, unlinked_at__isnull=True)
    return set(rows.exclude(case__state=CaseState.CLOSED).values_list("report_id", flat=True))
