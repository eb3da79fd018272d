"""Reports to read: the list, one report, and what is added to it."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST
from markupsafe import Markup

from watchward.collect.actions.evidence import add_files
from watchward.collect.actions.reports import add_to_report, ask_correction
from watchward.collect.files import keep_files
from watchward.collect.queries.reading import FLAGS, ReportView, read_report
from watchward.collect.queries.reports import ReportFilter, ReportRow, newest_reports, premises_to_pick
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.lists import load
from watchward.kit.text import count, pounds
from watchward.policy import Permission, Remedy, may, partnerships_where
from watchward.records.ledger import record_view
from watchward.web.access import SeatedRequest, seated
from watchward.web.desk_panel import beside
from watchward.web.forms.reports import Filter
from watchward.web.who_panel import who

LONGEST = 20_000
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Line(NamedTuple):
    """One row, formatted here: fifty rows through macros would cost more than everything else on the page."""

    url: str
    ref: str
    what: str
    form: str
    where: str
    town: str
    when: str
    when_iso: str
    told: str
    loss: str
    files: str
    flags: Markup


class Words(forms.Form):
    """Something to add, to answer or to ask."""

    text = forms.CharField(
        label="Your words",
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={
            "required": "Write it first.",
            "max_length": f"This has %(show_value)s characters. Shorten it to {LONGEST:,}.",
        },
    )


@seated
def reports(request: SeatedRequest) -> HttpResponse:
    """The newest reports that this person may read."""
    zone = request.seat.partnership.zone_info
    everywhere = request.GET.get("everywhere") == "1"
    is_open = request.GET.get("filters") == "1" or any(request.GET.get(name) for name in Filter.base_fields)
    form = Filter(request.GET, premises=premises_to_pick(request.actor)) if is_open else None
    narrow = form.narrow(zone) if form else ReportFilter()
    after = request.GET.get("after", "")
    page = newest_reports(request.actor, narrow=narrow, after=after, everywhere=everywhere)
    years = timezone.now().astimezone(zone).year
    base = reverse("reports")
    towns = len(partnerships_where(request.actor, Permission.REPORT_READ_ALL))
    return render(
        request,
        "reports/list.html",
        {
            "can_report": bool(may(request.actor, Permission.REPORT_SUBMIT)),
            "lines": [line_of(row, base, years, everywhere=everywhere) for row in page.rows],
            "form": form,
            "everywhere": everywhere,
            "towns": towns,
            "older": _address(request, after=page.older) if page.older else None,
            "newest": _address(request, after="") if after else None,
            "with_filters": _address(request, filters="1", after=""),
            "here": _address(request, everywhere="", after=""),
            "all_towns": _address(request, everywhere="1", after="", premises=""),
            "is_narrowed": narrow != ReportFilter(),
            "export": _export_address(request, form) if page.rows else "",
            "export_excel": _excel_address(request, form) if page.rows else "",
            "is_confirmed": request.GET.get("confirmed") == "1" and request.actor.is_recently_confirmed,
            "says": f"{count(len(page.rows), 'report')}, newest first{'' if not after else ', continued'}.",
        },
        status=422 if form and form.errors else 200,
    )


@seated
def report(request: SeatedRequest, ref: str) -> HttpResponse:
    """One report, and the ways to add to it."""
    return show_report(request, ref)


@require_POST
@seated
def add_words(request: SeatedRequest, ref: str) -> HttpResponse:
    """Add words to one's own report, or answer what the coordinator asked."""
    form = Words(request.POST)
    asked = request.POST.get("request", "")
    if not form.is_valid():
        return show_report(request, ref, typed={asked or "add": form}, status=422)
    try:
        add_to_report(
            actor=request.actor,
            ref=ref,
            text=form.cleaned_data["text"],
            client_key=_key(request.POST.get("client_key", "")),
            request_ref=asked,
        )
    except (NotFound, NotPermitted):
        raise
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return show_report(request, ref, typed={asked or "add": form}, status=422)
    messages.success(request, "Your answer was sent." if asked else "Your words were added to the report.")
    return redirect("report", ref)


