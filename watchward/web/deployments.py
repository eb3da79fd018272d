"""Deployments: the week, planning one or several, one deployment and what came of it."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from watchward.act.actions.deployments import (
    Plan,
    cancel_deployment,
    change_deployment,
    note_outcome,
    plan_deployment,
)
from watchward.act.queries.deployments import (
    DeploymentLine,
    DeploymentView,
    deployments_between,
    guards_to_pick,
    my_deployments,
    places_to_pick,
    read_deployment,
)
from watchward.act.rules.slots import MOST_WEEKS
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.text import count, moment
from watchward.policy import Actor, Permission, may, require
from watchward.web.access import SeatedRequest, seated

FROM_ADDRESS = ("premises_ref", "day", "starts", "ends", "purpose")  # a plan fills the form in; nothing is kept
CLOCK = ["%H:%M", "%H:%M:%S", "%H.%M"]


class PlanForm(forms.Form):
    """An officer, a place, a span of local time, and for how many weeks."""

    premises_ref = forms.ChoiceField(label="Where?", error_messages={"required": "Pick the place."})
    day = forms.DateField(
        label="First day", widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Enter the day.", "invalid": "Enter a real day."},
    )  # fmt: skip
    starts = forms.TimeField(
        label="From", input_formats=CLOCK, widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"required": "Enter when it begins.", "invalid": "Enter a time such as 21:00."},
    )  # fmt: skip
    ends = forms.TimeField(
        label="To", input_formats=CLOCK, widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"required": "Enter when it ends.", "invalid": "Enter a time such as 23:00."},
    )  # fmt: skip
    weeks = forms.IntegerField(
        label="For how many weeks?", min_value=1, max_value=MOST_WEEKS, initial=1,
        help_text="The same weekday and the same local time each week.",
        error_messages={"required": "Enter 1 for once."},
    )  # fmt: skip
    purpose = forms.CharField(
        label="What for?", max_length=200, help_text="Name nobody. For example: doors while the market closes.",
        error_messages={"required": "Say what the officer is for."},
    )  # fmt: skip
    guard_ref = forms.ChoiceField(label="Security officer of the partnership", required=False)
    contractor_name = forms.CharField(label="Name", max_length=120, required=False)
    contractor_licence = forms.CharField(label="Licence number", max_length=40, required=False)
    licence_expires_on = forms.DateField(
        label="The licence runs out on", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Enter a real day."},
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, today: date, **named: Any) -> None:
        super().__init__(*args, **named)
        guards = [
            (one.ref, f"{one.name}: {', '.join(one.premises)} until {day_text(one.ends_on)}")
            for one in guards_to_pick(actor, today)
        ]
        self._choose("premises_ref", [("", "Pick a place"), *places_to_pick(actor)])
        self._choose("guard_ref", [("", "Somebody from a contractor"), *guards])

    def plan(self) -> Plan:
        """What was entered; only after validation."""
        said = {one.name: self.cleaned_data[one.name] for one in fields(Plan)}
        if said["guard_ref"]:  # what was typed for a contractor first, and then left
            said |= {"contractor_name": "", "contractor_licence": "", "licence_expires_on": None}
        return Plan(**said)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class Row(NamedTuple):
    """One line of the week, formatted."""

    line: DeploymentLine
    day: str
    hours: str
    state: str
    kind: str


@seated
def deployments(request: SeatedRequest) -> HttpResponse:
    """One week, Monday to Sunday, in local time."""
    zone, now = request.seat.partnership.zone_info, timezone.now()
    today = now.astimezone(zone).date()
    monday = _monday(request.GET.get("week", ""), today)
    since, until = _midnight(monday, zone), _midnight(monday + timedelta(days=7), zone)
    rows = [row_of(one, zone, now) for one in deployments_between(request.actor, since, until)]
    page = {
        "rows": rows,
        "monday": monday,
        "title": f"{day_text(monday)} to {day_text(monday + timedelta(days=6))}",
        "before": _week(monday - timedelta(days=7)),
        "after": _week(monday + timedelta(days=7)),
        "this_week": reverse("deployments") if monday != _monday("", today) else "",
        "says": f"{count(len([one for one in rows if not one.line.is_cancelled]), 'deployment')}.",
        "may_manage": bool(may(request.actor, Permission.DEPLOYMENT_MANAGE)),
        "may_judge": bool(may(request.actor, Permission.FIGURES_ALL)),
    }
    return render(request, "deployments/week.html", page)


@seated
def new(request: SeatedRequest) -> HttpResponse:
    """Plan one, or the same each week."""
    require(request.actor, Permission.DEPLOYMENT_MANAGE)
    form = _form(request, {name: request.GET[name] for name in FROM_ADDRESS if name in request.GET})
    if form.is_bound and form.is_valid():
        try:
            made = plan_deployment(actor=request.actor, plan=form.plan())
        except NotPermitted:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell_hints(request, [read_deployment(request.actor, one.ref) for one in made[:3]])
            messages.success(request, f"{count(len(made), 'deployment')} planned.")
            return redirect("deployment", made[0].ref) if len(made) == 1 else redirect(_week_of(request, made[0]))
    return render(request, "deployments/new.html", {"form": form, "old": None}, status=422 if form.errors else 200)


@seated
def change(request: SeatedRequest, ref: str) -> HttpResponse:
    """Another time, place or officer: the old one is called off and names the new one."""
    require(request.actor, Permission.DEPLOYMENT_MANAGE)
    old = read_deployment(request.actor, ref)
    form = _form(request, _initial(old, request.seat.partnership.zone_info))
    if form.is_bound and form.is_valid():
        try:
            made = change_deployment(actor=request.actor, ref=ref, plan=form.plan())
        except (NotPermitted, NotFound):
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell_hints(request, [read_deployment(request.actor, made.ref)])
            messages.success(request, "Changed. The old deployment is called off.")
            return redirect("deployment", made.ref)
    return render(request, "deployments/new.html", {"form": form, "old": old}, status=422 if form.errors else 200)


@seated
def deployment(request: SeatedRequest, ref: str) -> HttpResponse:
    """One deployment."""
    return _show(request, ref)


@require_POST
@seated
def cancel(request: SeatedRequest, ref: str) -> HttpResponse:
    """Call it off."""

    def deed() -> str:
        cancel_deployment(actor=request.actor, ref=ref, because=request.POST.get("because", ""))
        return "Called off. Tell the officer and the place."

    return _done(request, ref, "cancel", deed)


@require_POST
@seated
def outcome(request: SeatedRequest, ref: str) -> HttpResponse:
    """What came of it."""

    def deed() -> str:
        note_outcome(actor=request.actor, ref=ref, words=request.POST.get("words", ""))
        return "Written down. Thank you."

    return _done(request, ref, "outcome", deed)


def row_of(line: DeploymentLine, zone: ZoneInfo, now: datetime) -> Row:
    """A deployment as a line of a list."""
    begin = line.starts_at.astimezone(zone)
    state, kind = "", "neutral"
    if line.is_cancelled:
        state, kind = "Called off", "danger"
    elif line.ends_at <= now:
        state, kind = ("Done", "success") if line.outcome else ("Outcome missing", "warning")
    elif line.starts_at <= now:
        state, kind = "Now", "info"
    return Row(line, day_text(begin.date()), hours_text(line, zone), state, kind)


def hours_text(line: DeploymentLine, zone: ZoneInfo) -> str:
    """`21:00–23:00`, on the partnership's clock; the offset is said where the clock shows a time twice."""
    begin, end = line.starts_at.astimezone(zone), line.ends_at.astimezone(zone)
    return f"{begin:%H:%M}–{end:%H:%M}"


