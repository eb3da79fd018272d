"""What somebody typed, sealed for an address, so that names stand in no history, no proxy and no log.

A page that takes words by POST leads on to an address that carries them sealed: going back, refreshing and turning the
page work, and nothing is kept on the server. Only the session that typed them opens them, and only for an hour.
"""

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac

HOLDS_S = 3600
CARRIED_AS = "s"
OVER = "Type it again: what was typed is forgotten after an hour, and with the session."
NOT_IN_ADDRESSES = "Type it into the box: words that may be a name are not taken from an address."


def sealed(request: HttpRequest, said: dict[str, Any]) -> str:
    """The words as an opaque text for an address."""
    return _lock(request).encrypt(json.dumps(said).encode()).decode()


def opened(request: HttpRequest) -> dict[str, Any] | None:
    """What the address carries; None when it was typed in another session, is over, or was changed."""
    try:
        said: dict[str, Any] = json.loads(_lock(request).decrypt(request.GET[CARRIED_AS], ttl=HOLDS_S))
    except (InvalidToken, ValueError):
        return None
    return said


def without_words(request: HttpRequest, page: str) -> HttpResponse | None:
    """Where an address leads that carries words in the open, or sealed words that nobody can open: to the empty box."""
    if "q" in request.GET:
        messages.info(request, NOT_IN_ADDRESSES)
        return redirect(page)
    if CARRIED_AS in request.GET and opened(request) is None:
        messages.info(request, OVER)
        return redirect(page)
    return None


def _lock(request: HttpRequest) -> Fernet:
    key = salted_hmac("watchward.sealed-words", request.session.session_key or "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
