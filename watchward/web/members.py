"""The register of members: organisations, places, zones, watches, lists."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from watchward.collect.queries.last_reports import last_reports
from watchward.kit.charts import Outline, Place, dot_map
from watchward.kit.errors import Refused
from watchward.kit.text import day
from watchward.partners.actions import lists as list_actions
from watchward.partners.actions import register as actions
from watchward.partners.queries import register as queries
from watchward.partners.queries.lists import list_of
from watchward.partners.queries.people import people_of
from watchward.partners.queries.zones import outer_corners
from watchward.partners.rules.opening_hours import hours_text
from watchward.partners.rules.register import PremisesSaid, boundary_text
from watchward.policy import Permission, may, require
from watchward.web.access import SeatedRequest, seated
from watchward.web.forms import office as forms
from watchward.web.sealed_words import CARRIED_AS, opened, sealed, without_words

LONGEST_NAME = 120  # characters that are looked for
TABS = (
    ("Members", "members", None),
    ("People", "people", None),
    ("Zones and watches", "places", None),
    ("Lists", "list_additions", Permission.LISTS_EXTEND),
    ("Import", "members_import", Permission.MEMBERS_MANAGE),
)


def show(request: HttpRequest, template: str, tab: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the register, with its tabs and whether the reader may change anything."""
    actor = request.actor  # type: ignore[attr-defined]  # a seated request
    tabs = [
        {"label": label, "url": reverse(name), "current": name == tab}
        for label, name, needed in TABS
        if needed is None or may(actor, needed)
    ]
    common = {"tabs": tabs, "may_manage": bool(may(actor, Permission.MEMBERS_MANAGE))}
    return render(request, template, common | context, status=status)


@require_http_methods(["GET", "POST"])
def members(request: HttpRequest) -> HttpResponse:
    """Every member. Some are called like their owner, so which one somebody looks for stands in no address."""
    return without_words(request, "members") or _members(request)


@seated
def _members(request: SeatedRequest) -> HttpResponse:
    """Places, people, fee and the day of the last report; who never reported is named."""
    if request.method == "POST":
        return redirect(_sought(request))
    narrow = request.GET.get("show", "")
    rows = queries.members_of(request.actor, with_left=narrow == "left")
    last, _places = last_reports(request.actor)
    never = [one for one in rows if one.id not in last and one.left_on is None]
    due = [one for one in rows if one.is_fee_due and one.left_on is None]
    unstated = [one for one in rows if not one.controller_role and one.left_on is None]
    shown = {
        "never": never,
        "fee": due,
        "role": unstated,
        "left": [one for one in rows if one.left_on is not None],
    }.get(narrow, rows)
    typed = (opened(request) or {}).get("text", "") if CARRIED_AS in request.GET else ""
    asked = " ".join(typed.casefold().split())
    zone = request.seat.partnership.zone_info
    table = [(one, _said_day(last.get(one.id), zone)) for one in shown if asked in one.name.casefold()]
    context = {
        "rows": table, "total": len(rows), "never": len(never), "due": len(due), "unstated": len(unstated),
        "narrow": narrow, "asked": typed, "premises": sum(one.premises for one in rows),
    }  # fmt: skip
    return show(request, "members/list.html", "members", context)


def _sought(request: HttpRequest) -> str:
    """The address of what was sought: how it is narrowed in the open, what was typed sealed."""
    typed = request.POST.get("q", "").strip()[:LONGEST_NAME]
    carried = {"show": request.POST.get("show", ""), CARRIED_AS: sealed(request, {"text": typed}) if typed else ""}
    query = urlencode({name: value for name, value in carried.items() if value})
    return f"{reverse('members')}?{query}" if query else reverse("members")


