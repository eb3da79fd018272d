"""Cases: the list, one case with its log, and the deeds on it. The package has a page of its own."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from watchward.assess.actions.case_steps import add_step, tick_task
from watchward.assess.actions.cases import (
    choose_evidence,
    close_case,
    drop_evidence,
    give_case,
    link_report,
    open_case,
    pause_case,
    reopen_case,
    unlink_report,
)
from watchward.assess.choices import CaseState, Part
from watchward.assess.queries.cases import CaseFilter, case_workers, list_cases, tasks_to_do
from watchward.assess.queries.packages import read_case, read_package
from watchward.assess.queries.series import offered_to_case
from watchward.assess.queries.subjects import cluster_ids, get_subject, reports_of
from watchward.assess.rules.cases import StepSaid
from watchward.collect.queries.reports import report_rows
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.refs import tidy_ref
from watchward.kit.text import moment
from watchward.policy import Permission, may, require
from watchward.records.ledger import record_view
from watchward.web.access import SeatedRequest, seated
from watchward.web.desk_panel import outcome_options
from watchward.web.reports import line_of, thumbnail_pass

DEEDS = {CaseState.PAUSED: pause_case, CaseState.CLOSED: close_case, CaseState.OPEN: reopen_case}


@seated
def cases(request: SeatedRequest) -> HttpResponse:
    """Open or closed cases, mine or all, what is due first on top."""
    asked = request.GET
    narrow = CaseFilter(is_closed=asked.get("state") == "closed", only_mine=asked.get("whose") == "mine")
    number = int(asked["page"]) if asked.get("page", "").isdecimal() and len(asked["page"]) < 5 else 1
    page = list_cases(request.actor, narrow, page=number)
    today = timezone.now().astimezone(request.seat.partnership.zone_info).date()
    return render(
        request,
        "cases/list.html",
        {
            "rows": page.rows,
            "tasks": [] if narrow.is_closed else tasks_to_do(request.actor, only_mine=narrow.only_mine),
            "tabs": [_tab(label, narrow, CaseFilter(closed, narrow.only_mine)) for label, closed in TABS],
            "whose": [_tab(label, narrow, CaseFilter(narrow.is_closed, mine)) for label, mine in WHOSE],
            "narrow": narrow,
            "older": _address(narrow, number + 1) if page.has_more else None,
            "newer": _address(narrow, number - 1) if number > 1 else None,
            "may_manage": bool(may(request.actor, Permission.CASE_MANAGE)),
            "today": today,
            "day": day_text,
            "when": partial(moment, zone=request.seat.partnership.zone_info),
        },
    )


@seated
def new(request: SeatedRequest) -> HttpResponse:
    """Open a case: about a subject, with those of its reports that are ticked, or about nobody known yet."""
    require(request.actor, Permission.CASE_MANAGE)
    said, problem, field = request.POST, "", ""
    subject_ref = (said if request.method == "POST" else request.GET).get("subject", "")
    if request.method == "POST":
        refs = [*said.getlist("reports"), *said.get("more", "").replace(",", " ").split()]
        try:
            case = open_case(
                actor=request.actor,
                title=said.get("title", ""),
                purpose=said.get("purpose", ""),
                subject_ref=subject_ref,
                report_refs=[tidy_ref(one) for one in refs],
            )
        except NotPermitted:
            raise
        except Refused as refusal:
            problem, field = str(refusal), "more" if isinstance(refusal, NotFound) else refusal.field
        else:
            messages.success(request, "The case is open. Choose its exhibits next.")
            return redirect("case", case.ref)
    subject = get_subject(request.actor, subject_ref) if subject_ref else None
    ids = _offered(request, subject)
    year = timezone.now().year
    page = {
        "subject_ref": subject.ref if subject else "",
        "lines": [(one.ref, line_of(one, reverse("reports"), year, everywhere=False)) for one in report_rows(ids)],
        "offered": (said if request.method == "POST" else request.GET).get("offered", ""),
        "ticked": set(said.getlist("reports")) if problem else None,
        "said": said,
        "problem": problem,
        "field": field,
    }
    return render(request, "cases/new.html", page, status=422 if problem else 200)


def _offered(request: SeatedRequest, subject: Any) -> list[int]:
    """Reports to tick: those of the subject, or those that a proposed series named in the address."""
    if subject:
        return list(reports_of(cluster_ids(subject)).values_list("pk", flat=True))
    named = (request.POST if request.method == "POST" else request.GET).get("offered", "")
    return offered_to_case(request.actor, [tidy_ref(one) for one in named.split(",") if one.strip()])


@seated
def case(request: SeatedRequest, ref: str) -> HttpResponse:
    """One case."""
    return _show(request, ref)


@require_POST
@seated
def link(request: SeatedRequest, ref: str) -> HttpResponse:
    """Put a report in."""
    said = request.POST
    report_ref = tidy_ref(said.get("report", ""))

    def deed() -> str:
        link_report(actor=request.actor, ref=ref, report_ref=report_ref, because=said.get("because", ""))
        return "The report is in the case."

    return _done(request, ref, "link", deed, NotFound)


@require_POST
@seated
def unlink(request: SeatedRequest, ref: str) -> HttpResponse:
    """Take a report out."""
    said = request.POST

    def deed() -> str:
        unlink_report(actor=request.actor, ref=ref, report_ref=said.get("report", ""), because=said.get("because", ""))
        return "The report is out of the case, its exhibits with it."

    return _done(request, ref, f"unlink-{said.get('report', '')}", deed)


@require_POST
@seated
def exhibit(request: SeatedRequest, ref: str) -> HttpResponse:
    """Choose an exhibit, or let one go."""
    said = request.POST
    evidence_ref = said.get("evidence", "")

    def deed() -> str:
        if said.get("drop"):
            drop_evidence(actor=request.actor, ref=ref, evidence_ref=evidence_ref)
            return "The exhibit stays with its report and is no longer part of the case."
        choose_evidence(
            actor=request.actor,
            ref=ref,
            evidence_ref=evidence_ref,
            part=said.get("part", ""),
            because=said.get("because", ""),
        )
        return "The exhibit is part of the case."

    return _done(request, ref, "exhibit", deed)


@require_POST
@seated
def step(request: SeatedRequest, ref: str) -> HttpResponse:
    """Write a line of the log."""
    said = request.POST
    line = StepSaid(
        deed=said.get("deed", ""),
        words=said.get("words", ""),
        because=said.get("because", ""),
        choice=said.get("choice", ""),
        reference=said.get("reference", ""),
        due_on=_date(said.get("due_on", "")),
        owner_ref=said.get("owner", ""),
    )

    def deed() -> str:
        add_step(actor=request.actor, ref=ref, said=line, tell_reporters=said.get("tell") == "yes")
        return "Written down."

    return _done(request, ref, line.deed, deed)


@require_POST
@seated
def tick(request: SeatedRequest, ref: str) -> HttpResponse:
    """A task is done."""

    def deed() -> str:
        tick_task(actor=request.actor, ref=ref, step_ref=request.POST.get("step", ""))
        return "Done."

    return _done(request, ref, "task", deed)


@require_POST
@seated
def state(request: SeatedRequest, ref: str) -> HttpResponse:
    """Pause, close, or take up again."""
    wanted = request.POST.get("state", "")

    def deed() -> str:
        if wanted not in CaseState.values:
            raise NotFound("Say what the case should be: open, paused or closed.")
        act = DEEDS[CaseState(wanted)]
        act(actor=request.actor, ref=ref, because=request.POST.get("because", ""))
        return f"The case is {wanted}."

    return _done(request, ref, f"state-{wanted}", deed)


@require_POST
@seated
def give(request: SeatedRequest, ref: str) -> HttpResponse:
    """Give the case to somebody else."""
    said = request.POST

    def deed() -> str:
        give_case(actor=request.actor, ref=ref, to_ref=said.get("to", ""), because=said.get("because", ""))
        return "The case has a new owner."

    return _done(request, ref, "give", deed)


@seated
def package(request: SeatedRequest, ref: str) -> HttpResponse:
    """What an officer looks at: numbered reports, exhibits, facts, and what is missing."""
    view = read_package(request.actor, ref)
    pictures = [one.ref for one in view.exhibits if one.has_picture]
    people = sum(len(one.view.people) for one in view.reports)
    _seen(request, view, "case.package_viewed", {"people": people, "pictures": pictures})
    zone = request.seat.partnership.zone_info
    page = {
        "case": view,
        "when": partial(moment, zone=zone),
        "day": day_text,
        "offset": offset_text,
        "made": moment(timezone.now(), zone),
        "lacks": _lacks_by_name(view.lacks),
        "thumbnails": {
            one: f"{reverse('thumbnail', args=[one])}?with={thumbnail_pass(request, one)}" for one in pictures
        },
    }
    return render(request, "cases/package.html", page)


def day_text(on: date | None) -> str:
    """`Fri 6 Mar 2026`."""
    return "–" if on is None else f"{on:%a} {on.day} {on:%b %Y}"


def offset_text(seconds: int | None) -> str:
    """How far a camera's clock is off, in words."""
    if seconds is None:
        return ""
    if not seconds:
        return "The clock is right"
    minutes, rest = divmod(abs(seconds), 60)
    parts = [f"{minutes} min" if minutes else "", f"{rest} s" if rest else ""]
    return f"{' '.join(one for one in parts if one)} {'fast' if seconds > 0 else 'slow'}"


