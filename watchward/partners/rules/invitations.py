"""When an invitation may be used, and the signed token that stands for it."""

from datetime import datetime

from django.core import signing

from watchward.partners.models import Invitation

_SIGNER = "watchward.invitation"


def token_of(invitation: Invitation) -> str:
    """What stands in the link of the letter. It is signed, never stored, and names only the reference."""
    return signing.Signer(salt=_SIGNER).sign(invitation.ref).replace(":", ".")


def ref_in(token: str) -> str | None:
    """The reference that a token names, or None if nobody here signed it."""
    ref, _dot, signature = token.rpartition(".")
    try:
        return signing.Signer(salt=_SIGNER).unsign(f"{ref}:{signature}")
    except signing.BadSignature:
        return None


def is_open(invitation: Invitation, now: datetime) -> bool:
    """Not used, not withdrawn, not too old."""
    return invitation.accepted_at is None and invitation.withdrawn_at is None and now < invitation.expires_at
