"""Point out words in free text that a report should hardly ever hold (G-14). It warns; it never blocks."""

import json
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parent / "lists" / "data" / "sensitive_words.json"
# Letters and digits with their combining marks; an apostrophe inside keeps a word whole.
TOKEN: Final = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+(?:['’](?:[^\W_][\u0300-\u036f]*)+)*")
JOINERS: Final = re.compile(r"[\s\-‐‑]{1,8}")


@dataclass(frozen=True)
class Finding:
    """One place in the text worth a second look; `text[start:end]` is `word`."""

    start: int
    end: int
    word: str
    category: str
    advice: str


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    word: str
    follows_on: bool
    """Whether only spaces or a hyphen stand between the token before and this one."""


@dataclass(frozen=True)
class _Words:
    phrases: dict[tuple[str, ...], str]
    """Whole phrase -> category."""
    lengths: dict[str, tuple[int, ...]]
    """First word -> lengths of the phrases that begin with it, longest first."""
    advice: dict[str, str]
    not_before: dict[str, frozenset[str]]
    """Category (or `any`) -> words that, right behind, make it a name or a product."""
    titles: frozenset[str]
    not_after: dict[str, frozenset[str]]


def scan(text: str) -> list[Finding]:
    """Return sensitive words in the order of the text; place names and goods are passed over.

    Time grows in step with the length of the text: it is read once, and each word is looked up in a table
    once per length of the phrases that begin with it.
    """
    words = _words()
    tokens = _tokens(text)
    findings: list[Finding] = []
    at = 0
    while at < len(tokens):
        size, category = _match(words, tokens, at)
        if size and not _is_name(words, tokens, at, size, category):
            start, end = tokens[at].start, tokens[at + size - 1].end
            findings.append(Finding(start, end, text[start:end], category, words.advice[category]))
        at += size or 1
    return findings


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    end = 0
    for match in TOKEN.finditer(text):
        follows_on = bool(tokens) and JOINERS.fullmatch(text, end, match.start()) is not None
        tokens.append(_Token(match.start(), match.end(), _plain(match.group()), follows_on))
        end = match.end()
    return tokens


def _plain(word: str) -> str:
    """Fold case and typographic apostrophes, and drop a possessive, so that "Muslim’s" is found."""
    folded = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    return folded.removesuffix("'s") if folded.count("'") == 1 else folded


def _match(words: _Words, tokens: list[_Token], at: int) -> tuple[int, str]:
    """Return how many tokens the longest phrase here covers, and its category; (0, "") if none."""
    for length in words.lengths.get(tokens[at].word, ()):
        here = tokens[at : at + length]
        category = words.phrases.get(tuple(token.word for token in here))
        if category and all(token.follows_on for token in here[1:]):
            return len(here), category
    return 0, ""


def _is_name(words: _Words, tokens: list[_Token], at: int, size: int, category: str) -> bool:
    """Whether the words beside it make it a street, a business, a product or a surname."""
    after = at + size
    guards = words.not_before["any"] | words.not_before.get(category, frozenset())
    if after < len(tokens) and tokens[after].follows_on and tokens[after].word in guards:
        return True
    if at == 0:
        return False
    before = tokens[at - 1].word  # a full stop may stand between, as in "Mr. Gay"
    named = before in words.titles and size == 1
    return named or (tokens[at].follows_on and before in words.not_after.get(category, frozenset()))


@cache
def _words() -> _Words:
    content = json.loads(DATA.read_text(encoding="utf-8"))
    after: dict[str, list[str]] = dict(content["not_after"])
    titles = frozenset(_plain(word) for word in after.pop("titles"))
    phrases = _phrases(content)
    lengths: dict[str, set[int]] = defaultdict(set)
    for phrase in phrases:
        lengths[phrase[0]].add(len(phrase))
    return _Words(
        phrases=phrases,
        lengths={first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()},
        advice=content["categories"],
        not_before=_guards(content["not_before"]),
        titles=titles,
        not_after=_guards(after),
    )


def _guards(rows: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(_plain(word) for word in words) for key, words in rows.items()}


def _phrases(content: dict[str, Any]) -> dict[tuple[str, ...], str]:
    """Gather the phrases as words; a pair is an adjective before a word for a person."""
    texts = [(text, category) for category, rows in content["words"].items() for text in rows]
    texts += [
        (f"{first} {person}", category)
        for category, rows in content["pairs"].items()
        for first in rows
        for person in content["person_words"]
    ]
    return {tuple(token.word for token in _tokens(text)): category for text, category in texts}
