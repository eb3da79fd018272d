"""What the list and the search share: the event that names whom they showed."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from watchward.policy import Actor
from watchward.records.ledger import Entry
from watchward.records.models import Event

LISTED = "subject.listed"


def listed(actor: Actor, refs: Sequence[str], how: str, now: datetime | None = None) -> Entry | None:
    """The entry for subjects whose names are shown together; None where there are none.

    All are named in it, and counted is who was not yet listed to this account today: going back to a list looks at
    nobody new, and turning its pages does.
    """
    shown = list(dict.fromkeys(refs))
    if not shown:
        return None
    about = f"subjects/{timezone.localdate(now or timezone.now())}"
    rows = Event.everywhere.filter(partnership_id=actor.partnership_id, ref=about, kind=LISTED)
    before = {
        ref
        for detail in rows.filter(account_id=actor.account_id).values_list("detail", flat=True)
        for ref in detail["subjects"]
    }
    return Entry("subject.listed", about, {"how": how, "subjects": shown, "new": len(set(shown) - before)})