TABS = (("Open", False), ("Closed", True))
WHOSE = (("All cases", False), ("Mine", True))


def _show(request: SeatedRequest, ref: str, *, failed: str = "", problem: str = "", field: str = "") -> HttpResponse:
    view = read_case(request.actor, ref)
    _seen(request, view, "case.viewed", {})
    zone = request.seat.partnership.zone_info
    said = request.POST if problem else {}
    page = {
        "case": view,
        "when": partial(moment, zone=zone),
        "day": day_text,
        "failed": failed,
        "field": field,
        "problem": problem,
        "said": said,
        "lacks": _lacks_by_name(view.lacks),
        "workers": _options(case_workers(request.actor), said.get("owner", "") or said.get("to", "")),
        "outcomes": outcome_options(said.get("choice", "")),
        "parts": _options([(one.value, str(one.label)) for one in Part], said.get("part", "")),
        "files": _options(list(view.to_choose), said.get("evidence", "")),
    }
    return render(request, "cases/case.html", page, status=422 if problem else 200)


def _seen(request: SeatedRequest, view: Any, kind: str, more: dict[str, Any]) -> None:
    """G-12: a view is an event; it names by reference whom and what was shown."""
    shown = {"subject": view.subject.ref if view.subject and not view.subject.withheld else ""}
    shown["reports"] = [one.view.ref for one in view.reports]
    if kind == "case.viewed":
        record_view("case.viewed", actor=request.actor, ref=f"case/{view.ref}", detail=shown | more)
    else:
        record_view("case.package_viewed", actor=request.actor, ref=f"case/{view.ref}", detail=shown | more)