@seated
def add_organisation(request: SeatedRequest) -> HttpResponse:
    """A new member."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    form = forms.OrganisationForm(request.POST or None)
    if form.is_valid():
        try:
            joined_on = timezone.now().astimezone(request.seat.partnership.zone_info).date()
            member = actions.add_organisation(actor=request.actor, joined_on=joined_on, **form.cleaned_data)
            messages.success(request, f"{member.name} is a member now. Add its places next.")
            return redirect("organisation", member.ref)
        except actions.CannotChangeRegister as refusal:
            forms.add_problems(form, refusal.problems)
    context = {"form": form, "title": "Add a member", "back": None}
    return show(request, "members/organisation_form.html", "members", context, status=422 if form.errors else 200)


@seated
def organisation(request: SeatedRequest, ref: str) -> HttpResponse:
    """One member: its places, its people, what it states."""
    member = queries.get_organisation(request.actor, ref)
    _last, by_place = last_reports(request.actor)
    zone = request.seat.partnership.zone_info
    places = sorted(member.premises.all(), key=lambda one: (one.closed_on is not None, one.name))
    sectors = list_of(request.actor.partnership_id, "premises_sectors")
    context = {
        "member": member,
        "fee": queries.fee_text(member.paid_until, timezone.now().date()),
        "places": [(one, sectors.label(one.sector), _said_day(by_place.get(one.pk), zone)) for one in places],
        "people": people_of(request.actor, organisation_ref=ref),
        "map": _map(places, "Places of this member") if any(one.latitude is not None for one in places) else None,
    }
    return show(request, "members/organisation.html", "members", context)


@seated
def change_organisation(request: SeatedRequest, ref: str) -> HttpResponse:
    """Name, controller role (G-15) and fee of a member."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    member = queries.get_organisation(request.actor, ref)
    initial = {"name": member.name, "controller_role": member.controller_role, "paid_until": member.paid_until}
    form = forms.OrganisationForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.change_organisation(actor=request.actor, ref=ref, **form.cleaned_data)
            messages.success(request, "The member was changed.")
            return redirect("organisation", ref)
        except actions.CannotChangeRegister as refusal:
            forms.add_problems(form, refusal.problems)
    context = {"form": form, "title": f"Change {member.name}", "back": member}
    return show(request, "members/organisation_form.html", "members", context, status=422 if form.errors else 200)


@seated
def end_organisation(request: SeatedRequest, ref: str) -> HttpResponse:
    """A member leaves: asked once more, with what it causes."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    member = queries.get_organisation(request.actor, ref)
    people = people_of(request.actor, organisation_ref=ref)
    form = forms.LeaveForm(request.POST or None, initial={"on": timezone.now().date()})
    if form.is_valid():
        try:
            actions.end_organisation(actor=request.actor, ref=ref, left_on=form.cleaned_data["on"])
            messages.success(request, f"{member.name} has left. Its people can no longer sign in here.")
            return redirect("members")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "member": member, "people": people}
    return show(request, "members/leave.html", "members", context, status=422 if form.errors else 200)


@seated
def add_premises(request: SeatedRequest, ref: str) -> HttpResponse:
    """A new place of a member."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    member = queries.get_organisation(request.actor, ref)
    return _edit_premises(request, member, None)


@seated
def change_premises(request: SeatedRequest, ref: str) -> HttpResponse:
    """What is known of a place."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    place = queries.get_premises(request.actor, ref)
    return _edit_premises(request, place.organisation, place)


@seated
def close_premises(request: SeatedRequest, ref: str) -> HttpResponse:
    """A place closes for good: asked once more."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    place = queries.get_premises(request.actor, ref)
    form = forms.LeaveForm(request.POST or None, initial={"on": timezone.now().date()})
    if form.is_valid():
        try:
            actions.close_premises(actor=request.actor, ref=ref, closed_on=form.cleaned_data["on"])
            messages.success(request, f"{place.name} is closed.")
            return redirect("organisation", place.organisation.ref)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "place": place}
    return show(request, "members/close.html", "members", context, status=422 if form.errors else 200)


@seated
def places(request: SeatedRequest) -> HttpResponse:
    """Zones on their map, and watches; both are added here."""
    zones, watches = queries.zones_of(request.actor), queries.watches_of(request.actor)
    adding = request.POST.get("add", "") if request.method == "POST" else ""
    zone_form = forms.ZoneForm(request.POST if adding == "zone" else None, prefix="zone")
    watch_form = forms.WatchForm(request.POST if adding == "watch" else None, prefix="watch")
    form, act = (zone_form, actions.add_zone) if adding == "zone" else (watch_form, actions.add_watch)
    if adding and form.is_valid():
        try:
            made = act(actor=request.actor, **form.cleaned_data)
            messages.success(request, f"{made.name} was added.")
            return redirect("places")
        except actions.CannotChangeRegister as refusal:
            forms.add_problems(form, refusal.problems)
    outlines = [Outline(one.name, outer_corners(one.boundary)) for one in zones if one.boundary]
    drawn = _map(queries.premises_of(request.actor), "Zones and places", outlines)
    context = {"zones": zones, "watches": watches, "zone_form": zone_form, "watch_form": watch_form, "map": drawn}
    status = 422 if zone_form.errors or watch_form.errors else 200
    return show(request, "members/places.html", "places", context, status=status)


