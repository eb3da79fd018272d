"""What stands beside a report: what became of it, and for the office the place where it is graded and moved on."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from watchward.assess.choices import Rung, Waits
from watchward.assess.queries.ladder import desk_card, ladder_of, rungs_ahead
from watchward.kit.lists import Entry, load
from watchward.kit.text import moment
from watchward.web.access import SeatedRequest

TOLD = (Rung.SENT, Rung.POLICE_REFERENCE, Rung.OUTCOME)


def beside(request: SeatedRequest, ref: str, problem: str = "") -> dict[str, Any]:
    """Context of `desk/_panel.html` and `desk/_ladder.html`; what was typed comes back beside a problem."""
    ladder = ladder_of(request.actor, ref)
    card = desk_card(request.actor, ref)
    said = request.POST if problem else {}
    return {
        "ladder": ladder,
        "ahead": rungs_ahead([one.label for one in ladder]),
        "desk": card,
        "desk_problem": problem,
        "said": said,
        "lists": _lists(said) if card else {},
        "when": partial(moment, zone=request.seat.partnership.zone_info),
    }


def _lists(said: Any) -> dict[str, Any]:
    """Every list that the panel offers, as options with what was chosen."""
    return {
        "source": _options(load("grading_source").roots(), said.get("source", ""), with_id=True),
        "information": load("grading_information").roots(),
        "handling": _options(load("grading_handling").roots(), said.get("handling", "P"), with_id=True),
        "tlp": _options(load("tlp").roots(), said.get("tlp", "amber")),
        "rungs": [_option(one.value, str(one.label), said.get("rung", "")) for one in TOLD],
        "waits": [
            _option(one.value, str(one.label), said.get("waits_for", ""))
            for one in Waits
            if one is not Waits.SECOND_READER
        ],
        "reasons": _options(load("closing_reasons").roots(), said.get("reason", "")),
        "outcomes": outcome_options(said.get("choice", "")),
    }


def options(pairs: Sequence[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    """Pairs of value and label as a select box or chips take them."""
    return [_option(value, label, chosen) for value, label in pairs]


def _options(entries: tuple[Entry, ...], chosen: str, *, with_id: bool = False) -> list[dict[str, Any]]:
    return [_option(one.id, f"{one.id} {one.label}" if with_id else one.label, chosen) for one in entries]


def _option(value: str, label: str, chosen: str) -> dict[str, Any]:
    return {"value": value, "label": label, "selected": value == chosen}


def outcome_options(chosen: str) -> list[tuple[str | None, list[dict[str, Any]]]]:
    """Police outcomes in their groups; a group without children stands for itself."""
    outcomes = load("outcomes_police")
    alone = [one for one in outcomes.roots() if not outcomes.children(one.id)]
    first = [_option("", "No outcome yet", chosen), *_options(tuple(alone), chosen)]
    groups = [
        (root.label, _options(children, chosen))
        for root in outcomes.roots()
        if (children := outcomes.children(root.id))
    ]
    return [(None, first), *groups]
