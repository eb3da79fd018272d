"""Letters of other alphabets in Latin ones, so that a name written twice can be met.

Cyrillic and Greek are written out by the usual English transliteration (this project's own table, from general
knowledge). Other scripts stay as they are and are compared among themselves. Marks that only steer the direction of
writing, and others that nobody sees, are left out.
"""

import unicodedata
from functools import lru_cache
from typing import Final

_CYRILLIC: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i yi ye g w".split(" "),  # noqa: SIM905
        strict=True,
    )
)
_GREEK: Final = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),  # noqa: SIM905
        strict=True,
    )
)
_TABLE: Final = str.maketrans({**_CYRILLIC, **_GREEK})


@lru_cache(maxsize=65536)
def romanised(text: str) -> str:
    """The text with Cyrillic and Greek in Latin letters, without invisible signs."""
    if text.isascii():
        return text
    seen = "".join(one for one in text if unicodedata.category(one) not in {"Cf", "Cc"})
    plain = unicodedata.normalize("NFC", seen.casefold())
    if any("\u0370" <= one <= "\u03ff" or "\u1f00" <= one <= "\u1fff" for one in plain):  # Greek accents
        apart = unicodedata.normalize("NFD", plain)
        plain = "".join(one for one in apart if not unicodedata.combining(one))
    return plain.replace("ου", "ou").translate(_TABLE)