def tonight(request: SeatedRequest) -> list[tuple[str, str, str]]:
    """(words, hours, address) of what concerns this person now and until tomorrow at six in the morning."""
    zone, now = request.seat.partnership.zone_info, timezone.now()
    local = now.astimezone(zone)
    until = _midnight(local.date() + timedelta(days=1), zone) + timedelta(hours=6)
    found = [] if may(request.actor, Permission.REPORT_READ_ALL) else my_deployments(request.actor, now, until)
    return [(_tonight(one, local, zone), hours_text(one, zone), reverse("deployment", args=[one.ref])) for one in found]


def day_text(on: date | None) -> str:
    """`Fri 6 Mar 2026`."""
    return "–" if on is None else f"{on:%a} {on.day} {on:%b %Y}"


def _tonight(line: DeploymentLine, now: datetime, zone: ZoneInfo) -> str:
    begin = line.starts_at.astimezone(zone)
    when = "Now" if begin <= now else "Tomorrow" if begin.date() > now.date() else _part_of_day(begin)
    return f"{when}: {line.premises}" if line.is_mine else f"{when}: {line.officer} at {line.premises}"


def _part_of_day(begin: datetime) -> str:
    return "Tonight" if begin.hour >= 18 or begin.hour < 4 else "Today"


def _form(request: SeatedRequest, initial: dict[str, Any] | None = None) -> PlanForm:
    today = timezone.now().astimezone(request.seat.partnership.zone_info).date()
    first = {"day": today, "weeks": 1} | (initial or {})
    return PlanForm(request.POST or None, actor=request.actor, today=today, initial=first)


def _initial(old: DeploymentView, zone: ZoneInfo) -> dict[str, Any]:
    begin, end = old.line.starts_at.astimezone(zone), old.line.ends_at.astimezone(zone)
    return {
        "premises_ref": old.line.premises_ref,
        "day": begin.date(),
        "starts": begin.strftime("%H:%M"),
        "ends": end.strftime("%H:%M"),
        "purpose": old.line.purpose,
        "guard_ref": old.guard_ref,
        "contractor_name": old.line.officer if old.line.is_contractor else "",
        "contractor_licence": old.licence,
        "licence_expires_on": old.licence_expires_on,
    }


def _tell_hints(request: SeatedRequest, views: list[DeploymentView]) -> None:
    for hint in dict.fromkeys(hint for view in views for hint in view.hints):
        messages.warning(request, hint)


def _show(request: SeatedRequest, ref: str, *, failed: str = "", problem: str = "") -> HttpResponse:
    view, zone, now = read_deployment(request.actor, ref), request.seat.partnership.zone_info, timezone.now()
    page = {
        "one": view,
        "row": row_of(view.line, zone, now),
        "when": lambda at: moment(at, zone),
        "day": day_text,
        "week": _week(_monday(view.line.starts_at.astimezone(zone).date().isoformat(), now.date())),
        "failed": failed,
        "problem": problem,
        "said": request.POST if problem else {},
    }
    return render(request, "deployments/deployment.html", page, status=422 if problem else 200)


def _done(request: SeatedRequest, ref: str, failed: str, deed: Callable[[], str]) -> HttpResponse:
    try:
        said = deed()
    except (NotFound, NotPermitted):
        raise
    except Refused as refusal:
        return _show(request, ref, failed=failed, problem=str(refusal))
    messages.success(request, said)
    return redirect("deployment", ref)


def _monday(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    day = day if 2000 <= day.year < 2100 else today
    return day - timedelta(days=day.weekday())


def _week(monday: date) -> str:
    return f"{reverse('deployments')}?week={monday.isoformat()}"


def _week_of(request: SeatedRequest, made: Any) -> str:
    local = made.starts_at.astimezone(request.seat.partnership.zone_info).date()
    return _week(_monday(local.isoformat(), local))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
