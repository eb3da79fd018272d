"""Pictures, originals and continuity of evidence. Nothing here is served from a folder."""

from dataclasses import fields
from datetime import datetime
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from watchward.collect.actions.evidence import (
    FootageFacts,
    describe_footage,
    hand_over,
    open_picture,
    open_thumbnail,
    take_original,
)
from watchward.collect.queries.evidence import get_continuity
from watchward.collect.queries.reading import size_of
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.text import moment
from watchward.policy import Permission, may
from watchward.records.ledger import record_view
from watchward.web.access import SeatedRequest, seated
from watchward.web.reports import has_thumbnail_pass

ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"  # even if a browser took it for a page
ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/gif": "gif",
    "video/mp4": "mp4", "application/pdf": "pdf", "video/quicktime": "mov", "video/webm": "webm",
}  # fmt: skip


class HandOver(forms.Form):
    """One line of continuity (L-05)."""

    from_whom = forms.CharField(
        label="From", max_length=120, error_messages={"required": "Enter who had it until now."}
    )
    to_whom = forms.CharField(
        label="To", max_length=120, help_text="Name, rank or number, and organisation.",
        error_messages={"required": "Enter who takes it."},
    )  # fmt: skip
    why = forms.CharField(label="Why", max_length=200, error_messages={"required": "Enter why it is handed over."})
    seal = forms.CharField(label="Seal number", max_length=60, required=False)


class Footage(forms.Form):
    """What makes footage usable (L-04)."""

    camera_place = forms.CharField(
        label="Where the camera is", max_length=120, required=False, help_text="For example: above the north till."
    )
    camera_offset_seconds = forms.IntegerField(
        label="Seconds the camera's clock is ahead",
        required=False,
        help_text="Compare it with a phone. Write -90 if the camera is a minute and a half behind.",
        error_messages={"invalid": "Enter a whole number of seconds, such as 45 or -90."},
    )
    starts_at = forms.DateTimeField(
        label="Footage starts", required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        error_messages={"invalid": "Enter a real date and time for the start."},
    )  # fmt: skip
    ends_at = forms.DateTimeField(
        label="Footage ends", required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        error_messages={"invalid": "Enter a real date and time for the end."},
    )  # fmt: skip
    exported_by_name = forms.CharField(label="Who exported it", max_length=120, required=False)


@require_GET
@seated
def thumbnail(request: SeatedRequest, ref: str) -> HttpResponse:
    """The small picture of a report's page."""
    counted = has_thumbnail_pass(request, ref)
    return _picture(open_thumbnail(actor=request.actor, ref=ref, was_counted=counted))


@require_GET
@seated
def picture(request: SeatedRequest, ref: str) -> HttpResponse:
    """The picture that we drew ourselves."""
    return _picture(open_picture(actor=request.actor, ref=ref))


@require_GET
@seated
def original(request: SeatedRequest, ref: str) -> HttpResponse:
    """The original as a download: never shown, never under a name that its sender chose."""
    item, stream = take_original(actor=request.actor, ref=ref)
    name = f"{item.report.ref}-{item.ref}.{ENDINGS.get(item.media_type, 'bin')}"
    response = FileResponse(stream, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["Content-Security-Policy"] = ALONE
    return cast(HttpResponse, response)  # a stream is a response to everybody but the stubs


@seated
def continuity(request: SeatedRequest, ref: str) -> HttpResponse:
    """Who held this item, from the first hand to the last (L-05)."""
    return _show(request, ref)


@require_POST
@seated
def hand_on(request: SeatedRequest, ref: str) -> HttpResponse:
    """Write one hand-over."""
    form = HandOver(request.POST)
    if form.is_valid():
        try:
            hand_over(actor=request.actor, ref=ref, **form.cleaned_data)
        except (NotFound, NotPermitted):
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The hand-over is written. Lines are never changed; add another if it was wrong.")
            return redirect("evidence", ref)
    return _show(request, ref, handing=form)


@require_POST
@seated
def describe(request: SeatedRequest, ref: str) -> HttpResponse:
    """Write down what makes footage usable."""
    form = Footage(request.POST)
    if form.is_valid():
        zone = request.seat.partnership.zone_info
        said = form.cleaned_data | {
            name: at.replace(tzinfo=zone) if (at := form.cleaned_data[name]) else None
            for name in ("starts_at", "ends_at")
        }
        try:
            describe_footage(actor=request.actor, ref=ref, facts=FootageFacts(**said))
        except (NotFound, NotPermitted):
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The facts of the footage are written down.")
            return redirect("evidence", ref)
    return _show(request, ref, footage=form)


def _show(
    request: SeatedRequest, ref: str, *, handing: HandOver | None = None, footage: Footage | None = None
) -> HttpResponse:
    item, steps = get_continuity(request.actor, ref)
    record_view("evidence.continuity_viewed", actor=request.actor, ref=f"evidence/{item.ref}")
    zone = item.report.partnership.zone_info
    failed = handing or footage
    return render(
        request,
        "evidence/continuity.html",
        {
            "item": item,
            "kind": item.get_kind_display(),
            "size": size_of(item.original_bytes),
            "received": moment(item.received_at, zone),
            "starts": moment(item.starts_at, zone) if item.starts_at else "",
            "ends": moment(item.ends_at, zone) if item.ends_at else "",
            "steps": [(one, moment(one.handed_at, zone)) for one in steps],
            "gaps": sum(len(one.gaps) for one in steps),
            "may_handle": bool(may(request.actor, Permission.EVIDENCE_HANDLE)),
            "handing": handing or HandOver(initial={"from_whom": steps[-1].to_whom if steps else ""}),
            "footage": footage or Footage(initial=_footage_facts(item, zone)),
            "failed": failed,
        },
        status=422 if failed else 200,
    )


def _footage_facts(item: object, zone: ZoneInfo) -> dict[str, Any]:
    """What is written down already, on the partnership's clock."""
    facts = {one.name: getattr(item, one.name) for one in fields(FootageFacts)}
    return {name: _local(value, zone) if isinstance(value, datetime) else value for name, value in facts.items()}


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")


def _picture(stream: BinaryIO) -> HttpResponse:
    """A drawing of ours, at most a few hundred kilobytes; it can do nothing but be looked at."""
    with stream:
        response = HttpResponse(stream.read(), content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = ALONE
    return response
