"""Words of a text as search compares them: folded, without accents, brought to a short stem; with their places."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

WORD: Final = re.compile(r"[^\W_]+(?:['’`´][^\W_]+)*")
# Letters that no decomposition takes apart.
_BARE: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_APOSTROPHES: Final = str.maketrans("", "", "'’`´")
# Too frequent to find anything by.
STOPS: Final = frozenset(
    """
    a an and are as at be been but by for from had has have he her him his i in into is it its me my not of off on
    or our out she so that the their them then there they this to up us was we were what when which who will with
    you
    """.split()  # noqa: SIM905 (easier to read)
)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """One word without case, accents and apostrophes: `O’Neill-Žák` is `oneill-zak`."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    return bare.translate(_BARE).translate(_APOSTROPHES)


def folded_words(text: str) -> list[str]:
    """Every word, folded, in order."""
    if text.isascii() and text.replace(" ", "").isalnum():
        return text.lower().split()  # most names and many questions: the same, sooner
    return [fold(one) for one in WORD.findall(text)]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The part that endings of number and tense leave alone: `bottles`, `bottle` and `bottled` are `bottl`.

    Modest on purpose: a wrong merger shows one hit too many, and a word that is left alone is still found as it is.
    """
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    for ending, least in (("ings", 4), ("ing", 3), ("edly", 3), ("ied", 2), ("ies", 2), ("ed", 3), ("es", 3), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending in {"ied", "ies"} else "")
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz" and ending.strip("s") in {"ing", "ed"}:
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def stems(text: str) -> list[str]:
    """The stems of a text in order, frequent small words left out."""
    return [stem(one) for one in folded_words(text) if one not in STOPS]


def places(text: str) -> list[tuple[int, int, str]]:
    """(start, end, stem) of every word of a text, for marking hits."""
    return [(one.start(), one.end(), stem(fold(one.group()))) for one in WORD.finditer(text)]
