"""Take a text apart into what could name somebody: runs of words, and what looks like a registration. Pure."""

import re

from watchward.assess.rules.subjects import plain

LONGEST_NAME = 4  # words
SHORTEST_NAME = 3  # letters: shorter runs are words of every day
# Today's British registrations however they are typed; older ones and Northern Ireland's only in capitals, since
# "for 2026" and "the A4 and" look the same.
TODAY = re.compile(r"\b[A-Za-z]{2}[0-9]{2} ?[A-Za-z]{3}\b")
OLDER = re.compile(r"\b(?:[A-Z][0-9]{1,3} ?[A-Z]{3}|[A-Z]{3} ?[0-9]{1,3}[A-Z]|[A-Z]{3} ?[0-9]{4})\b")
WORD = re.compile(r"[A-Za-z0-9]+")


def runs_of(text: str) -> dict[str, str]:
    """Every run of one to four words as names are looked up, with the words as they stand in the text."""
    words = text.split()
    found: dict[str, str] = {}
    for start in range(len(words)):
        for length in range(1, LONGEST_NAME + 1):
            said = " ".join(words[start : start + length])
            key = plain(said)
            if len(key) >= SHORTEST_NAME:
                found.setdefault(key, said.strip('.,;:!?()[]"“”'))
    return found


def registrations_in(text: str) -> list[str]:
    """What looks like a registration, as it stands in the text."""
    return list(dict.fromkeys(match.group().upper() for shape in (TODAY, OLDER) for match in shape.finditer(text)))


def squeezed_runs(text: str) -> set[str]:
    """Up to three words without the spaces between, in capitals: how registrations are kept."""
    words = [word.upper() for word in WORD.findall(text)]
    runs = {"".join(words[at : at + length]) for at in range(len(words)) for length in (1, 2, 3)}
    return {one for one in runs if 2 <= len(one) <= 12 and any(sign.isdigit() for sign in one)}
