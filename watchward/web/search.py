"""One box over everything that a person may read."""

from dataclasses import replace
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from watchward.assess.actions.searching import note_search
from watchward.assess.queries.search.asking import asked_by, looks_people_up
from watchward.assess.queries.search.find import Found, Place, place_of, search, searches_people
from watchward.assess.queries.search.places import EntryHit, PremisesHit, label_of
from watchward.assess.queries.search.reports import ReportHit
from watchward.assess.queries.search.sight import Sight
from watchward.assess.queries.search.subjects import SubjectHit
from watchward.assess.rules.searching import LONGEST, MOST_WORDS, Asked, Pieces, understand
from watchward.kit.text import count, moment
from watchward.policy import Actor
from watchward.web.access import SeatedRequest, seated
from watchward.web.purpose import ask_purpose, purpose_of
from watchward.web.say import date_text
from watchward.web.sealed_words import CARRIED_AS, opened, sealed, without_words

NOT_FOUND = "Nothing that you may open has this reference. Check its letters, or ask your coordinator."

MORE_SUBJECTS = "The most alike stand first. There are more: type more of the name."


class Line(NamedTuple):
    """One hit: where it leads, what it is, and the pieces of text that hold the words."""

    url: str
    title: Pieces
    under: str
    snippets: tuple[tuple[str, Pieces], ...] = ()
    pill: str = ""


class Group(NamedTuple):
    """The hits of one kind."""

    title: str
    lines: tuple[Line, ...]
    says: str = ""


@require_http_methods(["GET", "POST"])
def search_page(request: HttpRequest) -> HttpResponse:
    """The box, and what was found. Words come by POST and go on sealed; an address that carries them is emptied."""
    return without_words(request, "search") or _searched(request)


@seated
def _searched(request: SeatedRequest) -> HttpResponse:
    """A reference leads straight to its thing."""
    zone = request.seat.partnership.zone_info
    if request.method == "POST":
        typed = understand(request.POST.get("q", ""), timezone.now().astimezone(zone).date())
        return redirect(_with(request, typed))
    asked = _asked(request, zone)
    if asked.ref:
        return _reference(request, asked)
    if asked.is_empty:
        return _page(request, asked, None)
    needs_purpose = looks_people_up(request.actor, asked)
    purpose = purpose_of(request) if needs_purpose else None
    if needs_purpose and purpose is None:
        return ask_purpose(request)
    found = search(request.actor, asked, after=request.GET.get("after", ""))
    note_search(actor=request.actor, asked=asked, counts=found.counts, subjects=found.named, purpose=purpose)
    return _page(request, asked, found)


def _asked(request: SeatedRequest, zone: ZoneInfo) -> Asked:
    """What was typed, or how it is narrowed."""
    asked, today = request.GET, timezone.now().astimezone(zone).date()
    typed = (opened(request) or {}) if CARRIED_AS in asked else {}
    found = asked_by(
        request.actor, typed.get("text", ""), today, kind=asked.get("kind", ""), method=asked.get("method", "")
    )  # fmt: skip
    return replace(found, was_cut=found.was_cut or bool(typed.get("was_cut")))


def _reference(request: SeatedRequest, asked: Asked) -> HttpResponse:
    place = place_of(request.actor, asked.ref)
    note_search(actor=request.actor, asked=asked, counts={"reference": int(place is not None)})
    if place is not None and (url := _address(place)):
        return redirect(url)
    return _page(request, asked, Found(asked))


def _address(place: Place) -> str:
    try:
        return reverse(place.sort, args=[place.ref])
    except NoReverseMatch:
        return ""


