"""What a document of the governance gate must hold before it counts (G-01, G-02, G-04)."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from watchward.partners.choices import DocumentKind, LawfulBasis

RECOGNISED_SINCE = date(2026, 2, 5)  # recognised legitimate interests in force; older records keep their assessment
LONGEST_YEARS = 5


@dataclass(frozen=True, slots=True)
class DocumentSaid:
    """A document as its form sends it."""

    kind: str
    title: str
    dated_on: date
    expires_on: date
    number: str = ""
    text: str = ""
    second_text: str = ""
    basis: str = ""
    url: str = ""


def document_problems(said: DocumentSaid, today: date) -> dict[str, str]:
    """What is still missing or wrong, by field; empty when the document may be registered."""
    problems = _plain_problems(said, today)
    if said.kind == DocumentKind.POLICY:
        problems |= _policy(said)
    elif said.kind == DocumentKind.LAWFUL_BASIS:
        problems |= _lawful_basis(said)
    elif said.kind == DocumentKind.ICO_FEE:
        if not said.number.strip():
            problems["number"] = "Enter the registration number that the ICO gave you, like ZA123456."
    elif said.kind == DocumentKind.PRIVACY_NOTICE:
        if not said.url.strip():
            problems["url"] = "Enter the address at which anybody can read the notice."
    elif not said.text.strip() and not said.url.strip():
        problems["text"] = "Paste the text, or give the address at which it is kept."
    return problems


def _plain_problems(said: DocumentSaid, today: date) -> dict[str, str]:
    problems = {}
    if said.kind not in DocumentKind.values:
        problems["kind"] = "Pick which document this is."
    if not said.title.strip():
        problems["title"] = "Enter a title by which you will find it again."
    if said.dated_on > today:
        problems["dated_on"] = "This date is in the future. Register the document when it is in force."
    if said.expires_on <= said.dated_on:
        problems["expires_on"] = "The end or next review must come after the document's date."
    elif said.expires_on <= today:
        problems["expires_on"] = "This document has run out. Renew it, then register the new one."
    elif said.expires_on.year > today.year + LONGEST_YEARS:
        problems["expires_on"] = f"Review it within {LONGEST_YEARS} years. Enter an earlier date."
    if said.url.strip() and urlsplit(said.url.strip()).scheme not in {"http", "https"}:
        problems["url"] = "Enter a whole address that begins with https://."
    return problems


def _policy(said: DocumentSaid) -> dict[str, str]:
    """G-02: the policy document holds two parts, and is never complete without both."""
    problems = {}
    if not said.text.strip():
        problems["text"] = "First part is missing: how each principle of Article 5 is met."
    if not said.second_text.strip():
        problems["second_text"] = "Second part is missing: what is kept, for how long, and how it is erased."
    return problems


def _lawful_basis(said: DocumentSaid) -> dict[str, str]:
    """G-04: necessity always; the balancing test unless the interest is a recognised one; not before its law."""
    problems = {}
    if said.basis not in LawfulBasis.values:
        problems["basis"] = "Pick the basis that this record argues for."
    if not said.text.strip():
        problems["text"] = "Say why the sharing is necessary. Both bases need it."
    if said.basis == LawfulBasis.LEGITIMATE and not said.second_text.strip():
        problems["second_text"] = "Write the balancing test: the person's interests against yours."
    if said.basis == LawfulBasis.RECOGNISED and said.dated_on < RECOGNISED_SINCE:
        since = f"{RECOGNISED_SINCE.day} {RECOGNISED_SINCE:%B %Y}"
        problems["basis"] = (
            f"Recognised legitimate interests exist since {since}. A record of an earlier date is a full assessment."
        )
    return problems