@seated
def zone_boundary(request: SeatedRequest, ref: str) -> HttpResponse:
    """Draw a zone's boundary anew."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    zone = queries.get_zone(request.actor, ref)
    form = forms.BoundaryForm(request.POST or None, initial={"boundary": boundary_text(zone.boundary)})
    if form.is_valid():
        try:
            actions.change_zone_boundary(actor=request.actor, ref=ref, **form.cleaned_data)
            messages.success(request, f"The boundary of {zone.name} was changed.")
            return redirect("places")
        except actions.CannotChangeRegister as refusal:
            forms.add_problems(form, refusal.problems)
    return show(
        request, "members/zone.html", "places", {"form": form, "zone": zone}, status=422 if form.errors else 200
    )


@seated
def list_additions(request: SeatedRequest) -> HttpResponse:
    """What the partnership added to the shipped lists, and one more."""
    additions = queries.additions_of(request.actor)
    titles = queries.lists_to_extend()
    list_id = request.POST.get("list") or request.GET.get("list") or "goods"
    if list_id not in dict(titles):
        list_id = "goods"
    shipped = [one for one in list_of(request.actor.partnership_id, list_id).entries if not one.is_local]
    form = forms.AdditionForm(request.POST or None, parents=[(one.id, one.label) for one in shipped])
    if form.is_valid():
        said = form.cleaned_data
        words = tuple(said["synonyms"].split(","))
        try:
            list_actions.extend_list(
                actor=request.actor, list_id=list_id, parent_id=said["parent_id"], label=said["label"], synonyms=words
            )
            messages.success(request, f"“{said['label']}” can be chosen now.")
            return redirect("list_additions")
        except Refused as refusal:
            form.add_error("label", str(refusal))
    context = {"form": form, "additions": additions, "titles": titles, "list_id": list_id}
    return show(request, "members/lists.html", "list_additions", context, status=422 if form.errors else 200)


def _edit_premises(request: SeatedRequest, member: Any, place: Any) -> HttpResponse:
    initial = _initial(place) if place else {}
    form = forms.PremisesForm(request.POST or None, initial=initial, **_choices(request))
    hours, problem = forms.read_hours(request.POST) if request.method == "POST" else ({}, "")
    if form.is_valid() and not problem:
        try:
            saved = _save(request, member, place, {**form.cleaned_data, "opening_hours": hours})
            messages.success(request, f"{saved.name} was saved.")
            return redirect("organisation", member.ref)
        except actions.CannotChangeRegister as refusal:
            problem = refusal.problems.pop("opening_hours", "")
            forms.add_problems(form, refusal.problems)
    known = place.opening_hours if place else {}
    context = {
        "form": form, "member": member, "place": place, "hours_problem": problem,
        "hours": forms.hour_rows(known, request.POST if request.method == "POST" else None),
        "hours_text": hours_text(known),
        "map": _map([place], "Where it stands") if place and place.latitude is not None else None,
    }  # fmt: skip
    bad = bool(form.errors) or bool(problem)
    return show(request, "members/premises_form.html", "members", context, status=422 if bad else 200)


def _save(request: SeatedRequest, member: Any, place: Any, values: Any) -> Any:
    plain: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    said = PremisesSaid(**plain)
    if place is None:
        return actions.add_premises(actor=request.actor, organisation_ref=member.ref, said=said)
    return actions.change_premises(actor=request.actor, ref=place.ref, said=said)


def _initial(place: Any) -> dict[str, Any]:
    plain = ("name", "sector", "address", "latitude", "longitude", "call_sign", "own_code", "high_risk_goods")
    return {name: getattr(place, name) for name in plain} | {
        "zone_ref": place.zone.ref if place.zone else "",
        "watch_refs": [one.ref for one in place.watches.all()],
    }


def _choices(request: SeatedRequest) -> dict[str, Any]:
    mine = request.actor.partnership_id
    return {
        "sectors": [(one.id, one.label) for one in list_of(mine, "premises_sectors").entries],
        "goods": [(one.id, one.label) for one in list_of(mine, "goods").roots()],
        "zones": [(one.ref, one.name) for one in queries.zones_of(request.actor)],
        "watches": [(one.ref, one.name) for one in queries.watches_of(request.actor)],
    }


def _map(found: list[Any], title: str, outlines: list[Outline] | None = None) -> Any:
    """A schematic map; every place counts as one."""
    drawn = [Place(one.name, one.latitude, one.longitude, 1) for one in found if one.latitude is not None]
    if not drawn and not outlines:
        return None
    return dot_map(drawn, outlines or [], title=title, unit="places")


def _said_day(at: datetime | None, zone: Any) -> str:
    return day(at, zone) if at else ""
