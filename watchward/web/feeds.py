"""Feeds: a person's own calendar and bulletins at secret addresses, and the page where they open and end them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_POST, require_safe

from watchward.act.queries.own_duties import own_duties
from watchward.kit.calendars import Entry, calendar_file
from watchward.kit.text import day
from watchward.partners.actions import feeds as actions
from watchward.partners.choices import FeedKind
from watchward.partners.queries.calendar import own_dates
from watchward.partners.queries.feeds import own_feeds, seat_of_feed
from watchward.policy import Permission, may
from watchward.share.queries.bulletins import visible_bulletins
from watchward.web.access import SeatedRequest, seated

PAGES = {FeedKind.CALENDAR: "calendar_feed", FeedKind.BULLETINS: "bulletin_feed"}
LATEST = 50
ATOM = "application/atom+xml; charset=utf-8"


@seated
def feeds(request: SeatedRequest) -> HttpResponse:
    """One's own feeds in this partnership."""
    zone = request.seat.partnership.zone_info
    rows = [
        {
            "ref": one.ref,
            "kind": one.get_kind_display(),
            "made": day(one.created_at, zone),
            "ends": day(one.expires_at, zone),
        }
        for one in own_feeds(request.actor)
    ]
    kinds = [
        (kind.value, kind.label)
        for kind in FeedKind
        if kind is not FeedKind.BULLETINS or may(request.actor, Permission.BULLETIN_READ)
    ]
    return render(request, "feeds/feeds.html", {"rows": rows, "kinds": kinds})


@require_POST
@seated
def open_feed(request: SeatedRequest) -> HttpResponse:
    """A new address, shown on the page that answers."""
    key, token = actions.make_feed(actor=request.actor, kind=request.POST.get("kind", ""))
    kind = FeedKind(key.kind)
    context: dict[str, Any] = {
        "kind": str(kind.label),
        "address": settings.PUBLIC_URL + reverse(PAGES[kind], args=[token]),
        "ends": day(key.expires_at, request.seat.partnership.zone_info),
    }
    return render(request, "feeds/address.html", context)


@require_POST
@seated
def end_feed(request: SeatedRequest, ref: str) -> HttpResponse:
    """The address opens nothing any more."""
    actions.end_feed(actor=request.actor, ref=ref)
    messages.success(request, "Ended. Whoever has the address reads nothing there any more.")
    return redirect("feeds")


@require_safe
def calendar_feed(_request: HttpRequest, token: str) -> HttpResponse:
    """The dates of the person whose address this is."""
    now = timezone.now()
    seat = seat_of_feed(FeedKind.CALENDAR, token, now)
    entries = [*own_dates(seat.actor, now), *own_duties(seat.actor, now)]
    file = calendar_file(
        seat.partnership.name,
        [(one, _link(one)) for one in entries],
        house=f"{seat.partnership.ref}.watchward",
        now=now,
    )
    return HttpResponse(file, content_type="text/calendar; charset=utf-8")


@require_safe
def bulletin_feed(_request: HttpRequest, token: str) -> HttpResponse:
    """The bulletins that this person may read now: titles and links (RFC 4287). Their words are read in the house."""
    seat = seat_of_feed(FeedKind.BULLETINS, token)
    name, zone = seat.partnership.name, seat.partnership.zone_info
    house = f"tag:watchward,{seat.partnership.created_at:%Y-%m-%d}:{seat.partnership.ref}"
    feed = Atom1Feed(
        title=f"Bulletins of {name}",
        link=settings.PUBLIC_URL + reverse("bulletins"),
        description="What the partnership tells you.",
        feed_guid=f"{house}/bulletins",
        author_name=name,
        language="en-GB",
    )
    for one in visible_bulletins(seat.actor)[:LATEST]:
        feed.add_item(
            title=one.title,
            link=settings.PUBLIC_URL + reverse("bulletin", args=[one.ref]),
            description=escape(f"{one.get_kind_display()}, until {day(one.expires_at, zone)}. Sign in to read it."),
            unique_id=f"{house}/bulletin/{one.ref}",
            pubdate=one.publishes_at,
            updateddate=one.publishes_at,
            categories=[one.kind],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=ATOM)


def _link(entry: Entry) -> str:
    if not entry.page:
        return ""
    return settings.PUBLIC_URL + reverse(entry.page, args=[entry.ref] if entry.ref else None)
