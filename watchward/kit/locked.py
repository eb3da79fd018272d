"""Secrets that the server must read back: locked with a key that is kept apart from the database.

What is locked is `WL1.` and base64url of a nonce (12 bytes) and AES-256-GCM ciphertext with its tag (16). Whoever has
the database, or a backup of it, and not the key file, has nothing that works.
"""

import base64
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from watchward.kit.errors import Refused
from watchward.kit.keyfiles import make_once

MARK = "WL1."
KEY_BYTES = 32
NONCE_BYTES = 12


class CannotUnlock(Refused):
    """It was locked with another key, was changed, or was never locked."""


@dataclass(frozen=True, slots=True)
class Lock:
    """One key. `repr` never shows it."""

    _key: bytes = field(repr=False)

    @classmethod
    def kept_in(cls, path: Path) -> "Lock":
        """The key in this file, made on first use."""
        if not path.exists():
            make_once(path, base64.urlsafe_b64encode(os.urandom(KEY_BYTES)))
        key = base64.urlsafe_b64decode(path.read_bytes())
        if len(key) != KEY_BYTES:
            raise ValueError(f"{path} holds no key of {KEY_BYTES} bytes.")
        return cls(key)

    def lock(self, text: str) -> str:
        """Close it. The same text looks different each time."""
        nonce = os.urandom(NONCE_BYTES)
        closed = nonce + AESGCM(self._key).encrypt(nonce, text.encode(), MARK.encode())
        return MARK + base64.urlsafe_b64encode(closed).decode()

    def unlock(self, locked: str) -> str:
        """Open it.

        Raises: CannotUnlock, also for a text that stands in the clear: nobody may put one in its place.
        """
        if not locked.startswith(MARK):
            raise CannotUnlock("This was never locked.")
        try:
            closed = base64.urlsafe_b64decode(locked.removeprefix(MARK))
            nonce, rest = closed[:NONCE_BYTES], closed[NONCE_BYTES:]
            return AESGCM(self._key).decrypt(nonce, rest, MARK.encode()).decode()
        except (ValueError, InvalidTag) as wrong:
            raise CannotUnlock("This was locked with another key, or was changed.") from wrong