@require_POST
@seated
def ask(request: SeatedRequest, ref: str) -> HttpResponse:
    """The coordinator asks the reporter to put something right."""
    form = Words(request.POST)
    if not form.is_valid():
        return show_report(request, ref, typed={"ask": form}, status=422)
    try:
        ask_correction(actor=request.actor, ref=ref, text=form.cleaned_data["text"])
    except (NotFound, NotPermitted):
        raise
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return show_report(request, ref, typed={"ask": form}, status=422)
    messages.success(request, "The reporter sees your question on their start page.")
    return redirect("report", ref)


@require_POST
@seated
def add_more_files(request: SeatedRequest, ref: str) -> HttpResponse:
    """Add files later; one that cannot be used never costs the others."""
    uploads = request.FILES.getlist("files")
    if not uploads:
        return show_report(request, ref, file_problems=["Choose a file first."], status=422)
    read_report(request.actor, ref)  # nothing is kept for a report that is not there
    kept, problems = keep_files(uploads)
    sentences = [f"{one.name}: {one.why}" for one in problems]
    if not kept:
        return show_report(request, ref, file_problems=sentences, status=422)
    try:
        added = add_files(actor=request.actor, ref=ref, files=kept)
    except (NotFound, NotPermitted):
        raise
    except Refused as refusal:
        return show_report(request, ref, file_problems=[*sentences, str(refusal)], status=422)
    messages.success(request, f"{count(len(added), 'file')} added.")
    for sentence in sentences:
        messages.warning(request, sentence)
    return redirect("report", ref)


def thumbnail_pass(request: HttpRequest, ref: str) -> str:
    """Proof that this person's look at a small picture already stands in the ledger with its report (G-12)."""
    return _signer().sign(_pass_text(request, ref)).rpartition(":")[2]


def has_thumbnail_pass(request: HttpRequest, ref: str) -> bool:
    """Whether the pass was made for this person, this sign-in and this picture."""
    try:
        _signer().unsign(f"{_pass_text(request, ref)}:{request.GET.get('with', '')}")
    except BadSignature:
        return False
    return True


def _signer() -> Signer:
    return Signer(salt="watchward.thumbnail")


def _pass_text(request: HttpRequest, ref: str) -> str:
    return f"{request.user.pk}.{request.session.session_key}.{timezone.now():%Y%m%d}.{ref}"