def _done(request: SeatedRequest, ref: str, failed: str, deed: Callable[[], str], *also: type[Refused]) -> HttpResponse:
    """Do it and go back to the case. A refusal opens its form again with what was typed."""
    try:
        said = deed()
    except NotPermitted:
        raise
    except NotFound as missing:
        if NotFound not in also:
            raise
        return _show(request, ref, failed=failed, problem=str(missing))
    except Refused as refusal:
        return _show(request, ref, failed=failed, problem=str(refusal), field=refusal.field)
    messages.success(request, said)
    return redirect("case", ref)


def _thumbnail(request: SeatedRequest, ref: str) -> str:
    return f"{reverse('thumbnail', args=[ref])}?with={thumbnail_pass(request, ref)}"


def _lacks_by_name(lacks: Any) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for one in lacks:
        found.setdefault(one.name, []).append(one.says)
    return list(found.items())


def _options(pairs: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "selected": value == chosen} for value, label in pairs]


def _date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a day, not a moment)
    except ValueError:
        return None


def _tab(label: str, now: CaseFilter, then: CaseFilter) -> dict[str, Any]:
    return {"label": label, "url": _address(then, 1), "current": now == then}


def _address(narrow: CaseFilter, page: int) -> str:
    said = {
        "state": "closed" if narrow.is_closed else "",
        "whose": "mine" if narrow.only_mine else "",
        "page": str(page) if page > 1 else "",
    }
    text = urlencode({name: value for name, value in said.items() if value})
    return f"{reverse('cases')}?{text}" if text else reverse("cases")
