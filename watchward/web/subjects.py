"""Subjects: the list, the page of one, and the buttons that say who is who. For those who work with them."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from watchward.assess.actions.judgements import estimate_age, judge, open_subject_from
from watchward.assess.actions.listing import list_subjects
from watchward.assess.actions.merges import agree_merge, decline_merge, propose_merge, undo_merge
from watchward.assess.actions.subjects import (
    add_fact,
    confirm_subject,
    lift_vulnerable,
    mark_vulnerable,
    move_subject,
    open_subject,
    set_birth_date,
    withdraw_fact,
)
from watchward.assess.choices import Certainty, Confirmation, FactKind, Identity, Looks, Verdict
from watchward.assess.queries.cases import cases_about
from watchward.assess.queries.subject_page import FactLine, SubjectView, read_subject
from watchward.assess.rules.facts import FactSaid
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.lists import load
from watchward.kit.refs import tidy_ref
from watchward.kit.text import clipped, count, moment
from watchward.policy import Permission, Role, may, require
from watchward.policy.purposes import Purpose, insist_on
from watchward.records.ledger import record_view
from watchward.web.access import SeatedRequest, seated
from watchward.web.desk_panel import options
from watchward.web.habits_panel import habits_panel
from watchward.web.purpose import purpose_for, remember_purpose, to_subject
from watchward.web.reports import Line, line_of, show_report, thumbnail_pass
from watchward.web.telling_panel import telling_panel
from watchward.web.timeline import timeline_of
from watchward.web.who_panel import picture_of

Deed = Callable[[], str]


@seated
def subjects(request: SeatedRequest) -> HttpResponse:
    """The newest subjects; a member has none to read."""
    asked = request.GET
    state = asked.get("state", "") if asked.get("state") in Identity.values else ""
    page = list_subjects(actor=request.actor, state=state, after=asked.get("after", ""))
    base = reverse("subjects")
    narrow = f"&state={state}" if state else ""
    return render(
        request,
        "subjects/list.html",
        {
            "rows": page.rows,
            "states": options([("", "Every state"), *_pairs(Identity)], state),
            "is_narrowed": bool(state),
            "older": f"{base}?after={page.older}{narrow}" if page.older else None,
            "newest": (f"{base}?state={state}" if state else base) if asked.get("after") else None,
            "may_open": bool(may(request.actor, Permission.SUBJECT_MANAGE)),
            "says": f"{count(len(page.rows), 'subject')}, the newest first.",
        },
    )


@seated
def new(request: SeatedRequest) -> HttpResponse:
    """Open a record of somebody who is in no report yet, from a source in words."""
    require(request.actor, Permission.SUBJECT_MANAGE)
    said, problem, field = request.POST, "", ""
    if request.method == "POST":
        facts = tuple(
            FactSaid(kind, said[kind], source=said.get("source", ""))
            for kind in (FactKind.NAME, FactKind.ALIAS)
            if said.get(kind, "").strip()
        )
        try:
            subject = open_subject(actor=request.actor, necessity=said.get("necessity", ""), facts=facts)
        except (NotFound, NotPermitted):
            raise
        except Refused as refusal:
            problem, field = str(refusal), refusal.field or "source"
        else:
            remember_purpose(request, subject.ref, Purpose("opened", subject.ref, timezone.now()))
            messages.success(request, f"{subject.ref} is open.")
            return redirect("subject", subject.ref)
    page = {"said": said, "problem": problem, "field": field}
    return render(request, "subjects/new.html", page, status=422 if problem else 200)


@seated
def subject(request: SeatedRequest, ref: str) -> HttpResponse:
    """One subject with all that is known, from where, and how sure."""
    return show_subject(request, ref)


@require_POST
@seated
def judge_mention(request: SeatedRequest, ref: str) -> HttpResponse:
    """Beside a report: the same, not the same, or not sure; or a judgement taken back."""
    said = request.POST

    def deed() -> str:
        made = judge(
            actor=request.actor,
            report_ref=ref,
            mention_ref=said.get("mention", ""),
            subject_ref=tidy_ref(said.get("subject", "")),
            verdict=said.get("verdict", ""),
            because=said.get("because", ""),
        )
        return f"{made.subject.ref}: {Verdict(made.verdict).label.lower()}."

    return _on_report(request, ref, deed)


@require_POST
@seated
def open_from_report(request: SeatedRequest, ref: str) -> HttpResponse:
    """Beside a report: nobody known fits, so open a record."""
    said = request.POST

    def deed() -> str:
        made = open_subject_from(
            actor=request.actor,
            report_ref=ref,
            mention_ref=said.get("mention", ""),
            necessity=said.get("necessity", ""),
        )
        return f"{made.ref} is open, with what this report says as alleged."

    return _on_report(request, ref, deed)


@require_POST
@seated
def change(request: SeatedRequest, ref: str, what: str) -> HttpResponse:
    """Every button of the page of a subject; `what` names the deed."""
    deeds: dict[str, Callable[[SeatedRequest, str], str]] = {
        "fact": _fact,
        "withdraw": _withdraw,
        "confirm": _confirm,
        "state": _state,
        "birth": _birth,
        "vulnerable": _vulnerable,
        "age": _age,
        "merge": _merge,
        "decide": _decide,
    }
    if what not in deeds:
        raise NotFound("There is no such page.")
    return _on_subject(request, ref, lambda: deeds[what](request, ref), what)


def show_subject(
    request: SeatedRequest, ref: str, *, problem: str = "", failed: str = "", status: int = 200
) -> HttpResponse:
    """Draw one subject; looking at it is an event (G-12), recorded before anything is sent."""
    purpose = purpose_for(request, ref)
    view = read_subject(request.actor, ref, purpose)
    why = insist_on(purpose)
    detail = {"pictures": view.pictures} | why.noted
    record_view("subject.viewed", actor=request.actor, ref=f"subject/{view.ref}", detail=detail)
    zone, lines = request.seat.partnership.zone_info, _report_lines(view)
    return render(
        request,
        "subjects/subject.html",
        {
            "subject": view,
            "to_other": lambda other: to_subject(request, why.kind, why.reference, other),
            "when": partial(moment, zone=zone),
            "day": _day,
            "in_short": _in_short(view),
            "lines": lines,
            "thumbnails": _thumbnails(request, view),
            "facts": _together(view.facts),
            "facts_to_pick": options([(one.ref, _in_a_list(one)) for one in view.facts], ""),
            "cases": cases_about(request.actor, view.ref),
            "may_open_case": bool(may(request.actor, Permission.CASE_MANAGE)) and not view.keeper_ref,
            "telling": telling_panel(request.actor, view.ref),
            "habits": habits_panel(request.actor, view.ref),
            "timeline": timeline_of(view, lines, zone),
            "likeness_pictures": {one.ref: picture_of(one.likeness) for one in view.merges if one.likeness},
            "problem": problem,
            "failed": failed,
            "said": request.POST if problem else {},
            "lists": _lists(request, request.POST if problem else {}),
        },
        status=status,
    )  # fmt: skip


def _report_lines(view: SubjectView) -> dict[str, Line]:
    """Each report as a line, always with its year: a subject's reports lie far apart."""
    base, links = reverse("reports"), (*view.same, *view.others)
    return {one.report.ref: line_of(one.report, base, 0, everywhere=False) for one in links}


