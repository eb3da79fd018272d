"""References that people can read out over a radio and that nobody can count or guess."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U to mishear
LENGTH = 10  # 50 random bits: walking the space of references finds nothing
_LETTERS = bytes(ord(ALPHABET[byte % 32]) for byte in range(256))  # 32 divides 256, so every letter is as likely
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None})


def new_ref(prefix: str) -> str:
    """Make a fresh random reference such as `R-7K3MQ2XD9T`."""
    return f"{prefix}-{secrets.token_bytes(LENGTH).translate(_LETTERS).decode()}"


def tidy_ref(text: str) -> str:
    """Read a reference as a person typed it: any case, O for 0, I or L for 1, stray spaces."""
    prefix, dash, code = text.strip().upper().partition("-")
    return f"{prefix}{dash}{code.translate(_MISREAD)}" if dash else prefix
