"""Today: what happened near this person since yesterday, what is new for them, and what is theirs to do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from watchward.assess.choices import Pile, Rung
from watchward.assess.queries.desk import pile_sizes
from watchward.collect.queries.home import requests_to_me
from watchward.collect.queries.reports import ReportFilter, ReportRow, newest_reports
from watchward.kit.lists import load
from watchward.kit.text import count, day, moment
from watchward.policy import Actor, Permission, may
from watchward.share.choices import Shelf
from watchward.share.queries.gallery import new_faces
from watchward.share.queries.notices import Notice, unread_notices
from watchward.share.queries.today import Happened, Since, since_yesterday
from watchward.share.queries.waiting import MyAnswer, held_by, my_answers, promises_due, with_police
from watchward.web.access import SeatedRequest, seated
from watchward.web.bulletins import PILLS
from watchward.web.reports import Line, line_of, received

NEWEST = 6


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for this person."""

    title: str
    text: str
    url: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one of my reports."""

    line: Line
    says: str
    words: str
    at: str


@seated
def today(request: SeatedRequest) -> HttpResponse:
    """The whole page; each part is there only for those who have it."""
    actor, zone = request.actor, request.seat.partnership.zone_info
    now = timezone.now()
    since = since_yesterday(actor, now)
    context: dict[str, Any] = {
        "day": day(now, zone),
        "since": since,
        "lines": [(one, _link(one, since, zone)) for one in since.lines],
        "notices": unread_notices(actor, now),
        "faces": faces_of(actor, since.since, now),
        "answers": [_answer(one, zone, now) for one in my_answers(actor, since.since)],
        "tasks": tasks_of(actor, zone, now),
        "newest": _newest(actor, since) if since.is_office else [],
        "police": _police(actor, zone, now),
        "can_report": bool(may(actor, Permission.REPORT_SUBMIT)),
        "pills": PILLS,
        "when": lambda at: moment(at, zone),
    }
    return render(request, "telling/today.html", context)


def on_home(actor: Actor) -> dict[str, Any]:
    """The top of a member's start page: one sentence and what is new to read."""
    if not may(actor, Permission.BULLETIN_READ):
        return {"since": None, "notices": [], "faces": []}
    notices: list[Notice] = unread_notices(actor)[:3]
    since = since_yesterday(actor)
    return {
        "since": since,
        "notices": notices,
        "notice_pills": PILLS,
        "faces": faces_of(actor, since.since, timezone.now()),
    }


def faces_of(actor: Actor, since: datetime, now: datetime) -> list[tuple[str, str]]:
    """(words, address) of what is new in the galleries: numbers only, the people stand behind the link."""
    pages = {
        Shelf.KNOWN: ("new to know", "people_to_know"),
        Shelf.UNKNOWN: ("whom nobody has named yet", "who_is_this"),
    }
    new = new_faces(actor, since, now)
    return [
        (f"{count(new[shelf], 'person', 'people')} {words}", reverse(name))
        for shelf, (words, name) in pages.items()
        if shelf in new
    ]


def tasks_of(actor: Actor, zone: ZoneInfo, now: datetime) -> list[Task]:
    """Corrections asked, promises due, the second step, the desk."""
    tasks = [
        Task("Your coordinator asks", f"{one.text} ({one.where})", reverse("report", args=[one.report_ref]))
        for one in requests_to_me(actor, zone)
    ]
    for one in promises_due(actor, now):
        until = f"Due by {day(one.due_at, zone)}." if one.due_at else "It has not been done yet."
        text = f"Overdue since {day(one.due_at, zone)}." if one.is_overdue and one.due_at else until
        tasks.append(Task(one.title, text, reverse("promise", args=[one.ref]), one.is_overdue))
    if not actor.has_second_factor:
        tasks.append(Task("Set up your second step", "A passkey or a code from your phone.", reverse("mfa_index")))
    if may(actor, Permission.GRADE_SECOND_READ):
        tasks += _desk_tasks(actor, now)
    return tasks


def _desk_tasks(actor: Actor, now: datetime) -> list[Task]:
    found = []
    if to_do := pile_sizes(actor).get(Pile.TO_DO):
        held = held_by(actor, now)
        late = held.overdue if held else 0
        text = f"{count(late, 'is', 'are')} overdue." if late else "What is due first stands first."
        found.append(Task(f"The desk: {count(to_do, 'report')} to do", text, reverse("desk"), bool(late)))
    return found


def _link(one: Happened, since: Since, zone: ZoneInfo) -> str:
    """The reports behind a line, for those who may read them all."""
    if not since.is_office or not one.group:
        return ""
    said = {"kind": one.group, "form": "incident", "since": since.since.astimezone(zone).date().isoformat()}
    return f"{reverse('reports')}?{urlencode(said)}"


def _newest(actor: Actor, since: Since) -> list[Line]:
    rows = newest_reports(actor, narrow=ReportFilter(since=since.since), limit=NEWEST).rows
    return [_line(row) for row in rows]


def _police(actor: Actor, zone: ZoneInfo, now: datetime) -> list[tuple[Line, str]]:
    if not may(actor, Permission.REPORT_PROGRESS):
        return []
    return [(_line(one.report), received(one.since, zone, now)) for one in with_police(actor, limit=NEWEST)]


def _answer(one: MyAnswer, zone: ZoneInfo, now: datetime) -> Answer:
    says = str(Rung(one.rung).label)
    if one.rung == Rung.CLOSED:
        says = load("closing_reasons").label(one.choice)
    elif one.rung == Rung.OUTCOME:
        says = load("outcomes_police").label(one.choice)
    return Answer(_line(one.report), says, one.words, received(one.at, zone, now))


def _line(row: ReportRow) -> Line:
    return line_of(row, reverse("reports"), timezone.now().year, everywhere=False)
