"""How long a partnership keeps what it holds."""

from watchward.partners.models import Periods
from watchward.partners.periods import DEFAULT, LIMITS, Kept


def periods_of(partnership_id: int) -> Kept:
    """The periods in force: the newest that two people agreed on, or else the shipped ones."""
    rows = Periods.everywhere.filter(partnership_id=partnership_id, agreed_at__isnull=False).order_by("-id")
    found = rows.values(*LIMITS).first()
    return Kept(**found) if found else DEFAULT
