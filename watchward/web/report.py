"""The 90-second report: one page, one reader, one answer, with or without scripts."""

import hashlib
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchward.collect.actions.reports import submit_report
from watchward.collect.files import FileProblem, Upload, keep_files
from watchward.collect.queries.reports import get_report
from watchward.collect.rules.facts import must_call_999
from watchward.kit.errors import NotPermitted, Refused
from watchward.kit.lists import load, question_set
from watchward.kit.sensitive_words import Finding, scan
from watchward.kit.vault import DiskFull
from watchward.partners.queries.actors import Seat
from watchward.partners.queries.lists import list_of
from watchward.partners.queries.report_places import report_places
from watchward.policy import Permission, require
from watchward.web.access import SeatedRequest, seated
from watchward.web.forms.report_page import every_drawn, page_of
from watchward.web.forms.report_people import MOST_PEOPLE, MOST_VEHICLES, how_many
from watchward.web.forms.report_reading import NOTE_KIND, Reading, Setting, form_of, kind_groups, read_report
from watchward.web.report_keys import public_key_text, who_of

SHOWN_ONCE = "report_notes"  # in the session: what the thank-you page says of the last report sent
SEARCH_LIMIT = 6


@dataclass
class Outcome:
    """What became of one report, for a page or for a program to say."""

    ref: str = ""
    reading: Reading | None = None
    file_problems: list[FileProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def problems(self) -> dict[str, str]:
        """What has to change, by field."""
        return self.reading.problems.by_field if self.reading else {}


def receive(
    seat: Seat, said: QueryDict, uploads: list[Upload], *, lenient: bool = False, ask_about_words: bool = False
) -> Outcome:
    """Take one report in: understand it, make its files durable, then write it. The only way in from this face."""
    require(seat.actor, Permission.REPORT_SUBMIT)
    reading = read_report(said, setting_of(seat), lenient=lenient)
    outcome = Outcome(reading=reading, notes=reading.notes)
    if reading.draft is None or reading.client_key is None:
        return outcome
    if ask_about_words and reading.words and said.get("words_seen") != digest_of_words(reading.words):
        return outcome
    kept, outcome.file_problems = keep_files(uploads)
    try:
        report = submit_report(actor=seat.actor, draft=reading.draft, client_key=reading.client_key, files=kept)
    except (NotPermitted, DiskFull):
        raise
    except Refused as refusal:
        reading.problems.add("form", str(refusal))
        return outcome
    outcome.ref = report.ref
    return outcome


def setting_of(seat: Seat) -> Setting:
    """Lists, premises, clock and jurisdiction of one place."""
    partnership = seat.partnership
    return Setting(
        types=list_of(partnership.pk, "incident_types"),
        goods=list_of(partnership.pk, "goods"),
        places=report_places(seat.actor),
        zone=partnership.zone_info,
        jurisdiction=partnership.jurisdiction,
        now=timezone.now(),
    )


@require_http_methods(["GET", "POST"])
@seated
def new(request: SeatedRequest) -> HttpResponse:
    """Show the form, show it again with another question, or take the report in."""
    require(request.actor, Permission.REPORT_SUBMIT)
    if request.method == "GET":
        return _page(request, request.GET.copy())
    said = request.POST.copy()
    if said.get("step", "send") != "send":
        return _page(request, _stepped(said))
    uploads: list[Upload] = [*request.FILES.getlist("photos"), *request.FILES.getlist("files")]
    outcome = receive(request.seat, said, uploads, ask_about_words=True)
    if _wants_json(request):
        return answer_json(request, outcome)
    if outcome.ref:
        remember(request, outcome)
        return redirect("report_sent", outcome.ref)
    return _page(request, said, outcome.reading)


def remember(request: HttpRequest, outcome: Outcome) -> None:
    """Keep for the thank-you page what is said once."""
    request.session[SHOWN_ONCE] = {
        "ref": outcome.ref,
        "files": [[one.name, one.why] for one in outcome.file_problems],
        "notes": outcome.notes,
    }


def answer_json(request: HttpRequest, outcome: Outcome) -> JsonResponse:
    """201 with the reference only once the report is durable; 422 with sentences."""
    if outcome.ref:
        remember(request, outcome)
        body: dict[str, Any] = {"ref": outcome.ref, "url": reverse("report_sent", args=[outcome.ref])}
        body["files"] = [f"{one.name}: {one.why}" for one in outcome.file_problems]
        return JsonResponse(body, status=HTTPStatus.CREATED)
    found = outcome.reading.words if outcome.reading else []
    body = {"problems": [[name, text] for name, text in outcome.problems.items()]}
    if not outcome.problems and found:
        body["words"] = _words_html(request, found)
    return JsonResponse(body, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def digest_of_words(found: list[Finding]) -> str:
    """Which words a person was warned of: a new one after that is warned of again."""
    return hashlib.sha256("|".join(sorted({one.word.casefold() for one in found})).encode()).hexdigest()[:16]


@require_POST
@seated
def words(request: SeatedRequest) -> HttpResponse:
    """The warning beside the description, while it is being written (G-14)."""
    found = scan(request.POST.get("narrative", "")[:20_000])
    return HttpResponse(_words_html(request, found))


@require_POST
@seated
def search(request: SeatedRequest) -> HttpResponse:
    """Kinds whose label or synonyms begin with what was typed; by POST, for people type whatever happened."""
    setting = setting_of(request.seat)
    offered = {
        one.id: group.entry.id
        for group in kind_groups(setting, form_of(request.POST))
        for one in (group.entry, *group.children)
    }
    typed = request.POST.get("q", "")[:80]
    found = [one for one in setting.types.search(typed, limit=60) if one.id in offered][:SEARCH_LIMIT]
    hits = [{"id": one.id, "label": one.label, "tile": offered[one.id]} for one in found]
    return render(request, "report/_hits.html", {"hits": hits})


@require_GET
@seated
def bank(request: SeatedRequest) -> HttpResponse:
    """Every question once, unanswered, so that a change of kind needs no network."""
    return render(request, "report/bank.html", {"questions": every_drawn(setting_of(request.seat).goods)})


@require_GET
@seated
def sent(request: SeatedRequest, ref: str) -> HttpResponse:
    """Thank you, the reference, what happens next, and what could not be used."""
    report = get_report(request.actor, ref)
    once = request.session.get(SHOWN_ONCE, {})
    once = once if once.get("ref") == ref else {}
    context = {
        "report": report,
        "kind": _sort_of(report.form, report.kind, request.seat.partnership.pk),
        "file_problems": once.get("files", []),
        "notes": once.get("notes", []),
        "files": len(report.evidence.all()),
        "call_999": must_call_999(report.answers),
        "support": report.has_abuse or report.has_injury or report.is_hate or report.answers.get("support") == "yes",
        "suggestions": _suggestions(report.kind, report.answers),
        "told_police": report.answers.get("police_called", "") in {"999", "101"},
    }
    return render(request, "report/sent.html", context)


def _sort_of(form: str, kind: str, partnership_id: int) -> str:
    """What was sent, in words: where the kind says nothing, the form does."""
    if kind == NOTE_KIND:
        return load("forms").label(form)
    return list_of(partnership_id, "incident_types").label(kind)


def _suggestions(kind: str, answers: dict[str, Any]) -> list[str]:
    try:
        return [one.text for one in question_set(kind).suggestions(answers)]
    except KeyError:  # a partnership's own child of a kind
        return []


def _stepped(said: QueryDict) -> QueryDict:
    """One more person or vehicle on a page without scripts."""
    step = said.get("step")
    if step == "person":
        said["people"] = str(min(how_many(said, "people", 1, MOST_PEOPLE) + 1, MOST_PEOPLE))
    elif step == "vehicle":
        said["vehicles"] = str(min(how_many(said, "vehicles", 0, MOST_VEHICLES) + 1, MOST_VEHICLES))
    return said


def _page(request: SeatedRequest, said: QueryDict, reading: Reading | None = None) -> HttpResponse:
    context = page_of(said, setting_of(request.seat), reading)
    context |= {
        "files_lost": bool(request.FILES),
        "words_seen": digest_of_words(reading.words) if reading else "",
        "sealed_key": public_key_text(),
        "who": who_of(request.actor),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if reading else HTTPStatus.OK
    return render(request, "report/new.html", context, status=status)


def _words_html(request: HttpRequest, found: list[Finding]) -> str:
    context = {"words": found, "words_seen": digest_of_words(found)}
    return render(request, "report/_words.html", context).content.decode()


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