def show_report(
    request: SeatedRequest,
    ref: str,
    *,
    typed: dict[str, Words] | None = None,
    file_problems: list[str] | None = None,
    desk_problem: str = "",
    who_problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw one report; looking at it is an event (G-12), recorded before anything is sent."""
    view = read_report(request.actor, ref)
    record_view("report.viewed", actor=request.actor, ref=f"report/{view.ref}", detail=view.seen)
    typed = typed or {}
    return render(
        request,
        "reports/report.html",
        {
            "report": view,
            "thumbnails": _thumbnails(request, view),
            "typed": typed,
            "failed": next(iter(typed.items()), None),
            "file_problems": file_problems or [],
            "file_targets": [("more-files", sentence) for sentence in file_problems or []],
            "in_short": _in_short(view),
            "client_key": uuid4(),
            "remedy": _remedy(view),
            **beside(request, ref, desk_problem),
            **who(request, ref, who_problem),
        },
        status=status,
    )


def _in_short(view: ReportView) -> list[tuple[str, str]]:
    """The facts at the side; what only some may know or only some reports have is left out, not shown empty."""
    optional = [
        ("Partnership", view.partnership),
        ("On the reporter's clock", view.device),
        ("Recovered", view.recovered),
        ("Police reference", view.police_reference),
        ("Sent by", view.reporter),
    ]
    return [
        ("When", view.happened),
        ("Where", view.where),
        ("Member", view.organisation),
        ("Received", view.told),
        ("Loss", view.loss),
        *((label, value) for label, value in optional if value),
        ("How it came", view.origin),
        ("Reference", view.ref),
    ]


def _thumbnails(request: HttpRequest, view: ReportView) -> dict[str, str]:
    if not view.pictures:
        return {}
    return {
        one.ref: f"{reverse('thumbnail', args=[one.ref])}?with={thumbnail_pass(request, one.ref)}"
        for one in view.files
        if one.is_photo
    }


def _remedy(view: ReportView) -> str:
    """The page that opens the pictures, where there is one."""
    pages = {"set up a second step": "mfa_index", "confirm it is you": "account_reauthenticate"}
    return reverse(pages[view.pictures.remedy]) if view.pictures.remedy in pages else ""


def line_of(row: ReportRow, base: str, this_year: int, *, everywhere: bool) -> Line:
    """Format one row of a list; `everywhere` also names its partnership."""
    zone = _zone(row.time_zone)
    at = row.happened_at.astimezone(zone)
    year = "" if at.year == this_year else f" {at.year}"
    return Line(
        url=f"{base}{row.ref}/",
        ref=row.ref,
        what=row.kind_label,
        form=_forms()[row.form],
        where=row.premises_name,
        town=row.partnership_name if everywhere else "",
        when=f"{DAYS[at.weekday()][:3]} {at.day} {MONTHS[at.month - 1][:3]}{year}, {at.hour:02}:{at.minute:02}",
        when_iso=at.isoformat(timespec="minutes"),
        told=received(row.told_at, zone),
        loss=pounds(row.loss_pence) if row.loss_pence is not None else "",
        files=count(row.files, "file") if row.files else "",
        flags=_pills(row.is_danger, row.has_weapon, row.has_injury, row.has_abuse, row.is_hate),
    )


def received(at: datetime, zone: ZoneInfo, now: datetime | None = None) -> str:
    """`Friday 21:15` within the last six days, else the date too."""
    local, today = at.astimezone(zone), (now or timezone.now()).astimezone(zone)
    if 0 <= today.toordinal() - local.toordinal() < 6:
        return f"{DAYS[local.weekday()]} {local.hour:02}:{local.minute:02}"
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local.hour:02}:{local.minute:02}"


@lru_cache(maxsize=64)
def _pills(*flags: bool) -> Markup:
    """The pills of one set of flags, in the order of `FLAGS`; there are only 32 sets."""
    one = Markup('<span class="pill pill--{}">{}</span>')
    return Markup(" ").join(
        one.format(kind, words) for is_up, (_name, words, kind) in zip(flags, FLAGS, strict=True) if is_up
    )


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    return {one.id: one.label for one in load("forms").entries}


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _export_address(request: SeatedRequest, form: Filter | None) -> str:
    """The file of what this filter shows here, for those who may take one. Who must confirm first comes back to this
    list after it: a file that came right after the confirmation would leave them on a page that still asks.
    """
    decision = may(request.actor, Permission.REPORT_EXPORT)
    if not decision and decision.remedy is not Remedy.CONFIRM:
        return ""
    if not decision:
        return f"{reverse('account_reauthenticate')}?{urlencode({'next': _address(request, confirmed='1')})}"
    said = form.said() if form else {}
    return f"{reverse('reports_export')}?{urlencode(said)}" if said else reverse("reports_export")


def _excel_address(request: SeatedRequest, form: Filter | None) -> str:
    """The same as a workbook; before the confirmation one button is enough to ask for it."""
    if not may(request.actor, Permission.REPORT_EXPORT):
        return ""
    said = form.said() if form else {}
    return reverse("reports_export_excel") + (f"?{urlencode(said)}" if said else "")


def _address(request: HttpRequest, **changes: str) -> str:
    said = {name: value for name, value in request.GET.dict().items() if len(str(value)) < 100} | changes
    text = urlencode({name: str(value) for name, value in said.items() if value})
    return f"{request.path}?{text}" if text else request.path


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
