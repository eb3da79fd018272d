"""Letters: plain text, one template each, whose first line is the subject."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from watchward.kit.text import day, moment
from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Invitation, Membership, Partnership
from watchward.partners.rules.invitations import is_open, token_of
from watchward.records.models import Event

log = logging.getLogger(__name__)


def send_letter(template: str, to: str, context: dict[str, Any]) -> None:
    """Render `letters/<template>.txt` and send it to one address."""
    text = render_to_string(f"letters/{template}.txt", {"site": settings.PUBLIC_URL, **context}, using="jinja2")
    subject, _blank, body = text.strip().partition("\n")
    EmailMessage(subject.removeprefix("Subject:").strip(), body.strip() + "\n", to=[to]).send()


def send_invitation(event: Event) -> None:
    """What `membership.invited` causes: the letter with the link, unless the seat is closed again."""
    rows = Invitation.everywhere.select_related("partnership", "organisation", "invited_by")
    invitation = rows.filter(ref=event.ref.removeprefix("invitation/")).first()
    if invitation is None or not is_open(invitation, timezone.now()):
        return
    context = {
        "name": invitation.name,
        "partnership": invitation.partnership.name,
        "inviter": invitation.invited_by.name if invitation.invited_by else "",
        "role": ROLE_BY_ID[invitation.role].value,
        "link": settings.PUBLIC_URL + reverse("join", args=[token_of(invitation)]),
        "until": day(invitation.expires_at, invitation.partnership.zone_info),
    }
    send_letter("invitation", invitation.email, context)


def send_ledger_head(event: Event) -> None:
    """What `ledger.anchored` causes: the head goes to the two people who keep it, outside this machine."""
    found = Partnership.everywhere.filter(pk=event.partnership_id).first()
    if found is None or not found.anchor_first:
        return
    what = {
        "partnership": found.name,
        "head": f"{found.ref} {event.detail['seq']}:{event.detail['head']}",
        "rows": f"{event.detail['seq']:,}",
        "when": moment(event.at, found.zone_info),
    }
    for address in (found.anchor_first, found.anchor_second):
        send_letter("ledger_head", address, what)


def send_second_step_reset(event: Event) -> None:
    """What `account.second_step_reset` causes: whoever lost a phone learns what to do, whoever did not is warned."""
    kind, _slash, ref = event.ref.partition("/")
    which = {"account__ref": ref} if kind == "account" else {"ref": ref}
    rows = Membership.everywhere.select_related("account", "partnership")
    place = rows.filter(**which, ended_at__isnull=True).order_by("pk").first()
    if place is None:
        return
    context = {
        "name": place.account.name,
        "partnership": place.partnership.name,
        "when": moment(event.at, place.partnership.zone_info),
        "link": settings.PUBLIC_URL + reverse("account_login"),
        "reset": settings.PUBLIC_URL + reverse("account_reset_password"),
    }
    send_letter("second_step_reset", place.account.email, context)
