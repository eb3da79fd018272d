"""Vehicle registrations, in whole or in part, with `?` for a character that nobody could read."""

SHORTEST = 3  # characters that must be known
LONGEST = 10
_MISREAD = str.maketrans({"O": "0", "I": "1", "Q": "0"})  # told apart by nobody from across a street


def tidy_registration(text: str) -> str:
    """Capitals, digits and `?` only; empty if too little or too much is left to look up."""
    kept = "".join(one for one in text.upper() if (one.isascii() and one.isalnum()) or one in "?*")
    kept = kept.replace("*", "?")
    known = len(kept) - kept.count("?")
    return kept if known >= SHORTEST and len(kept) <= LONGEST else ""


def looks_like_registration(text: str) -> bool:
    """Whether a typed text may be one: short, and with both letters and digits, or with a `?`."""
    kept = tidy_registration(text)
    plain = all(one.isalnum() or one in " ?*-" for one in text)
    return (
        bool(kept) and plain and (("?" in kept) or (any(c.isdigit() for c in kept) and any(c.isalpha() for c in kept)))
    )


def pieces(registration: str) -> set[str]:
    """Every three characters in a row that were read, to file and to look up by."""
    text = registration.upper().translate(_MISREAD)
    runs = (text[at : at + SHORTEST] for at in range(len(text) - SHORTEST + 1))
    return {one for one in runs if "?" not in one}


def fits(asked: str, found: str) -> float:
    """How well a found registration fits what was asked: 1 the same, less for a part, a `?` or one wrong; else 0."""
    one, other = asked.upper().translate(_MISREAD), found.upper().translate(_MISREAD)
    if not one or not other:
        return 0.0
    if len(one) == len(other):
        wrong, unread = _compare(one, other)
        if wrong <= (1 if len(one) - unread >= 5 else 0):
            return 1.0 - 0.25 * wrong - 0.02 * unread
    if len(one) < len(other):
        tries = (_compare(one, other[at : at + len(one)]) for at in range(len(other) - len(one) + 1))
        best = min((unread for wrong, unread in tries if not wrong), default=None)
        return 0.7 - 0.02 * best if best is not None else 0.0
    return 0.0


def _compare(one: str, other: str) -> tuple[int, int]:
    """(characters that differ, characters that one of the two did not read)."""
    pairs = list(zip(one, other, strict=True))
    unread = sum("?" in pair for pair in pairs)
    return sum(a != b for a, b in pairs if "?" not in (a, b)), unread
