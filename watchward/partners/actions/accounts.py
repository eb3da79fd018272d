"""Accounts and their places."""

from django.db import transaction

from watchward.kit.errors import NotFound
from watchward.partners.models import Account, Membership


@transaction.atomic
def use_partnership(*, account_id: int, partnership_ref: str) -> None:
    """Remember which partnership a person works in now. A preference, not an act: no event."""
    place = Membership.everywhere.filter(
        account_id=account_id, partnership__ref=partnership_ref, ended_at__isnull=True
    ).first()
    if place is None:
        raise NotFound("You have no place in that partnership.")
    Account.everywhere.filter(pk=account_id).update(last_partnership_id=place.partnership_id)
