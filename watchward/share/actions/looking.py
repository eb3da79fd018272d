"""Look at the gallery, at one entry, at one picture, or print. Each is an event before anything is sent (G-12)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from watchward.kit.errors import NotPermitted
from watchward.kit.images.mark import SIDES, marked
from watchward.kit.text import moment as moment_text
from watchward.partners.models import Account, Partnership
from watchward.policy import Actor, Permission, require
from watchward.share.actions._looks import note_look
from watchward.share.choices import Shelf
from watchward.share.copies import read_copy
from watchward.share.marking import MARKED, Key
from watchward.share.models import ShownPicture
from watchward.share.queries.gallery import (
    Entry,
    GalleryPage,
    gallery_page,
    get_entry,
    get_picture_shown,
    rules_of,
    viewer_of,
)

NO_PRINT = "Your partnership does not print pictures of people. They stay on the screen (M-05)."


def look_at_gallery(
    *, actor: Actor, shelf: Shelf, as_ref: str = "", after: str = "", now: datetime | None = None
) -> GalleryPage:
    """One page of a shelf. The event names every entry that was on it; an empty shelf shows nobody and is none."""
    at = now or timezone.now()
    page = gallery_page(actor, shelf, as_ref=as_ref, after=after, now=at)
    _note(actor, "gallery.viewed", shelf, page, at)
    return page


def print_gallery(*, actor: Actor, shelf: Shelf, now: datetime | None = None) -> GalleryPage:
    """A page for paper, only where the partnership decided that there is one (M-05); nobody young is on it (P-04)."""
    viewer = viewer_of(actor)
    if not rules_of(viewer.partnership_id).may_print:
        raise NotPermitted(NO_PRINT)
    at = now or timezone.now()
    page = gallery_page(actor, shelf, now=at, for_paper=True)
    _note(actor, "gallery.printed", shelf, page, at)
    return page


def look_at_entry(*, actor: Actor, ref: str, now: datetime | None = None) -> Entry:
    """One person, larger. Raises: NotFound for what is hidden, missing or for others."""
    at = now or timezone.now()
    entry = get_entry(actor, ref, now=at)
    detail: dict[str, object] = {"pictures": [one.ref for one in entry.pictures]}
    note_look(actor, "gallery.entry_viewed", f"disclosure/{entry.ref}", [entry.disclosure_id], detail, at)
    return entry


def open_marked_picture(
    *, actor: Actor, ref: str, size: str = "large", was_counted: bool = False, now: datetime | None = None
) -> bytes:
    """One picture with its viewer's name over it. Inside a page its look is already an event; alone it is one itself.

    Whether it may be seen is asked each time; what is held in memory only spares the drawing.
    """
    require(actor, Permission.PHOTO_VIEW)
    at = now or timezone.now()
    picture = get_picture_shown(viewer_of(actor), ref, at)
    side = size if size in SIDES else "large"
    if not was_counted:
        detail: dict[str, object] = {"size": side, "disclosure": picture.disclosure.ref}
        note_look(actor, "gallery.picture_viewed", f"picture/{picture.ref}", [picture.disclosure_id], detail, at)
    key = Key(actor.account_id, picture.ref, picture.copy_sha256, side, timezone.localdate(at))
    return MARKED.get(key, lambda: _draw(actor, picture, side, at))


def _note(actor: Actor, kind: str, shelf: Shelf, page: GalleryPage, now: datetime) -> None:
    if not page.entries:
        return
    detail: dict[str, object] = {"entries": [one.ref for one in page.entries]}
    if page.viewer.as_ref:
        detail["as"] = page.viewer.as_ref
    note_look(actor, kind, f"gallery/{shelf.value}", [one.disclosure_id for one in page.entries], detail, now)


def _draw(actor: Actor, picture: ShownPicture, size: str, now: datetime) -> bytes:
    name, ref = Account.everywhere.values_list("name", "ref").get(pk=actor.account_id)
    town, zone = Partnership.everywhere.values_list("name", "time_zone").get(pk=actor.partnership_id)
    when = moment_text(now, ZoneInfo(zone))
    strip = (f"Shown to {name}, {ref}, {town}, {when}.", "Do not copy, photograph or pass on.")
    own = read_copy(picture.copy_key, picture.copy_sha256)
    return marked(own, tile=f"{name} {ref}", strip=strip, side=SIDES[size])
