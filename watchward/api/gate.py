"""Who asks: a Bearer key, looked up on every request. Cookies open nothing here."""

from datetime import datetime

from django.http import HttpRequest

from watchward.api.limits import seconds_to_wait
from watchward.api.problems import NO_KEY, TOO_MANY, Stop
from watchward.partners.actions.keys import note_use
from watchward.partners.queries.keys import KeySeat, seat_of_key
from watchward.partners.rules.keys import COARSE

REALM = 'Bearer realm="Watchward"'
LONGEST = 200
WITHOUT = "This address is for programs. Send a key: `Authorization: Bearer …`. Keys are made on your account page."
NO_GOOD = "This key is unknown, has ended, or its account may not use keys any more. Make a new one."


def enter(request: HttpRequest, now: datetime) -> KeySeat:
    """The seat of the key that came with a request. Raises: Stop, with 401 or 429."""
    kind, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    if kind.lower() != "bearer" or not secret:
        raise Stop(NO_KEY, WITHOUT, WWW_Authenticate=REALM)
    seat = seat_of_key(secret, now) if len(secret) <= LONGEST else None
    if seat is None:
        raise Stop(NO_KEY, NO_GOOD, WWW_Authenticate=f'{REALM}, error="invalid_token"')
    if wait := seconds_to_wait(seat.key_id, now):
        raise Stop(TOO_MANY, f"This key asked too often. It may ask again in {wait} seconds.", Retry_After=str(wait))
    if seat.last_used_at is None or now - seat.last_used_at > COARSE:
        note_use(actor=seat.actor, key_id=seat.key_id, now=now)
    return seat
