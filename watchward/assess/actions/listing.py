"""Names of subjects on a page, in a list or as what a search found: a look at each of them (G-12)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from watchward.assess.actions._listing import listed
from watchward.assess.queries.subjects import PAGE, SubjectPage, newest_subjects
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record_many


@transaction.atomic
def list_subjects(
    *, actor: Actor, state: str = "", after: str = "", limit: int = PAGE, now: datetime | None = None
) -> SubjectPage:
    """One page of the list. The event names every subject on it; an empty page shows nobody and is none.

    Raises: TooManyLooks, with nothing shown and nothing counted.
    """
    page = newest_subjects(actor, state=state, after=after, limit=limit)
    if entry := listed(actor, [one.ref for one in page.rows], "list", now):
        record_many([entry], actor=actor)
    return page


@transaction.atomic
def note_names(*, actor: Actor, refs: Sequence[str], how: str, now: datetime | None = None) -> None:
    """Names of subjects stand in a picture or in lists that are no page of the list: `network` or `ranking`.

    Raises: TooManyLooks.
    """
    require(actor, Permission.SUBJECT_READ)
    if entry := listed(actor, refs, how, now):
        record_many([entry], actor=actor)
