"""What your reports did: one month of one premises, for its people and the office."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from watchward.kit.text import day, pounds
from watchward.share.queries.answers import AnsweredReport, MonthAnswers, answers_of
from watchward.web.access import SeatedRequest, seated
from watchward.web.reports import line_of, received


@seated
def latest(request: SeatedRequest, ref: str) -> HttpResponse:
    """The month that runs."""
    today = timezone.now().astimezone(request.seat.partnership.zone_info)
    answers_of(request.actor, ref, f"{today:%Y-%m}")
    return redirect("answers", ref, f"{today:%Y-%m}")


@seated
def answers(request: SeatedRequest, ref: str, month: str) -> HttpResponse:
    """Each report with its rung, and what came of all of them."""
    found = answers_of(request.actor, ref, month)
    zone, now = request.seat.partnership.zone_info, timezone.now()

    def line(one: AnsweredReport) -> tuple[object, AnsweredReport, str]:
        since = received(one.waits_since, zone, now) if one.waits_since else ""
        return line_of(one.row, reverse("reports"), now.astimezone(zone).year, everywhere=False), one, since

    context = {
        "found": found,
        "title": f"{found.month:%B %Y}",
        "lines": [line(one) for one in found.reports],
        "waiting": [line(one) for one in found.waiting],
        "figures": _figures(found, closed=sum(one.is_closed for one in found.reports)),
        "before": _month_address(ref, found.month - timedelta(days=1)),
        "after": _after(ref, found.month, now.astimezone(zone).date()),
        "when": lambda at: day(at, zone),
    }
    return render(request, "telling/answers.html", context)


def _figures(found: MonthAnswers, *, closed: int) -> list[tuple[str, str, str]]:
    """(label, value, sentence)."""
    sent = len(found.reports)
    hours = found.graded_within.total_seconds() / 3600 if found.graded_within else None
    within = "–" if hours is None else f"{hours:.0f} h" if hours < 72 else f"{hours / 24:.0f} days"
    return [
        ("Sent", str(sent), f"{closed} closed with a reason."),
        ("Read and graded", f"{found.graded} of {sent}", f"Half of them within {within}." if hours else "None yet."),
        ("Joined to others", str(found.linked), "They tell of somebody who is in another report too."),
        ("Police references", str(found.police_references), "Told by the police so far."),
        ("Lost", pounds(found.loss_pence, whole=True), "As far as the reports say."),
        ("Recovered", pounds(found.recovered_pence, whole=True), "As far as the reports say."),
    ]


def _after(ref: str, month: date, today: date) -> str | None:
    following = (month + timedelta(days=32)).replace(day=1)
    return _month_address(ref, following) if following <= today else None


def _month_address(ref: str, on: date) -> str:
    return reverse("answers", args=[ref, f"{on:%Y-%m}"])
