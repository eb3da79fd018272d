"""One letter to one address: plain text and simple HTML, no picture, no attachment, nothing that follows anybody."""

import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.utils import timezone

from watchward.partners.queries.everybody import Somebody, everybody_in
from watchward.records.models import Event
from watchward.share.choices import Sent
from watchward.share.models import Letter
from watchward.share.queries.letters import Composed, compose
from watchward.share.rules.letters import GIVE_UP

log = logging.getLogger(__name__)


def send_letter(event: Event) -> None:
    """What `letter.posted` causes: one e-mail, if the person may still have it. Safe to run again.

    A refusal of the address is raised, so that the outbox tries again later; after three days it is given up.
    """
    rows = Letter.everywhere.select_related("partnership")
    letter = rows.filter(ref=event.ref.removeprefix("letter/"), partnership_id=event.partnership_id).first()
    if letter is None or letter.state != Sent.WAITING:
        return
    now = timezone.now()
    people = everybody_in(letter.partnership_id, now, account_id=letter.account_id)
    composed = compose(letter, people[0], now) if people and may_leave(people[0]) else None
    if composed is None:
        _finish(letter, Sent.WITHHELD)
        return
    try:
        message_of(composed, people[0].email).send()
    except Exception:
        Letter.everywhere.filter(pk=letter.pk).update(tries=F("tries") + 1)
        if now < letter.created_at + GIVE_UP:
            raise
        log.warning("Letter %s is given up: its address refused it for three days.", letter.ref)
        _finish(letter, Sent.FAILED)
    else:
        _finish(letter, Sent.SENT)


def may_leave(person: Somebody) -> bool:
    """Letters of the demonstration stay in the folder for letters: its people do not exist."""
    return not (person.is_demonstration and settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"))


def message_of(composed: Composed, address: str) -> EmailMultiAlternatives:
    """The e-mail, with the one click that stops it (RFC 8058)."""
    message = EmailMultiAlternatives(composed.subject, composed.text, to=[address])
    message.attach_alternative(composed.html, "text/html")
    message.extra_headers["List-Unsubscribe"] = f"<{composed.stop_url}>"
    message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _finish(letter: Letter, state: Sent) -> None:
    Letter.everywhere.filter(pk=letter.pk).update(state=state, done_at=timezone.now())