def _page(request: SeatedRequest, asked: Asked, found: Found | None) -> HttpResponse:
    after = request.GET.get("after", "")
    context: dict[str, Any] = {
        "asked": asked,
        "found": found,
        "groups": _groups(found) if found else (),
        "entries": [_entry(one) for one in found.entries] if found else (),
        "narrowed": _narrowed(request.actor, asked),
        "everything": _with(request, Asked(text=asked.text)),
        "notes": _notes(asked, found),
        "nothing": NOT_FOUND if asked.ref else "",
        "older": _with(request, asked, after=found.reports.older) if found and found.reports.older else None,
        "newest": _with(request, asked) if after else None,
        "people": searches_people(request.actor),
        "longest": LONGEST,
    }
    return render(request, "search/search.html", context)


def _with(request: SeatedRequest, asked: Asked, **more: str) -> str:
    """The address of a search: what names nobody in the open, what was typed sealed."""
    typed = sealed(request, {"text": asked.text, "was_cut": asked.was_cut}) if asked.text else ""
    said = {CARRIED_AS: typed, "kind": asked.kind, "method": asked.method} | more
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{reverse('search')}?{query}" if query else reverse("search")


def _groups(found: Found) -> tuple[Group, ...]:
    subjects = tuple(_subject(one) for one in found.subjects.hits)
    vehicles = (
        *(_subject(one) for one in found.vehicles.subjects),
        *(
            Line(
                reverse("report", args=[one.report_ref]), ((one.registration, one.score >= 1),),
                ", ".join(filter(None, (one.looks, one.where))), (), "" if one.score >= 1 else "Similar",
            )
            for one in found.vehicles.reports
        ),
    )  # fmt: skip
    premises = tuple(line for one in found.premises if (line := _premises(one)) is not None)
    reports = tuple(_report(one) for one in found.reports.hits)
    groups = (
        Group("Subjects", subjects, MORE_SUBJECTS if found.subjects.has_more else ""),
        Group("Vehicles", vehicles),
        Group("Premises", premises),
        Group("Reports", reports),
    )
    return tuple(one for one in groups if one.lines)


def _subject(hit: SubjectHit) -> Line:
    under = f"{hit.ref}, found as {hit.merged_from}, which was merged into it" if hit.merged_from else hit.ref
    return Line(reverse("subject", args=[hit.ref]), ((hit.title, False),), under, hit.found_by, hit.state)


def _report(hit: ReportHit) -> Line:
    under = f"{hit.where}, {moment(hit.happened_at, hit.zone)}, {hit.ref}"
    pill = "Similar name" if hit.is_near else ""
    return Line(reverse("report", args=[hit.ref]), ((hit.what, False),), under, hit.snippets, pill)


def _premises(hit: PremisesHit) -> Line | None:
    more = "".join(text for text, _is_hit in hit.more)
    if hit.has_figures:
        return Line(reverse("premises", args=[hit.ref]), hit.name, more)
    if hit.organisation_ref:
        return Line(reverse("organisation", args=[hit.organisation_ref]), hit.name, more)
    return None


def _entry(hit: EntryHit) -> tuple[str, str]:
    """(label, address) of a search narrowed to a kind or a method."""
    if hit.list_id == "incident_types":
        return hit.label, f"{reverse('search')}?{urlencode({'kind': hit.id})}"
    return f"Method: {hit.label}", f"{reverse('search')}?{urlencode({'method': hit.id})}"


def _narrowed(actor: Actor, asked: Asked) -> str:
    sight = Sight(actor)
    kind = label_of(sight, "incident_types", asked.kind) if asked.kind else ""
    method = label_of(sight, "modus_operandi", asked.method) if asked.method else ""
    return kind or (f"Method: {method}" if method else "")


def _notes(asked: Asked, found: Found | None) -> list[str]:
    """What the reader should know about how it was searched."""
    notes = []
    if asked.was_cut:
        notes.append(f"Only the first {LONGEST} characters and {MOST_WORDS} words were searched.")
    if asked.days:
        first, last = date_text(asked.days.first), date_text(asked.days.last)
        notes.append(f"Reports of {first}." if first == last else f"Reports from {first} to {last}.")
    if found and found.reports.went_through:
        notes.append(f"{count(found.reports.went_through, 'report')} were looked through; the next page goes on.")
    return notes
