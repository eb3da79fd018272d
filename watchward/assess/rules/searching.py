"""What was typed into the search box, understood: words, days, a registration, a reference. Pure, and never fails."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from watchward.identify.names import typing_errors
from watchward.identify.registrations import looks_like_registration, tidy_registration
from watchward.kit.days import Days, find_days
from watchward.kit.refs import LENGTH, tidy_ref
from watchward.kit.wording import STOPS, WORD, fold, places, stem

LONGEST = 200  # characters that are read
MOST_WORDS = 8
AROUND = 70  # characters shown on either side of the first hit
SNIPPET = 190
_REF = re.compile(rf"[A-Z]-[0-9A-Z]{{{LENGTH}}}")

Pieces = tuple[tuple[str, bool], ...]  # text, and whether it is a hit


@dataclass(frozen=True, slots=True)
class Asked:
    """One search."""

    text: str = ""
    words: tuple[str, ...] = ()  # folded, as typed
    days: Days | None = None
    registration: str = ""
    ref: str = ""
    kind: str = ""  # narrowed to an incident type
    method: str = ""  # narrowed to a way of acting
    was_cut: bool = False

    @property
    def word_of(self) -> dict[str, str]:
        """Each stem with the word from which it was made; the frequent small words are left out."""
        return {stem(one): one for one in self.words if one not in STOPS}

    @property
    def stems(self) -> tuple[str, ...]:
        """What every hit must hold."""
        return tuple(self.word_of)

    @property
    def name(self) -> str:
        """The words as a name."""
        return " ".join(self.words)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.stems or self.days or self.registration or self.ref or self.kind or self.method)


def understand(text: str, today: date, *, kind: str = "", method: str = "") -> Asked:
    """Read what a person typed. Signs, operators and pictures mean nothing; the first 200 characters count."""
    # Only what shows something: no control, direction or private characters, and no half of a surrogate pair.
    shown = (one if unicodedata.category(one)[0] != "C" else " " for one in text[: 4 * LONGEST])
    flat = " ".join("".join(shown).split())
    asked = Asked(text=flat[:LONGEST], kind=kind, method=method, was_cut=len(flat) > LONGEST or len(text) > 4 * LONGEST)
    ref = tidy_ref(asked.text)
    if _REF.fullmatch(ref):
        return replace(asked, ref=ref)
    days = find_days(asked.text, today)
    rest = days.rest if days else asked.text
    words = tuple(fold(one) for one in WORD.findall(rest))
    return replace(
        asked,
        words=words[:MOST_WORDS],
        days=days,
        registration=tidy_registration(rest) if looks_like_registration(rest) else "",
        was_cut=asked.was_cut or len(words) > MOST_WORDS,
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """Which of the asked stems a text holds, and the text with its hits."""

    held: frozenset[str]
    pieces: Pieces


def look_for(stems: Collection[str], text: str, *, is_name: bool = False, is_code: bool = False) -> Hit:
    """Find the asked stems in a text that the reader may read.

    Args:   is_name: one typing error is forgiven.  is_code: its signs may be left out, as in `44/1234/26`.
    """
    held: set[str] = set()
    spans: list[tuple[int, int]] = []
    if is_code and (together := stem("".join(fold(one) for one in WORD.findall(text)))) in stems:
        return Hit(frozenset({together}), ((text, True),))
    for start, end, found in places(text):
        met = _met(stems, found, is_name)
        if met:
            held |= met
            spans.append((start, end))
    return Hit(frozenset(held), _cut(text, spans))


def _met(stems: Collection[str], found: str, is_name: bool) -> set[str]:
    if found in stems:
        return {found}
    if not is_name or len(found) < 3:
        return set()
    return {one for one in stems if len(one) > 2 and typing_errors(one, found, 2) <= 1}


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> Pieces:
    """The text round its first hit, at most `SNIPPET` long, in pieces."""
    first = spans[0][0] if spans else 0
    start = max(0, first - AROUND)
    if start:
        start = min(first, text.find(" ", start) + 1 or start)
    end = min(len(text), start + SNIPPET)
    if end < len(text):
        end = max(text.rfind(" ", first, end), spans[0][1] if spans else 0) if " " in text[first:end] else end
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for left, right in spans:
        if right > end:
            break
        pieces += [(text[at:left], False), (text[left:right], True)]
        at = right
    pieces.append((text[at:end], False))
    if end < len(text):
        pieces.append((" …", False))
    return tuple(one for one in pieces if one[0])
