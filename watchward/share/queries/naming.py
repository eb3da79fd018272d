"""Whether words name somebody whom the partnership knows: a bulletin leads to the gallery instead (G-07)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watchward.assess.choices import FactKind, Identity
from watchward.assess.models import Fact
from watchward.kit.sensitive_words import scan
from watchward.share.rules.naming import registrations_in, runs_of, squeezed_runs

PART = 500  # values asked for at once
NAMED = (
    "Somebody known to the partnership goes by this name. Take it out, and lead to their entry in the gallery "
    "instead: there only those see it who may."
)
REGISTERED = (
    "A registration leads to a person. Take it out, and lead to the entry in the gallery; the police get it with "
    "the report."
)


@dataclass(frozen=True, slots=True)
class Caution:
    """One place in a text worth a second look; `names` is whether it points at somebody."""

    word: str
    advice: str
    names: bool


def cautions_in(partnership_id: int, *texts: str) -> list[Caution]:
    """Names and aliases of known people, registrations, and words that are hardly ever needed (G-14)."""
    text = "\n".join(texts)
    return [
        *(Caution(word, NAMED, True) for word in known_names_in(partnership_id, text)),
        *(Caution(word, REGISTERED, True) for word in _registrations(partnership_id, text)),
        *(Caution(one.word, one.advice, False) for one in scan(text)),
    ]


def known_names_in(partnership_id: int, text: str) -> list[str]:
    """The names and aliases in a text that a fact holds of somebody, as they stand in the text."""
    runs = runs_of(text)
    facts = Fact.everywhere.filter(
        partnership_id=partnership_id, kind__in=[FactKind.NAME, FactKind.ALIAS], withdrawn_at__isnull=True
    ).exclude(subject__state=Identity.REMOVED)
    found: set[str] = set()
    for part in _parts(sorted(runs)):
        found |= set(facts.filter(plain_value__in=part).values_list("plain_value", flat=True))
    return [said for key, said in runs.items() if key in found]


def _registrations(partnership_id: int, text: str) -> list[str]:
    """What looks like one, and what is known as one however it looks."""
    looks = registrations_in(text)
    squeezed = {one.replace(" ", "") for one in looks}
    asked = sorted(squeezed_runs(text) - squeezed)
    facts = Fact.everywhere.filter(
        partnership_id=partnership_id, kind=FactKind.VEHICLE, withdrawn_at__isnull=True
    ).exclude(subject__state=Identity.REMOVED)
    known: set[str] = set()
    for part in _parts(asked):
        known |= set(facts.filter(plain_value__in=part).values_list("plain_value", flat=True))
    return looks + sorted(known)


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), PART):
        yield values[start : start + PART]
