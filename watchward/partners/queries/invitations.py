"""Invitations, as the coordinator and as the invited person see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Account, Invitation
from watchward.partners.models.people import canonical_email
from watchward.partners.rules.invitations import is_open, ref_in
from watchward.policy import Actor, Permission, require

# One text for forged, used, withdrawn and expired: nobody learns which it is.
CLOSED = "This link does not work any more. Ask the coordinator of your partnership for a new invitation."


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the join page shows to whoever holds the link."""

    name: str
    email: str
    partnership: str
    organisation: str
    role: str
    invited_by: str
    expires_at: datetime
    account_id: int | None  # of the account that must accept; None for somebody new


def invitation_behind(token: str, now: datetime | None = None) -> Invitation:
    """The open invitation that a link stands for. `NotFound` says the same whatever is wrong with it."""
    ref = ref_in(token)
    rows = Invitation.everywhere.select_related("partnership", "organisation", "invited_by")
    found = rows.filter(ref=ref).first() if ref else None
    if found is None or not is_open(found, now or timezone.now()):
        raise NotFound(CLOSED)
    return found


def welcome_of(token: str, now: datetime | None = None) -> Welcome:
    """The open invitation behind a link, for the join page."""
    one = invitation_behind(token, now)
    account = Account.everywhere.filter(email=canonical_email(one.email), is_active=True).only("pk").first()
    return Welcome(
        name=one.name,
        email=one.email,
        partnership=one.partnership.name,
        organisation=one.organisation.name if one.organisation else "",
        role=ROLE_BY_ID[one.role].value,
        invited_by=one.invited_by.name if one.invited_by else "The operator of this installation",
        expires_at=one.expires_at.astimezone(one.partnership.zone_info),
        account_id=account.pk if account else None,
    )


def open_invitations(actor: Actor) -> Sequence[Invitation]:
    """Everybody who was invited and has not come yet, the newest first; expired ones too, to invite again."""
    require(actor, Permission.MEMBERS_MANAGE)
    rows = Invitation.everywhere.filter(
        partnership_id=actor.partnership_id, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    return list(rows.select_related("organisation", "invited_by").order_by("-invited_at", "-id"))
