"""How common values are, counted for a card. Values of few records are not named: a card says nothing of one person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from watchward.identify.evidence import Record, own
from watchward.identify.model.card import FEWEST_HOLDERS, Card, FieldCard

MOST_TERMS: Final = 20_000  # of one field
FEWEST_RECORDS: Final = 500  # from which a file tells how common its values are


def with_frequencies(card: Card, records: Sequence[Record]) -> Card:
    """The card with the frequencies of these records in place of its own."""
    return replace(card, fields=tuple(_counted(one, records) for one in card.fields))


def fitted_to(card: Card, records: Sequence[Record]) -> Card:
    """A card that was learned elsewhere, for a file: the prior of its size, and its frequencies if they can be told."""
    prior = 1 / max(len(records), 10)
    fitted = replace(card, prior=prior, kin=prior / 10)
    return with_frequencies(fitted, records) if len(records) >= FEWEST_RECORDS else fitted


def _counted(field: FieldCard, records: Sequence[Record]) -> FieldCard:
    """Shares of the records that say anything in this field; `rare` is the mean share of what is not named."""
    counts: Counter[str] = Counter()
    saying = 0
    for record in records:
        value = own(record.get(field.name))
        if value is not None:
            saying += 1
            counts.update(field.field.comparer.terms(value))
    if not counts:
        return replace(field, terms={}, rare=0.0)
    named = {term: many for term, many in counts.most_common(MOST_TERMS) if many >= FEWEST_HOLDERS}
    rest = [many for term, many in counts.items() if term not in named]
    rare = sum(rest) / len(rest) / saying if rest else 0.5 / saying
    return replace(field, terms={term: many / saying for term, many in sorted(named.items())}, rare=rare)
