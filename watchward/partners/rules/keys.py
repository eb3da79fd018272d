"""What a program's key is: its secret, its length of life, what it may be made for. Pure."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchward.policy import Actor, Permission, may
from watchward.policy.roles import STEP_UP

MARK = "ww_"  # lets scanners find a key that somebody published by mistake
SHOWN_LETTERS = 10
LONGEST_DAYS = 365
USUAL_DAYS = 90
DAYS = (30, USUAL_DAYS, 180, LONGEST_DAYS)
LONGEST_NAME = 60
MOST_KEYS = 20  # in force, per membership
COARSE = timedelta(hours=1)  # how exactly the last use is known: enough to see which key sleeps, no diary of requests


@dataclass(frozen=True, slots=True)
class Secret:
    """A fresh secret with what is kept of it."""

    text: str
    sha256: str
    prefix: str


def new_secret() -> Secret:
    """256 random bits: nobody guesses one, so a plain hash keeps it as well as a slow one would."""
    text = MARK + secrets.token_urlsafe(32)
    return Secret(text, sha256_of(text), text[:SHOWN_LETTERS])


def sha256_of(secret: str) -> str:
    """What is stored and looked up in place of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def grantable(actor: Actor) -> list[Permission]:
    """What this actor may make a key for: what they may do now, without what asks for a person (STEP_UP)."""
    return [one for one in Permission if one not in STEP_UP and may(actor, one)]


def scope_id(permission: Permission) -> str:
    """The name of a scope as programs know it; the words may change, this does not."""
    return permission.name.lower()


def permissions_of(scopes: Iterable[str]) -> frozenset[Permission]:
    """The permissions behind kept scopes; one that the house no longer knows gives nothing."""
    known = {scope_id(one): one for one in Permission}
    return frozenset(known[one] for one in scopes if one in known)


def is_in_force(expires_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    """Whether a key still opens anything."""
    return revoked_at is None and now < expires_at
