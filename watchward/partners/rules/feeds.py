"""The secret part of a feed's address, and how long it opens anything."""

import hashlib
import secrets
from datetime import timedelta

LIFETIME = timedelta(days=365)
MOST = 10  # open feeds of one person in one partnership


def new_token() -> str:
    """256 random bits: nobody guesses one, so a plain hash of it is enough to keep."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
