"""Who was seen with whom: a picture and its table, for those who work with subjects."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from watchward.assess.actions.listing import note_names
from watchward.assess.queries.closed import MINOR, VULNERABLE
from watchward.assess.queries.network import MONTHS, USUAL, SeenTogether, seen_together
from watchward.identify.networks import LARGEST_CROWD, MOST_PEOPLE, Bridge, layout
from watchward.kit.charts import Chart, Dot, Line, letters
from watchward.kit.charts import network as draw
from watchward.kit.refs import tidy_ref
from watchward.kit.text import count, day
from watchward.web.access import SeatedRequest, seated
from watchward.web.desk_panel import options

HEADER = ("Person", "Seen", "Group", "Seen with", "Connects", "Closed to members")
TITLE = "Seen together"
MEANING = "Dot area shows how often somebody was seen, a line how often two were together. Letters are groups."
TIES_SHOWN, BRIDGES_SHOWN = 40, 8
CONNECTS = 0.5  # of somebody's visits with others, with people of other zones


WORTH = {
    "once": "Once only: may be chance",
    "chance": "Few: may still be chance",
    "more": "More often than by chance",
}


@seated
def network(request: SeatedRequest) -> HttpResponse:
    """Everybody, or around one subject. Looking at it is a look at everybody in it (G-12)."""
    asked = request.GET
    found = seen_together(request.actor, months=asked.get("months", USUAL), around=tidy_ref(asked.get("around", "")))
    refs = sorted(found.network.seen)
    note_names(actor=request.actor, refs=refs or ([found.around] if found.around else []), how="network")
    zone = request.seat.partnership.zone_info
    return render(
        request,
        "subjects/network.html",
        {
            "around": found.around,
            "title": f"Seen with {found.around_title}" if found.around else TITLE,
            "months": options([(one, f"The last {one} months") for one in MONTHS], found.months),
            "chart": _chart(found) if refs else None,
            "ties": _ties(found),
            "more_ties": max(0, len(found.network.ties) - TIES_SHOWN),
            "closed": found.closed,
            "bridges": [
                (found.titles[one.person], one.person, _connects(found, one))
                for one in _connecting(found)[:BRIDGES_SHOWN]
            ],
            "says": _says(found, day(found.since, zone)),
        },
    )


def _says(found: SeenTogether, since: str) -> str:
    said = f"{count(found.visits, 'visit')} since {since} in which a person judged who was there."
    if found.network.alone:
        said += f" {count(found.network.alone, 'subject')} of them stood alone."
    if found.network.left_out:
        said += (
            f" The {MOST_PEOPLE} with the most visits together are shown, {found.network.left_out:,} others are not."
        )
    if found.network.crowds:
        said += f" {count(found.network.crowds, 'visit')} with more than {LARGEST_CROWD} people count for no tie."
    return said


def _chart(found: SeenTogether) -> Chart:
    made, at, marks = found.network, layout(found.network), letters(found.network.groups)
    people = sorted(made.seen)
    place = {ref: number for number, ref in enumerate(people)}
    dots = [Dot(found.titles[ref], *at[ref], made.seen[ref], marks.get(ref, "")) for ref in people]
    lines = [Line(place[tie.one], place[tie.other], tie.visits) for tie in made.ties]
    strongest = made.ties[0]
    sentence = (
        f"{count(len(people), 'subject')} in {count(len(made.groups), 'group')}; most often together, "
        f"{count(strongest.visits, 'time')}: {found.titles[strongest.one]} and {found.titles[strongest.other]}."
    )
    by_count = sorted(people, key=lambda ref: (-made.seen[ref], found.titles[ref]))
    rows = [_row(found, ref, marks) for ref in by_count]
    return draw(dots, lines, title=TITLE, sentence=sentence, denominator=MEANING, rows=rows, header=HEADER)


def _row(found: SeenTogether, ref: str, marks: Any) -> tuple[object, ...]:
    others = [
        (tie.visits, found.titles[tie.other if tie.one == ref else tie.one])
        for tie in found.network.ties
        if ref in (tie.one, tie.other)
    ]
    bridge = next((one for one in found.network.bridges if one.person == ref), None)
    return (
        found.titles[ref], found.network.seen[ref], marks.get(ref, "None"),
        ", ".join(f"{name} ({visits})" for visits, name in others),
        _connects(found, bridge) if bridge else "Nobody else", ", ".join(found.closed[ref]) or "No",
    )  # fmt: skip


def _ties(found: SeenTogether) -> list[dict[str, Any]]:
    """The strongest, with what chance would make of it."""
    return [
        {
            "one": (tie.one, found.titles[tie.one]),
            "other": (tie.other, found.titles[tie.other]),
            "visits": tie.visits,
            "expected": f"{tie.expected:.1f}" if tie.expected >= 0.05 else "under 0.1",
            "worth": WORTH[tie.worth],
            "closed": _closed(found, tie.one, tie.other),
        }
        for tie in found.network.ties[:TIES_SHOWN]
    ]


def _connecting(found: SeenTogether) -> list[Bridge]:
    """Who connects groups or zones, or holds others together; being in the middle of one's own group is not enough."""
    return [one for one in found.network.bridges if one.groups or one.alone or one.elsewhere >= CONNECTS]


def _closed(found: SeenTogether, one: str, other: str) -> str:
    """What closes two people to members, in one line."""
    said = []
    for what in (MINOR, VULNERABLE):
        names = [found.titles[ref] for ref in (one, other) if what in found.closed[ref]]
        if names:
            said.append(f"{what}: {'both' if len(names) > 1 else names[0]}")
    return "; ".join(said)


def _connects(found: SeenTogether, one: Bridge) -> str:
    said = [f"{100 * one.between:.0f} % of the shortest ways between others"] if one.between >= 0.005 else []
    if one.groups:
        said.append(f"{100 * one.outside:.0f} % of their visits with others reach {count(one.groups, 'other group')}")
    if one.elsewhere:
        said.append(f"{100 * one.elsewhere:.0f} % are with people who are mostly seen in other zones")
    if one.alone:
        said.append("others hang together only through them")
    zones = found.zones[one.person]
    if len(zones) > 1:
        said.append("seen in " + ", ".join(zones))
    return "; ".join(said)
