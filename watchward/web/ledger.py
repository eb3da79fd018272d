"""The ledger in plain words: what happened, and whether every row still stands as it was written."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from watchward.kit.text import moment
from watchward.partners.actions.ledger import MOST_ROWS, verify_ledger
from watchward.partners.queries.ledger import (
    EventRow,
    LedgerFilter,
    accounts_of,
    chain_state,
    kinds_and_counts,
    newest_events,
)
from watchward.web.access import SeatedRequest, seated

PAGES = {"report": "report", "evidence": "evidence", "premises": "premises"}


@dataclass(frozen=True, slots=True)
class Line:
    """One event, formatted."""

    seq: str
    when: str
    words: str
    about: str
    url: str
    who: str
    face: str


@seated
def ledger(request: SeatedRequest) -> HttpResponse:
    """The newest events of the partnership."""
    said = {name: request.GET.get(name, "").strip()[:80] for name in ("kind", "account", "about")}
    narrow = LedgerFilter(said["kind"], said["account"], said["about"])
    before = request.GET.get("before", "")
    page = newest_events(request.actor, narrow=narrow, before=int(before) if before.isdecimal() else 0)
    zone = request.seat.partnership.zone_info
    state = chain_state(request.actor)
    return render(
        request,
        "ledger/ledger.html",
        {
            "lines": [_line(row, moment(row.at, zone)) for row in page.rows],
            "shows_names": page.shows_names,
            "older": _address(said, page.older) if page.older else None,
            "newest": _address(said, 0) if before else None,
            "searched_back_to": f"{page.searched_back_to:,}" if page.searched_back_to else "",
            "said": said,
            "is_narrowed": any(said.values()),
            "kinds": kinds_and_counts(request.actor),
            "accounts": accounts_of(request.actor),
            "state": state,
            "checked": moment(state.checked_at, zone) if state.checked_at else "",
            "may_verify": state.rows <= MOST_ROWS,
        },
    )


@require_POST
@seated
def verify(request: SeatedRequest) -> HttpResponse:
    """Walk the chain now."""
    found = verify_ledger(actor=request.actor)
    if found is None:
        messages.success(request, "Every row stands as it was written.")
    else:
        messages.error(request, f"Row {found.seq:,} is the first bad one: {found.why}. Tell your data-protection lead.")
    return redirect("ledger")


def _line(row: EventRow, when: str) -> Line:
    noun, _slash, ref = row.about.partition("/")
    return Line(f"{row.seq:,}", when, row.words, ref or row.about, _url(noun, ref), row.who, row.face)


def _url(noun: str, ref: str) -> str:
    try:
        return reverse(PAGES[noun], args=[ref]) if noun in PAGES and ref else ""
    except NoReverseMatch:
        return ""


def _address(said: dict[str, str], before: int) -> str:
    query = {name: text for name, text in said.items() if text} | ({"before": str(before)} if before else {})
    return f"{reverse('ledger')}?{urlencode(query)}" if query else reverse("ledger")
