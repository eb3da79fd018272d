"""The key that offline reports are sealed to, and the tag that says whose they are."""

from functools import cache

from django.conf import settings
from django.utils.crypto import salted_hmac

from watchward.kit.sealed import SealedBox
from watchward.policy import Actor


@cache
def box() -> SealedBox:
    """This installation's key pair, made once, kept beside its other secrets."""
    return SealedBox.kept_in(settings.HOME / "sealed.key")


def public_key_text() -> str:
    """The public half, for the page."""
    return box().public_text


def who_of(actor: Actor) -> str:
    """Whose report waits on a shared device, without naming them: one tag per account and partnership."""
    return salted_hmac("watchward.outbox", f"{actor.account_id}/{actor.partnership_id}").hexdigest()[:32]
