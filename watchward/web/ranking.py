"""Who acts most, does most harm and travels: three lists with how sure each place is, and what they cannot see."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from watchward.assess.actions.harm import CannotSetHarm, give_back_harm, set_harm
from watchward.assess.actions.listing import note_names
from watchward.assess.queries.harm import HarmLine, harm_table
from watchward.assess.queries.ranking import HALF_LIVES, USUAL, USUAL_WINDOW, WINDOWS, Line, Rankings, rankings
from watchward.assess.queries.ranking_bias import Group
from watchward.identify import bias
from watchward.kit.text import count
from watchward.web.access import SeatedRequest, seated
from watchward.web.desk_panel import options

ONE_SIDED = 0.6  # of somebody's visits from one member, or one person: then the list says so
SHOWN, NAMED = 10, 3  # places before the fold; groups named in the title of a fold
FEW = 3  # visits below which one side is no wonder


@seated
def ranking(request: SeatedRequest) -> HttpResponse:
    """The lists as they stand now. Looking at them is a look at everybody on them (G-12)."""
    asked = request.GET
    found = rankings(request.actor, asked.get("half_life", USUAL), window=asked.get("window", USUAL_WINDOW))
    lists = (found.prolific, found.harmful, found.travelling)
    refs = sorted({one.ref for many in lists for one in many})
    note_names(actor=request.actor, refs=refs, how="ranking")
    titles = (
        ("often", "Most often", "Visits in which they were judged to be, weighed by age."),
        ("harm", "Most harm", "The same visits, each with the days of harm of its kind."),
        ("away", "In several zones", f"Within {found.window} days, wherever that was in two years."),
    )
    return render(
        request,
        "subjects/ranking.html",
        {
            "lists": [
                {"name": name, "title": title, "says": says, "rows": [_row(one) for one in many]}
                for (name, title, says), many in zip(titles, lists, strict=True)
            ],
            "half_lives": options([(one, f"Half after {one} days") for one in HALF_LIVES], found.half_life),
            "windows": options([(one, f"{one} days") for one in WINDOWS], found.window),
            "stands_on": _stands_on(found),
            "bias": [
                (one.title, [_bias_row(line) for line in one.lines], _short(one)) for one in found.bias if one.lines
            ],
            "shown": SHOWN,
        },
    )


@seated
def harm(request: SeatedRequest) -> HttpResponse:
    """What each kind of incident weighs, and on what each number stands."""
    return _harm(request)


@require_POST
@seated
def harm_set(request: SeatedRequest) -> HttpResponse:
    """Set the days of one kind, or give them back to what ships."""
    said = request.POST
    kind = said.get("kind", "")
    if said.get("back"):
        give_back_harm(actor=request.actor, kind=kind)
        messages.success(request, "It weighs what ships again.")
        return redirect("harm")
    try:
        set_harm(actor=request.actor, kind=kind, days=_number(said.get("days", "")), source=said.get("source", ""))
    except CannotSetHarm as refusal:
        return _harm(request, problem=(refusal.field, str(refusal)), status=422)
    messages.success(request, "Set. The list by harm goes by it from now on.")
    return redirect("harm")


def _harm(request: SeatedRequest, *, problem: tuple[str, str] = ("", ""), status: int = 200) -> HttpResponse:
    table, said = harm_table(request.actor), request.POST
    context = {
        "rows": [_harm_row(one) for one in table.lines],
        "source": table.source,
        "may_set": table.may_set,
        "kinds": options([("", "Choose a kind"), *table.kinds], said.get("kind", "")),
        "said": said,
        "field": problem[0],
        "problem": problem[1],
    }
    return render(request, "subjects/harm.html", context, status=status)


def _harm_row(one: HarmLine) -> dict[str, Any]:
    return {
        "kind": one.kind, "label": one.label, "days": f"{one.days:g}", "source": one.source, "is_own": one.is_own,
        "shipped": f"{one.shipped:g}",
    }  # fmt: skip


def _number(text: str) -> float:
    try:
        return float(text.strip().replace(",", ""))
    except ValueError:
        return 0.0


def _stands_on(found: Rankings) -> str:
    if not found.visits:
        return "No visit of two years has somebody in it whom a person judged to be a subject."
    said = f"{count(found.visits, 'visit')} of two years, reported by {count(found.members, 'member')}."
    return f"{said} {found.busiest} reported {100 * found.share:.0f} % of them: who reports much is seen much."


def _row(one: Line) -> dict[str, Any]:
    made = one.ranked
    return {
        "ref": one.ref,
        "title": one.title,
        "place": made.place,
        "between": "sure" if made.best == made.worst else f"between {made.best} and {made.worst}",
        "acts": made.acts,
        "now": f"{made.now:,.1f}",
        "zones": ", ".join(one.zones),
        "one_sided": _one_sided(one),
        "closed": one.closed,
    }


def _one_sided(one: Line) -> str:
    if one.ranked.acts < FEW:
        return "Few visits"
    said = []
    if one.share >= ONE_SIDED:
        said.append(f"{100 * one.share:.0f} % from {one.most_from}")
    if one.one_reporter >= ONE_SIDED:
        said.append(f"{100 * one.one_reporter:.0f} % from one person who reports")
    return ", ".join(said)


def _short(group: Group) -> str:
    """What stands out, in a few words."""
    said = [f"{line.group} {' and '.join(line.differs)}" for line in group.lines if line.differs]
    if not said:
        return "nothing beyond chance"
    more = f", and {len(said) - NAMED} more" if len(said) > NAMED else ""
    return ", ".join(said[:NAMED]) + more


def _bias_row(line: bias.Line) -> dict[str, Any]:
    return {
        "group": line.group,
        "reported": f"{line.of_all.part:,} ({100 * (line.of_all.rate or 0):.0f} %)",
        "judged": _share(line.judged),
        "ranked": _share(line.ranked),
        "differs": ", ".join(line.differs).capitalize(),
    }


def _share(one: bias.Share) -> str:
    if one.rate is None:
        return "None"
    return f"{100 * one.rate:.0f} % ({100 * one.low:.0f} to {100 * one.high:.0f})"
