"""Search as you type: every word typed must begin a word of the label or of a synonym."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

FILLERS: Final = frozenset({"a", "an", "and", "the", "of", "to", "was", "were", "he", "she", "they", "with", "my"})
WORD: Final = re.compile(r"[^\W_]+")
MANY: Final = 12  # nobody types more words than this into a search box

# The cost of a hit by where it was found: lower is better.
EXACT_LABEL, LABEL_START, EXACT_SYNONYM, LABEL_WORDS, SYNONYM_START, SYNONYM_WORDS, MIXED = range(7)


def words_of(text: str) -> list[str]:
    """Split into plain words: no case, accents or apostrophes, so that "Café's" is "cafes"."""
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "")).casefold()
    return WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))


class SearchIndex:
    """Labels and synonyms of one list, split into words once."""

    def __init__(self, rows: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._rows = [(words_of(label), [words_of(one) for one in synonyms]) for label, synonyms in rows]

    def find(self, text: str, limit: int) -> list[int]:
        """Return positions of hits, best first; equal hits keep the order of the file."""
        typed = words_of(text)[:MANY]
        asked = [word for word in typed if word not in FILLERS] or typed
        if not asked:
            return []
        costs = ((_cost(asked, label, synonyms), at) for at, (label, synonyms) in enumerate(self._rows))
        ranked = sorted((cost, at) for cost, at in costs if cost is not None)
        return [at for _, at in ranked[:limit]]


def _cost(asked: list[str], label: list[str], synonyms: list[list[str]]) -> int | None:
    if asked == label:
        return EXACT_LABEL
    if _starts(asked, label):
        return LABEL_START
    if asked in synonyms:
        return EXACT_SYNONYM
    if _all_begin(asked, label):
        return LABEL_WORDS
    if any(_starts(asked, one) for one in synonyms):
        return SYNONYM_START
    if any(_all_begin(asked, one) for one in synonyms):
        return SYNONYM_WORDS
    every = label + [word for one in synonyms for word in one]
    return MIXED if _all_begin(asked, every) else None


def _starts(asked: list[str], phrase: list[str]) -> bool:
    """Whether the phrase begins with the words typed, the last of which may be unfinished."""
    *whole, last = asked
    size = len(whole)
    return len(phrase) > size and phrase[:size] == whole and phrase[size].startswith(last)


def _all_begin(asked: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in asked)