def _thumbnails(request: SeatedRequest, view: SubjectView) -> list[tuple[str, str]]:
    return [(one, f"{reverse('thumbnail', args=[one])}?with={thumbnail_pass(request, one)}") for one in view.pictures]


def _in_a_list(fact: FactLine) -> str:
    return clipped(f"{fact.kind_label}: {fact.value} ({fact.report_ref or fact.source})", 80)


def _together(facts: Sequence[FactLine]) -> list[tuple[FactLine, list[FactLine]]]:
    """The same said by several sources stands once, with each source below it (G-13)."""
    found: dict[tuple[str, str, str], list[FactLine]] = {}
    for one in facts:
        found.setdefault((one.kind, one.value.casefold(), one.certainty), []).append(one)
    return [(many[0], many) for many in found.values()]


def _in_short(view: SubjectView) -> list[tuple[str, str]]:
    return [
        ("Reference", view.ref),
        ("Also", ", ".join(view.parts)) if view.parts else ("Reports", str(len(view.same))),
        ("Age", view.minor.because),
        ("Date of birth", _day(view.born_on) if view.born_on else ""),
        ("Why it is kept", view.necessity),
        ("Kept until", f"{_day(view.clock.ends_on)}. {view.clock.because}"),
        ("Opened by", view.opened_by),
    ]


