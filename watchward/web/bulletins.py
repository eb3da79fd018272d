"""Bulletins: the list, one of them, and writing one with a look at whom it reaches before it goes out."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.text import count, moment
from watchward.policy import Permission, may, require
from watchward.share.actions.bulletins import (
    CannotWriteBulletin,
    change_bulletin,
    publish_bulletin,
    read_bulletin,
    withdraw_bulletin,
    write_bulletin,
)
from watchward.share.choices import Audience, BulletinKind
from watchward.share.queries.bulletins import MISSING, get_bulletin
from watchward.share.queries.naming import Caution, cautions_in
from watchward.share.queries.notices import (
    get_notice,
    notices,
    notices_over,
    notices_to_work_on,
    places_to_pick,
    refs_of_addressees,
)
from watchward.share.queries.receipts import aim_said, reach_of, receipts_of
from watchward.share.rules.bulletins import BulletinSaid, problems_of
from watchward.web.access import SeatedRequest, seated
from watchward.web.forms.bulletins import BulletinForm
from watchward.web.words import blocks_of

PILLS = {"news": "info", "warning": "danger", "appeal": "warning", "good-practice": "success"}
TABS = {"": "Now", "drafts": "Drafts and planned", "over": "Over"}


@seated
def bulletins(request: SeatedRequest) -> HttpResponse:
    """What stands now; writers also see drafts and what is over."""
    writes = bool(may(request.actor, Permission.BULLETIN_WRITE))
    asked = request.GET.get("show", "") if writes else ""
    tab = asked if asked in TABS else ""
    read = {"": notices, "drafts": notices_to_work_on, "over": notices_over}[tab]
    context = {
        "lines": read(request.actor),
        "tab": tab,
        "tabs": [
            {"label": label, "url": f"?show={name}" if name else reverse("bulletins"), "current": name == tab}
            for name, label in TABS.items()
        ],
        "may_write": writes,
        "pills": PILLS,
        "when": lambda at: moment(at, request.seat.partnership.zone_info),
    }
    return render(request, "telling/bulletins.html", context)


@seated
def bulletin(request: SeatedRequest, ref: str) -> HttpResponse:
    """One bulletin. Opening it says that it was read."""
    notice = get_notice(request.actor, ref)
    if request.method == "GET":
        read_bulletin(actor=request.actor, ref=ref)
    writes = bool(may(request.actor, Permission.BULLETIN_WRITE))
    context = {
        "one": notice,
        "blocks": blocks_of(notice.text),
        "pill": PILLS[notice.kind],
        "receipts": receipts_of(request.actor, ref) if writes and not notice.is_draft else None,
        "may_write": writes,
        "when": lambda at: moment(at, request.seat.partnership.zone_info),
    }
    return render(request, "telling/bulletin.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated
def write(request: SeatedRequest) -> HttpResponse:
    """A new bulletin."""
    require(request.actor, Permission.BULLETIN_WRITE)
    kind = request.GET.get("kind", "")
    initial = {"kind": kind if kind in BulletinKind.values else BulletinKind.NEWS, "audience": Audience.EVERYBODY}
    initial["entry_ref"] = request.GET.get("entry", "")[:20]
    return _writing(request, initial, "")


@require_http_methods(["GET", "HEAD", "POST"])
@seated
def change(request: SeatedRequest, ref: str) -> HttpResponse:
    """A draft, to be changed or published."""
    require(request.actor, Permission.BULLETIN_WRITE)
    found = get_bulletin(request.actor, ref)
    if found.published_at is not None or found.withdrawn_at is not None:
        raise NotFound(MISSING)
    zone, now = request.seat.partnership.zone_info, timezone.now()
    initial: dict[str, Any] = {
        "kind": found.kind,
        "title": found.title,
        "text": found.text,
        "entry_ref": found.entry_ref,
        "audience": found.audience,
        "expires_on": found.expires_at.astimezone(zone).date() if found.expires_at > now else None,
        **refs_of_addressees(found),
    }
    if found.publishes_at > now:
        initial["publishes_at"] = found.publishes_at.astimezone(zone).replace(tzinfo=None)
    return _writing(request, initial, ref)


@require_POST
@seated
def publish(request: SeatedRequest, ref: str) -> HttpResponse:
    """From the page of a draft."""
    said = publish_bulletin(actor=request.actor, ref=ref)
    messages.success(request, _published(request, said.ref, said.publishes_at))
    return redirect("bulletin", ref)


@require_POST
@seated
def withdraw(request: SeatedRequest, ref: str) -> HttpResponse:
    """Take it down."""
    withdraw_bulletin(actor=request.actor, ref=ref)
    messages.success(request, "Withdrawn. Nobody reads it any more.")
    return redirect("bulletin", ref)


def _writing(request: SeatedRequest, initial: dict[str, Any], ref: str) -> HttpResponse:
    """The form; with a look at the result and its audience; then kept or published."""
    is_sent = request.method == "POST"
    form = BulletinForm(
        request.POST if is_sent else None,
        initial=initial,
        places=places_to_pick(request.actor),
        zone=request.seat.partnership.zone_info,
    )
    context: dict[str, Any] = {"form": form, "ref": ref, "look": None}
    if is_sent and form.is_valid():
        said = form.said()
        cautions = cautions_in(request.actor.partnership_id, said.title, said.text)
        unseen = cautions and request.POST.get("words_seen", "") != _digest(cautions)
        wanted = request.POST.get("do", "look")
        form.add_problems(problems_of(said, timezone.now()))
        if not form.errors and wanted in {"keep", "publish"} and not (wanted == "publish" and unseen):
            answer = _kept(request, form, said, ref, wanted)
            if answer is not None:
                return answer
        context["look"] = _look(request, said, cautions) if not form.errors else None
    status = 422 if form.errors or (is_sent and request.POST.get("do") in {"keep", "publish"}) else 200
    return render(request, "telling/write.html", context, status=status)


def _kept(request: SeatedRequest, form: BulletinForm, said: BulletinSaid, ref: str, wanted: str) -> HttpResponse | None:
    """Keep it, and publish it if that was pressed. None after a refusal, which stands on the form."""
    try:
        if ref:
            made = change_bulletin(actor=request.actor, ref=ref, said=said)
        else:
            made = write_bulletin(actor=request.actor, said=said)
        if wanted == "publish":
            made = publish_bulletin(actor=request.actor, ref=made.ref)
    except (NotFound, NotPermitted):
        raise
    except CannotWriteBulletin as refusal:
        form.add_problems(refusal.problems)
        return None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    is_out = wanted == "publish"
    text = _published(request, made.ref, made.publishes_at) if is_out else "Kept as a draft. Only coordinators see it."
    messages.success(request, text)
    return redirect("bulletin", made.ref)


def _published(request: SeatedRequest, ref: str, publishes_at: datetime) -> str:
    reach = receipts_of(request.actor, ref)
    if publishes_at > timezone.now() + timedelta(minutes=1):
        when = moment(publishes_at, request.seat.partnership.zone_info)
        return f"Published. {count(reach.people, 'person', 'people')} can read it from {when}."
    return f"Published. {count(reach.people, 'person', 'people')} can read it now."


def _look(request: SeatedRequest, said: BulletinSaid, cautions: list[Caution]) -> dict[str, Any]:
    """What it will look like, whom it reaches, and what to look at again."""
    aim = aim_said(request.actor, said.audience, said.zones, said.watches, said.roles)
    return {
        "said": said,
        "blocks": blocks_of(said.text),
        "kind_words": BulletinKind(said.kind).label,
        "pill": PILLS[said.kind],
        "reach": reach_of(request.actor, aim),
        "cautions": cautions,
        "words_seen": _digest(cautions),
    }


def _digest(cautions: list[Caution]) -> str:
    """Names the words that were pointed out, so that new ones are pointed out again."""
    return "|".join(sorted({one.word.casefold() for one in cautions}))
