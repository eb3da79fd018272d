"""The gallery: the few people whom this place should know today, and “Who is this?”. First of all for a phone."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.text import moment
from watchward.policy import Permission, may
from watchward.share.actions.corrections import acknowledge_notice
from watchward.share.actions.looking import look_at_entry, look_at_gallery, open_marked_picture, print_gallery
from watchward.share.actions.recognising import say_who_it_is
from watchward.share.choices import Shelf
from watchward.share.queries.gallery import Entry, GalleryPage, premises_to_look_as, rules_of, with_near_first
from watchward.web.access import SeatedRequest, seated
from watchward.web.evidence import ALONE
from watchward.web.reports import has_thumbnail_pass, thumbnail_pass

PAGES = {Shelf.KNOWN: "people_to_know", Shelf.UNKNOWN: "who_is_this"}


@require_GET
@seated
def people_to_know(request: SeatedRequest) -> HttpResponse:
    """The people whom the shops of this place should know."""
    return _shelf(request, Shelf.KNOWN)


@require_GET
@seated
def who_is_this(request: SeatedRequest) -> HttpResponse:
    """People whom nobody knows yet."""
    return _shelf(request, Shelf.UNKNOWN)


@require_GET
@seated
def on_paper(request: SeatedRequest) -> HttpResponse:
    """A page for paper, where the partnership allows paper at all (M-05)."""
    page = print_gallery(actor=request.actor, shelf=Shelf.KNOWN)
    zone = request.seat.partnership.zone_info
    now = timezone.now()
    return render(
        request,
        "share/paper.html",
        {
            "entries": [(one, _pictures(request, one, "large")) for one in page.entries],
            "shut": page.shut,
            "printed": moment(now, zone),
            "destroy": moment(now + timedelta(days=1), zone),
        },
    )


@require_GET
@seated
def entry(request: SeatedRequest, ref: str) -> HttpResponse:
    """One person, larger."""
    return _entry(request, ref)


@require_GET
@seated
def picture(request: SeatedRequest, ref: str) -> HttpResponse:
    """One picture with the viewer's name over it. It is theirs alone: no cache may keep it, not even their own.

    There is no validator and no range, so there is nothing that a cache could ask about or put together.
    """
    content = open_marked_picture(
        actor=request.actor,
        ref=ref,
        size=request.GET.get("size", "large"),
        was_counted=has_thumbnail_pass(request, ref),
    )
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = ALONE
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "Cookie"
    response["Accept-Ranges"] = "none"
    return response


@require_POST
@seated
def recognise(request: SeatedRequest, ref: str) -> HttpResponse:
    """I know this person (P-02)."""
    said = request.POST
    try:
        say_who_it_is(
            actor=request.actor,
            ref=ref,
            said=said.get("said", ""),
            knows_from=said.get("knows_from", ""),
            was_told_a_name=said.get("was_told_a_name") == "yes",
        )
    except (NotFound, NotPermitted):
        raise
    except Refused as refusal:
        return _entry(request, ref, problem=str(refusal), status=422)
    messages.success(request, "Thank you. Your coordinator has it. Please talk to nobody else about who it may be.")
    return redirect("who_is_this")


@require_POST
@seated
def notice_read(request: SeatedRequest, ref: str) -> HttpResponse:
    """I have read that something I was shown has changed (P-08)."""
    acknowledge_notice(actor=request.actor, ref=ref)
    messages.success(request, "Thank you. It is written down that you know.")
    return redirect("home")


def _shelf(request: SeatedRequest, shelf: Shelf) -> HttpResponse:
    asked = request.GET
    page = look_at_gallery(actor=request.actor, shelf=shelf, as_ref=asked.get("as", ""), after=asked.get("after", ""))
    near, others = with_near_first(page.entries)
    may_print = shelf is Shelf.KNOWN and rules_of(request.actor.partnership_id).may_print
    return render(
        request,
        "share/gallery.html",
        {
            "shelf": shelf.value,
            "tabs": _tabs(shelf, page),
            "groups": _groups(request, near, others, page),
            "shut": page.shut,
            "looks_as": page.viewer.as_premises,
            "premises": _premises(request, page),
            "older": _address(shelf, page, page.older) if page.older else None,
            "newest": _address(shelf, page, "") if asked.get("after") else None,
            "paper": reverse("people_to_know_print") if may_print and page.entries else "",
            "may_decide": bool(may(request.actor, Permission.DISCLOSE)),
        },
    )


def _groups(
    request: SeatedRequest, near: list[Entry], others: list[Entry], page: GalleryPage
) -> list[tuple[str, list[tuple[Entry, list[dict[str, Any]]]]]]:
    """The ten seconds behind a till: who was at this very place first."""
    place = page.viewer.as_premises or "your place"
    groups = [(f"Reported at {place}", near), ("Reported nearby" if near else "", others)]
    return [(name, [(one, _pictures(request, one, "small")[:1]) for one in found]) for name, found in groups if found]


def _entry(request: SeatedRequest, ref: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    shown = look_at_entry(actor=request.actor, ref=ref)
    shelf = Shelf(shown.shelf)
    return render(
        request,
        "share/entry.html",
        {
            "entry": shown,
            "pictures": _pictures(request, shown, "large"),
            "shelf": shown.shelf,
            "back": [("Gallery", reverse("people_to_know")), (shelf.label, reverse(PAGES[shelf]))],
            "may_recognise": shelf is Shelf.UNKNOWN and bool(may(request.actor, Permission.SUBJECT_RECOGNISE)),
            "reads_decision": bool(may(request.actor, Permission.SUBJECT_READ)),
            "said": request.POST if problem else {},
            "problem": problem,
        },
        status=status,
    )


def _pictures(request: SeatedRequest, shown: Entry, size: str) -> list[dict[str, Any]]:
    return [
        {
            "src": f"{reverse('shown_picture', args=[one.ref])}?"
            f"{urlencode({'size': size, 'with': thumbnail_pass(request, one.ref)})}",
            "alt": f"{shown.view.title}, with your name over the picture",
        }
        for one in shown.pictures
    ]


def _tabs(shelf: Shelf, page: GalleryPage) -> list[dict[str, Any]]:
    return [
        {"label": str(one.label), "url": _address(one, page, ""), "current": one is shelf}
        for one in (Shelf.KNOWN, Shelf.UNKNOWN)
    ]


def _address(shelf: Shelf, page: GalleryPage, after: str) -> str:
    said = {"as": page.viewer.as_ref, "after": after}
    text = urlencode({name: value for name, value in said.items() if value})
    base = reverse(PAGES[shelf])
    return f"{base}?{text}" if text else base


def _premises(request: SeatedRequest, page: GalleryPage) -> list[dict[str, Any]]:
    offered = premises_to_look_as(request.actor)
    if not offered:
        return []
    every = [("", "Everybody in the partnership"), *offered]
    return [{"value": ref, "label": name, "selected": ref == page.viewer.as_ref} for ref, name in every]
