"""Which of many subjects are closed to members, in words: a page of them asks twice and not once for each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from watchward.assess.models import AgeEstimate, Subject
from watchward.assess.rules.subjects import Said, possible_minor

MINOR, VULNERABLE = "Possible minor", "Vulnerable"


def closed_to_members(parts: Mapping[str, Sequence[int]], today: date) -> dict[str, tuple[str, ...]]:
    """What closes each reference (P-04, P-05), by the ids of everything that was merged into it."""
    ids = [pk for many in parts.values() for pk in many]
    rows = Subject.everywhere.filter(pk__in=ids).values_list("pk", "born_on", "is_vulnerable")
    known = {pk: (born_on, is_vulnerable) for pk, born_on, is_vulnerable in rows}
    estimates: dict[int, list[tuple[int, Said]]] = {}
    told = AgeEstimate.everywhere.filter(subject_id__in=ids).order_by("id")
    for pk, subject_id, by, looks in told.values_list("pk", "subject_id", "estimated_by_id", "looks"):
        estimates.setdefault(subject_id, []).append((pk, Said(by, looks)))
    found = {}
    for ref, many in parts.items():
        born = [day for pk in many if pk in known and (day := known[pk][0]) is not None]
        said = sorted((one for pk in many for one in estimates.get(pk, ())), key=lambda one: one[0])
        is_minor = bool(possible_minor(max(born, default=None), _newest(one for _pk, one in said), today))
        is_vulnerable = any(known[pk][1] for pk in many if pk in known)
        found[ref] = (MINOR,) * is_minor + (VULNERABLE,) * is_vulnerable
    return found


def _newest(said: Iterable[Said]) -> list[Said]:
    """The newest estimate of each person."""
    return list({one.by: one for one in said}.values())
