"""What of one's own place is about to end."""

from datetime import date, timedelta

from watchward.partners.models import Appointment
from watchward.policy import Actor, Role

SOON = timedelta(days=14)


def last_day_as_guard(actor: Actor, today: date) -> date | None:
    """The day with which the owner's authority for this guard ends (M-03), if it is near; None says nothing ends."""
    if Role.GUARD not in actor.roles:
        return None
    mine = Appointment.everywhere.filter(membership_id=actor.membership_id, role="guard", starts_on__lte=today)
    ends = [one for one in mine.values_list("ends_on", flat=True) if one is None or one >= today]
    if not ends or any(one is None for one in ends):
        return None
    last = max(one for one in ends if one is not None)
    return last if last - today <= SOON else None
