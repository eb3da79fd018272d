"""What a ranking cannot see: who is reported, judged and listed, by age band, hour, zone and member, never by sex or
ethnicity (G-14). Counts only, and no person."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from watchward.assess.queries.judged_visits import Mention
from watchward.identify.bias import Counted, Line, compare
from watchward.kit.lists import load

MOST_GROUPS: Final = 12  # of one kind; the others stand together
NOT_SAID: Final = "Not said"
TOGETHER: Final = " others together"
Alike = tuple[str, int, int, int, bool, bool]  # age band, quarter of the day, premises, member; judged, on a list
HOURS: Final = ("0:00 to 5:59", "6:00 to 11:59", "12:00 to 17:59", "18:00 to 23:59")


@dataclass(frozen=True, slots=True)
class Group:
    """People in reports by one thing that may be shown."""

    title: str
    lines: tuple[Line, ...]


def bias_of(
    said: Iterable[Mention], listed: Collection[str], members: dict[int, str], zone_of: dict[int, str]
) -> tuple[Group, ...]:
    """The report beside the lists; `listed`: the references that are on them."""
    bands = {one.id: one.label for one in load("person_age_bands").entries}
    on_lists = frozenset(listed)
    alike = Counter(
        (one.age_band, one.hour % 24 // 6, one.premises, one.organisation, bool(one.subject), one.subject in on_lists)
        for one in said
    )
    ways: tuple[tuple[str, Callable[[Alike], str]], ...] = (
        ("Age as reported", lambda one: bands.get(one[0], NOT_SAID)),
        ("Hour", lambda one: HOURS[one[1]]),
        ("Zone", lambda one: zone_of.get(one[2]) or "No zone"),
        ("Member who reported", lambda one: members.get(one[3], NOT_SAID)),
    )
    return tuple(Group(title, _lines(_counted(alike, name))) for title, name in ways)


def _lines(counted: Mapping[str, Counted]) -> tuple[Line, ...]:
    """What stands together comes last, however much it is."""
    return tuple(sorted(compare(counted), key=lambda line: line.group.endswith(TOGETHER)))


def _counted(alike: Mapping[Alike, int], name: Callable[[Alike], str]) -> dict[str, Counted]:
    reported, judged, ranked = Counter[str](), Counter[str](), Counter[str]()
    for one, many in alike.items():
        group = name(one)
        reported[group] += many
        judged[group] += many * one[4]
        ranked[group] += many * one[5]
    order = sorted(reported, key=lambda group: (-reported[group], group))
    shown = order if len(order) <= MOST_GROUPS else order[: MOST_GROUPS - 1]
    found = {group: Counted(reported[group], judged[group], ranked[group]) for group in shown}
    if rest := order[len(shown) :]:
        found[f"{len(rest)}{TOGETHER}"] = Counted(
            *(sum(of[group] for group in rest) for of in (reported, judged, ranked))
        )
    return found