def _lists(request: SeatedRequest, said: Any) -> dict[str, Any]:
    stands = _pairs(Confirmation)
    if Role.POLICE_OFFICER not in request.actor.roles:
        stands = [pair for pair in stands if pair[0] != Confirmation.POLICE]
    if Role.COORDINATOR not in request.actor.roles:
        stands = [pair for pair in stands if pair[0] != Confirmation.MANAGER]
    back = [(one.value, str(one.label)) for one in (Identity.UNKNOWN, Identity.IDENTIFIED, Identity.EXPIRED,
                                                    Identity.REMOVED)]  # fmt: skip
    methods = load("modus_operandi")
    return {
        "kinds": options(_pairs(FactKind), said.get("kind", "")),
        "certainties": options(_pairs(Certainty), said.get("certainty", Certainty.ALLEGED)),
        "methods": options([("", "No method"), *((one.id, one.label) for one in methods.entries)], ""),
        "stands": options(stands, said.get("stands_on", "")),
        "states": options(back, said.get("state", "")),
        "looks": options(_pairs(Looks), said.get("looks", "")),
    }


def _fact(request: SeatedRequest, ref: str) -> str:
    said = request.POST
    kind = said.get("kind", "")
    value = said.get("method", "") if kind == FactKind.METHOD else said.get("value", "")
    fact = FactSaid(
        kind=kind,
        value=value,
        certainty=said.get("certainty", ""),
        report_ref=tidy_ref(said["report"]) if said.get("report", "").strip() else "",
        source=said.get("source", ""),
        said_on=_date(said.get("said_on", "")),
    )
    add_fact(actor=request.actor, ref=ref, said=fact)
    return "The fact is written down."


def _withdraw(request: SeatedRequest, ref: str) -> str:
    said = request.POST
    withdraw_fact(actor=request.actor, ref=ref, fact_ref=said.get("fact", ""), because=said.get("because", ""))
    return "The fact is taken back."


def _confirm(request: SeatedRequest, ref: str) -> str:
    said = request.POST
    confirm_subject(actor=request.actor, ref=ref, stands_on=said.get("stands_on", ""), because=said.get("because", ""))
    return "Confirmed."


def _state(request: SeatedRequest, ref: str) -> str:
    said = request.POST
    moved = move_subject(actor=request.actor, ref=ref, state=said.get("state", ""), because=said.get("because", ""))
    return f"{Identity(moved.state).label}."


def _birth(request: SeatedRequest, ref: str) -> str:
    born = _date(request.POST.get("born_on", ""))
    set_birth_date(actor=request.actor, ref=ref, born_on=born)
    return "The date of birth is written down." if born else "The date of birth is taken out."


def _vulnerable(request: SeatedRequest, ref: str) -> str:
    if request.POST.get("lift"):
        lift_vulnerable(actor=request.actor, ref=ref)
        return "The marker is taken back."
    mark_vulnerable(actor=request.actor, ref=ref, support_considered=request.POST.get("support", ""))
    return "Hidden from members."


def _age(request: SeatedRequest, ref: str) -> str:
    estimate_age(actor=request.actor, ref=ref, looks=request.POST.get("looks", ""))
    return "Your estimate is written down."


def _merge(request: SeatedRequest, ref: str) -> str:
    said = request.POST
    propose_merge(
        actor=request.actor, keeper_ref=ref, other_ref=tidy_ref(said.get("other", "")),
        because=said.get("because", ""),
    )  # fmt: skip
    return "Proposed. It waits for a second person."


def _decide(request: SeatedRequest, ref: str) -> str:
    said = request.POST
    merge_ref, decision = said.get("merge", ""), said.get("decision", "")
    if decision == "agree":
        agree_merge(actor=request.actor, ref=ref, merge_ref=merge_ref)
        return "Merged. Both references stay, and it can be undone."
    if decision == "undo":
        undo_merge(actor=request.actor, ref=ref, merge_ref=merge_ref, because=said.get("because", ""))
        return "They are two again."
    decline_merge(actor=request.actor, ref=ref, merge_ref=merge_ref)
    return "Declined."


def _on_subject(request: SeatedRequest, ref: str, deed: Deed, failed: str) -> HttpResponse:
    """A refusal keeps what was typed; what is missing here, or hidden, is only the subject itself."""
    try:
        said = deed()
    except NotPermitted:
        raise
    except Refused as refusal:
        return show_subject(request, ref, problem=str(refusal), failed=failed, status=422)
    remember_purpose(request, ref, purpose_for(request, ref))
    messages.success(request, said)
    return redirect("subject", ref)


def _on_report(request: SeatedRequest, ref: str, deed: Deed) -> HttpResponse:
    try:
        said = deed()
    except NotPermitted:
        raise
    except Refused as refusal:
        return show_report(request, ref, who_problem=str(refusal), status=422)
    messages.success(request, said)
    return redirect(f"{reverse('report', args=[ref])}#who")


def _pairs(choices: Any) -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in choices]


def _date(text: str) -> date | None:
    """A date from a picker; anything else is none, and the action says what it needs."""
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
