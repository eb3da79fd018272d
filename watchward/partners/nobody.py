"""The account that stands where a reporter stood, once it is no longer kept who they were (R-08)."""

from watchward.partners.models import Account

REF = "A-0000000000"


def nobody_id() -> int:
    """The key of the account that is nobody: it cannot sign in and belongs to no partnership."""
    found = Account.everywhere.filter(ref=REF).values_list("pk", flat=True).first()
    if found is not None:
        return found
    account = Account(ref=REF, email="nobody@watchward.invalid", name="No longer kept", is_active=False)
    account.set_unusable_password()
    account.save()
    return account.pk
