"""The desk: the three piles, and the buttons beside a report that grade it and move it on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from watchward.assess.actions.desk import close_report, let_wait, reopen_report, tell_progress
from watchward.assess.actions.grading import grade_report, read_grade_second
from watchward.assess.choices import Pile, Waits
from watchward.assess.queries.desk import (
    MOST_COUNTED,
    DeskFilter,
    DeskLine,
    desk_page,
    next_to_do,
    pile_sizes,
)
from watchward.assess.rules.grading import Grading
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.lists import load
from watchward.kit.text import count
from watchward.web.access import SeatedRequest, seated
from watchward.web.reports import Line, line_of, received, show_report


class DeskRow(NamedTuple):
    """One row of the page, formatted."""

    line: Line
    due: str
    is_late: bool
    because: str
    waits_for: str
    rung: str
    grade: str


@seated
def desk(request: SeatedRequest) -> HttpResponse:
    """One pile, a page at a time."""
    asked = request.GET
    pile = Pile(asked["pile"]) if asked.get("pile") in Pile.values else Pile.TO_DO
    groups = load("incident_types").roots()
    narrow = DeskFilter(
        group=asked.get("group", "") if asked.get("group") in {one.id for one in groups} else "",
        waits_for=asked.get("waits_for", "") if asked.get("waits_for") in Waits.values else "",
    )
    page = desk_page(request.actor, pile, narrow=narrow, after=asked.get("after", ""))
    zone, now = request.seat.partnership.zone_info, timezone.now()
    return render(
        request,
        "desk/desk.html",
        {
            "pile": pile.value,
            "tabs": _tabs(request, pile),
            "rows": [_row(line, zone, now, pile) for line in page.lines],
            "groups": _choices("Every kind", [(one.id, one.label) for one in groups], narrow.group),
            "waits": _choices("Anything", [(one.value, str(one.label)) for one in Waits], narrow.waits_for),
            "is_narrowed": narrow != DeskFilter(),
            "older": _address(pile, narrow, page.older) if page.older else None,
            "newest": _address(pile, narrow, "") if asked.get("after") else None,
            "says": f"{count(len(page.lines), 'report')}{', continued' if asked.get('after') else ''}.",
        },
    )


@require_POST
@seated
def grade(request: SeatedRequest, ref: str) -> HttpResponse:
    """Two taps: how reliable the source is, and how it was known."""
    said = request.POST
    grading = Grading(
        source=said.get("source", ""),
        information=said.get("information", ""),
        handling=said.get("handling", "P"),
        conditions=said.get("conditions", ""),
        tlp=said.get("tlp", "amber"),
    )

    def deed() -> str:
        given = grade_report(actor=request.actor, ref=ref, grading=grading)
        return "Graded. It waits for a second reader." if given.needs_second_reader else f"Graded {given.code}."

    return _done(request, ref, deed, then=reverse("report", args=[ref]))


@require_POST
@seated
def second(request: SeatedRequest, ref: str) -> HttpResponse:
    """The second reader agrees, or says why not."""
    said = request.POST

    def deed() -> str:
        read_grade_second(
            actor=request.actor,
            ref=ref,
            grade_ref=said.get("grade", ""),
            agrees=said.get("agrees") == "yes",
            words=said.get("words", ""),
        )
        return "Your reading stands beside the grade."

    return _done(request, ref, deed, then=_address(Pile.WAITING, DeskFilter(waits_for=Waits.SECOND_READER), ""))


@require_POST
@seated
def wait(request: SeatedRequest, ref: str) -> HttpResponse:
    """Lay it on the waiting pile."""

    def deed() -> str:
        let_wait(actor=request.actor, ref=ref, waits_for=request.POST.get("waits_for", ""))
        return "It waits. Without news it comes back in 14 days."

    return _done(request, ref, deed)


@require_POST
@seated
def tell(request: SeatedRequest, ref: str) -> HttpResponse:
    """Tell the reporter what the police did."""
    said = request.POST

    def deed() -> str:
        tell_progress(
            actor=request.actor,
            ref=ref,
            rung=said.get("rung", ""),
            choice=said.get("choice", ""),
            words=said.get("words", ""),
        )
        return "The reporter can read it now."

    return _done(request, ref, deed, then=reverse("report", args=[ref]))


@require_POST
@seated
def close(request: SeatedRequest, ref: str) -> HttpResponse:
    """Close it with a reason."""

    def deed() -> str:
        close_report(
            actor=request.actor, ref=ref, reason=request.POST.get("reason", ""), words=request.POST.get("words", "")
        )
        return "Closed. The reporter reads the reason."

    return _done(request, ref, deed)


@require_POST
@seated
def reopen(request: SeatedRequest, ref: str) -> HttpResponse:
    """Take it up again."""

    def deed() -> str:
        reopen_report(actor=request.actor, ref=ref, words=request.POST.get("words", ""))
        return "Open again, on top of the desk."

    return _done(request, ref, deed, then=reverse("report", args=[ref]))


def _done(request: SeatedRequest, ref: str, deed: Callable[[], str], *, then: str = "") -> HttpResponse:
    """Do it, `then` go there, or on to what is due next. A refusal keeps what was typed."""
    try:
        said = deed()
    except (NotFound, NotPermitted):
        raise
    except Refused as refusal:
        return show_report(request, ref, desk_problem=str(refusal), status=422)
    messages.success(request, said)
    if then:
        return redirect(then)
    following = next_to_do(request.actor)
    return redirect("report", following) if following else redirect("desk")


def _tabs(request: SeatedRequest, pile: Pile) -> list[dict[str, Any]]:
    sizes = pile_sizes(request.actor)
    return [
        {
            "label": f"{one.label}{_size(sizes.get(one))}",
            "url": _address(one, DeskFilter(), ""),
            "current": one is pile,
        }
        for one in Pile
    ]


def _size(number: int | None) -> str:
    if number is None:
        return ""
    return f" ({MOST_COUNTED:,} or more)" if number >= MOST_COUNTED else f" ({number})"


def _row(line: DeskLine, zone: ZoneInfo, now: datetime, pile: Pile) -> DeskRow:
    return DeskRow(
        line=line_of(line.report, reverse("reports"), now.astimezone(zone).year, everywhere=False),
        due=received(line.due_at, zone, now),
        is_late=pile is Pile.TO_DO and line.due_at < now,
        because=line.because,
        waits_for=line.waits_for,
        rung=line.rung,
        grade=line.grade,
    )


def _choices(everything: str, pairs: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": value, "label": label, "selected": value == chosen} for value, label in [("", everything), *pairs]
    ]


def _address(pile: Pile, narrow: DeskFilter, after: str) -> str:
    said = {
        "pile": "" if pile is Pile.TO_DO else pile.value,
        "group": narrow.group,
        "waits_for": narrow.waits_for,
        "after": after,
    }
    text = urlencode({name: value for name, value in said.items() if value})
    return f"{reverse('desk')}?{text}" if text else reverse("desk")
