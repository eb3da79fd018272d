"""Which known subjects are worth comparing with somebody in a report: by name, registration, marks, place and method.

Only keys are looked up here, in the index of the search and among facts; how well somebody fits is weighed afterwards.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from watchward.assess.choices import FactKind
from watchward.assess.indexing import FACTS, SUBJECT_PLATES
from watchward.assess.models import Fact, Subject
from watchward.assess.queries.search.subjects import named_like
from watchward.collect.models import MentionedPerson, Report
from watchward.identify.registrations import SHORTEST, pieces, tidy_registration
from watchward.kit.wording import stems
from watchward.records.postings import Shelf, counts, term_of

MOST: Final = 60  # compared in full for one person; more are counted and said
NAME, PLATE, BORN, MARK, HERE = 100, 90, 90, 20, 10  # in which order they are compared where there are too many
FEWEST_MARKS = 2  # words in common, of a mark that is said in several
WIDEST = 400  # subjects that share a word of a mark; more, and the word tells nobody apart


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ids of subjects, the likeliest first, and how many more there were."""

    ids: tuple[int, ...]
    left_out: int
    been_here: frozenset[int]  # acted at the same premises before


def candidates_for(partnership_id: int, report: Report, mention: MentionedPerson) -> Candidates:
    """Everybody who shares something telling with one person in a report."""
    plates = [one.registration for one in report.vehicles.all()]
    found = _by_keys(partnership_id, (mention.name, mention.alias), plates, mention.marks)
    here = _by_method_here(partnership_id, report, mention)
    for ident in here:
        found[ident] += HERE
    return _ranked(found, here)


def candidates_like(
    partnership_id: int, *, names: Iterable[str], registrations: Iterable[str], marks: str, born_on: date | None
) -> Candidates:
    """Everybody who shares something telling with what is asked for."""
    found = _by_keys(partnership_id, names, registrations, marks)
    if born_on is not None:
        rows = Subject.everywhere.filter(partnership_id=partnership_id, born_on=born_on).order_by("-pk")
        for ident in rows.values_list("pk", flat=True)[:MOST]:
            found[ident] += BORN
    return _ranked(found, ())


def _by_keys(
    partnership_id: int, names: Iterable[str], registrations: Iterable[str], marks: str
) -> Counter[int]:  # fmt: skip
    found: Counter[int] = Counter()
    for name in sorted({*names} - {""}):
        for place, ident in enumerate(named_like(partnership_id, name)):
            found[ident] += NAME - min(place, NAME // 2)
    for ident in _by_plate(partnership_id, registrations):
        found[ident] += PLATE
    for ident in _by_marks(partnership_id, marks):
        found[ident] += MARK
    return found


def _ranked(found: Counter[int], here: Iterable[int]) -> Candidates:
    ranked = [ident for ident, _score in sorted(found.items(), key=lambda pair: (-pair[1], -pair[0]))]
    return Candidates(tuple(ranked[:MOST]), max(0, len(ranked) - MOST), frozenset(here))


def _by_plate(partnership_id: int, registrations: Iterable[str]) -> list[int]:
    """Subjects with a vehicle of which enough signs in a row are the same."""
    found: list[int] = []
    for one in registrations:
        asked = pieces(tidy_registration(one))
        shared = counts(Shelf.SUBJECTS, [term_of(partnership_id, SUBJECT_PLATES, piece) for piece in asked])
        least = max(1, len(asked) - SHORTEST)  # one sign misread spoils as many pieces as are long
        found += [ident for ident, many in sorted(shared.items(), key=lambda pair: -pair[1])[:MOST] if many >= least]
    return found


def _by_marks(partnership_id: int, marks: str) -> list[int]:
    words = stems(marks)
    if not words:
        return []
    shared = counts(Shelf.SUBJECTS, [term_of(partnership_id, FACTS, one) for one in words])
    if len(shared) > WIDEST:
        shared = {ident: many for ident, many in shared.items() if many > 1}
    least = min(FEWEST_MARKS, len(set(words)))
    return [ident for ident, many in sorted(shared.items(), key=lambda pair: -pair[1])[:MOST] if many >= least]


def _by_method_here(partnership_id: int, report: Report, mention: MentionedPerson) -> Sequence[int]:
    """A method alone leads to somebody only where they acted at the same premises."""
    if not mention.methods:
        return []
    rows = Fact.everywhere.filter(
        partnership_id=partnership_id, kind=FactKind.METHOD, plain_value__in=mention.methods,
        withdrawn_at__isnull=True, report__premises_id=report.premises_id,
    )  # fmt: skip
    return list(rows.exclude(report_id=report.pk).order_by("-id").values_list("subject_id", flat=True)[:MOST])
