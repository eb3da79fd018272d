"""Single cells: text, whole numbers, money, yes or no. Each returns the value or says what is `Wrong`.

Dates and times have their own module, `times`.
"""

import re
import unicodedata

from watchward.kit.tables.errors import Wrong, shown

MAX_TEXT = 20_000
# Controls (but not tab and line breaks), zero-width marks, byte-order marks and the marks that turn writing
# direction: they are invisible, and can make a cell read as something else than it is.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe]"
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\u00a0\u2007\u202f]")

_YES = frozenset({"yes", "y", "true", "t", "1", "x", "✓", "✔"})
_NO = frozenset({"no", "n", "false", "f", "0", "none", "nil", "n/a", "-", "–", "—"})
_INTEGER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.0+)?")
_MONEY = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?|\.(\d+)")
MAX_PENCE = 100_000_000_00


def clean_text(text: str) -> str:
    """Text as people meant it: composed letters, plain line breaks and spaces, nothing invisible."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text))
    return _INVISIBLE.sub("", text).strip()


def parse_text(text: str, *, limit: int = MAX_TEXT) -> str | Wrong:
    """Clean text of at most `limit` characters."""
    cleaned = clean_text(text)
    if len(cleaned) > limit:
        return Wrong(f"This text has {len(cleaned):,} characters; {limit:,} are allowed.", "Shorten it.")
    return cleaned


def parse_integer(text: str) -> int | Wrong:
    """A whole number; thousands may be grouped by commas."""
    cleaned = clean_text(text)
    if not cleaned.isascii() or not _INTEGER.fullmatch(cleaned):
        return Wrong(f"{shown(text)} is not a whole number.", "Write digits only, like 12.")
    return int(cleaned.split(".")[0].replace(",", ""))


def parse_yes_no(text: str) -> bool | Wrong:
    """Yes or no in the forms people type: yes/no, y/n, true/false, 1/0, x, none."""
    word = clean_text(text).casefold().rstrip(".")
    if word in _YES:
        return True
    if word in _NO:
        return False
    return Wrong(f"{shown(text)} is neither yes nor no.", "Write yes or no.")


def parse_pence(text: str, *, sign: str = "£", code: str = "GBP") -> int | Wrong:
    """Money in the partnership's own currency as whole pence; never a guess such as “1.2k” or “12,50”.

    Args: sign, code: how that currency may be written before or after the number; none at all is fine.
    """
    bare = _without_currency(clean_text(text), sign, code)
    found = _MONEY.fullmatch(bare) if bare.isascii() else None
    if found is None:
        return Wrong(f"{shown(text)} is not an amount of money.", f"Write pounds and pence like {sign}1,234.50.")
    pounds, pence = found[1] or "0", (found[2] or found[3] or "").rstrip("0")
    if len(pence) > 2:
        return Wrong(f"{shown(text)} has parts of a penny.", f"Round it to two places, like {sign}12.35.")
    if len(pounds) > 14:
        return _too_much(text)
    total = int(pounds.replace(",", "")) * 100 + int(pence.ljust(2, "0") or 0)
    return _too_much(text) if total > MAX_PENCE else total


def _without_currency(text: str, sign: str, code: str) -> str:
    for mark in (sign, code, code.lower()):
        if text.startswith(mark):
            return text[len(mark) :].lstrip()
        if text.endswith(mark):
            return text[: -len(mark)].rstrip()
    return text


def _too_much(text: str) -> Wrong:
    return Wrong(f"{shown(text)} is more than a hundred million.", "Check the amount.")
