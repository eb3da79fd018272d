"""The start page: what this person does most, and what waits for them. Nothing about people reported about."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from watchward.assess.choices import Pile
from watchward.assess.queries.desk import pile_sizes
from watchward.assess.queries.ladder import RungLine, states_of
from watchward.collect.queries.home import grave_reports, requests_to_me, requests_we_asked, running_imports
from watchward.collect.queries.reports import ReportFilter, ReportRow, newest_reports
from watchward.partners.actions.accounts import use_partnership
from watchward.partners.queries.confirming import count_to_confirm
from watchward.partners.queries.endings import last_day_as_guard
from watchward.partners.queries.governance import gate_of
from watchward.partners.queries.processors import contracts_here
from watchward.partners.rules.governance import GateItem, ItemState
from watchward.policy import Actor, Permission, may
from watchward.share.queries.corrections import my_notices
from watchward.web.access import SeatedRequest, seated
from watchward.web.deployments import tonight
from watchward.web.reports import Line, line_of, received
from watchward.web.today import on_home

FEW = 6


@dataclass(frozen=True, slots=True)
class Mine:
    """One of my reports with an honest state: what is known, and no more."""

    line: Line
    state: str
    at: str
    words: str = ""


@seated
def home(request: SeatedRequest) -> HttpResponse:
    """Large and few for members; the partnership at a glance for the office."""
    actor, zone = request.actor, request.seat.partnership.zone_info
    is_office = bool(may(actor, Permission.REPORT_READ_ALL))
    hour = timezone.now().astimezone(zone).hour
    page: dict[str, Any] = {
        "greeting": "Good morning" if 4 <= hour < 12 else "Good afternoon" if 12 <= hour < 18 else "Good evening",
        "can_report": bool(may(actor, Permission.REPORT_SUBMIT)),
        "is_office": is_office,
        "tonight": tonight(request),
        "to_me": requests_to_me(actor, zone),
        "figures": _figures(actor),
        "corrections": my_notices(actor),
        "to_confirm": count_to_confirm(actor),
        "last_day_as_guard": last_day_as_guard(actor, timezone.now().astimezone(zone).date()),
        "gate": _gate(request) if may(actor, Permission.GOVERNANCE_VIEW) else [],
        "imports": running_imports(actor),
    }
    page |= _office(actor, zone) if is_office else {"mine": _mine(actor, zone)}
    page |= on_home(actor)
    return render(request, "home.html", page)


@require_POST
@seated(before_admission=True)
def switch_partnership(request: SeatedRequest) -> HttpResponse:
    """Change the partnership in use, for people who work for several."""
    use_partnership(account_id=request.actor.account_id, partnership_ref=request.POST.get("partnership", ""))
    return redirect("home")


def _mine(actor: Actor, zone: ZoneInfo) -> list[Mine]:
    rows = newest_reports(actor, narrow=ReportFilter(only_mine=True), limit=FEW).rows
    states = states_of(actor, [row.ref for row in rows])
    return [_my_report(row, states.get(row.ref), zone) for row in rows]


def _my_report(row: ReportRow, state: RungLine | None, zone: ZoneInfo) -> Mine:
    if state is None or state.at is None:
        return Mine(_line(row), "Received", received(row.told_at, zone))
    return Mine(_line(row), state.says or state.label, received(state.at, zone), state.words)


def _office(actor: Actor, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "newest": [_line(row) for row in newest_reports(actor, limit=FEW + 2).rows],
        "grave": [_line(row) for row in grave_reports(actor)],
        "asked": requests_we_asked(actor, zone),
        "to_do": pile_sizes(actor)[Pile.TO_DO] if may(actor, Permission.GRADE_SECOND_READ) else 0,
    }


def _line(row: ReportRow) -> Line:
    return line_of(row, reverse("reports"), timezone.now().year, everywhere=False)


def _gate(request: SeatedRequest) -> list[GateItem]:
    """Only what asks for something: missing, run out, or about to."""
    today = timezone.now().astimezone(request.seat.partnership.zone_info).date()
    here = request.seat.partnership
    items = [*gate_of(here, today), contracts_here(here.pk, today)]
    return [item for item in items if item.state is not ItemState.READY]


def _figures(actor: Actor) -> list[tuple[str, str, str, str]]:
    """(title, address, text, icon) of the figures this person may see."""
    offers = [
        (Permission.GALLERY_VIEW, "Gallery", "people_to_know", "Who to look out for near you.", "eye"),
        (Permission.FIGURES_ALL, "The partnership in figures", "dashboard", "When and where it happens.", "dashboard"),
        (Permission.FIGURES_PREMISES, "Your premises in figures", "premises_list", "Hours, kinds and losses.", "chart"),
        (Permission.FIGURES_STAFF_SAFETY, "Staff safety", "staff_safety", "Abuse and violence, as counts.", "trust"),
        (Permission.PLACE_CONFIRM, "Who still works for you?", "places_confirm", "Asked every few months.", "people"),
        (Permission.LEDGER_READ, "The ledger", "ledger", "Who did and saw what.", "list"),
    ]
    allowed = [(title, reverse(name), text, icon) for need, title, name, text, icon in offers if may(actor, need)]
    return [one for one in allowed if not (may(actor, Permission.FIGURES_ALL) and one[3] == "chart")]
