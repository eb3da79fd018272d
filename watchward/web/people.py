"""The people of the members: who is here, in which role, and who is invited."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from watchward.kit.errors import Refused
from watchward.kit.text import day
from watchward.partners.actions import appointments, invitations
from watchward.partners.actions.accounts import (
    end_membership,
    reset_second_step,
    restore_membership,
    suspend_membership,
)
from watchward.partners.queries import register
from watchward.partners.queries.invitations import open_invitations
from watchward.partners.queries.people import PersonLine, get_person, people_of
from watchward.policy import Permission, Standing, may, require
from watchward.web.access import SeatedRequest, seated
from watchward.web.forms import office as forms
from watchward.web.members import LONGEST_NAME, show
from watchward.web.sealed_words import CARRIED_AS, opened, sealed, without_words

PILLS = {
    Standing.FULL: ("In good standing", "success"),
    Standing.ADMISSION: ("Not yet admitted", "warning"),
    Standing.READ_ONLY: ("Read-only", "warning"),
    Standing.SUSPENDED: ("Suspended", "danger"),
}


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a place here. Whom somebody looks for stands in no address."""
    return without_words(request, "people") or _people(request)


@seated
def _people(request: SeatedRequest) -> HttpResponse:
    """Contact details are the office's alone."""
    if request.method == "POST":
        typed = request.POST.get("q", "").strip()[:LONGEST_NAME]
        query = f"?{urlencode({CARRIED_AS: sealed(request, {'text': typed})})}" if typed else ""
        return redirect(reverse("people") + query)
    said = (opened(request) or {}).get("text", "") if CARRIED_AS in request.GET else ""
    asked = " ".join(said.casefold().split())
    everybody = people_of(request.actor)
    found = [one for one in everybody if asked in f"{one.name} {one.organisation}".casefold()]
    manages = bool(may(request.actor, Permission.MEMBERS_MANAGE))
    context = {
        "rows": [_row(request, one) for one in found],
        "total": len(everybody),
        "asked": said,
        "invitations": open_invitations(request.actor) if manages else [],
    }
    return show(request, "members/people.html", "people", context)


@seated
def invite(request: SeatedRequest) -> HttpResponse:
    """Keep a seat for one person; the letter goes out by itself."""
    require(request.actor, Permission.MEMBERS_MANAGE)
    require(request.actor, Permission.ROLES_GRANT)
    members = [(one.ref, one.name) for one in register.members_of(request.actor)]
    initial = {"organisation_ref": request.GET.get("member", "")}
    form = forms.InviteForm(request.POST or None, initial=initial, members=members, places=_places_by_member(request))
    if form.is_valid():
        try:
            seat = invitations.invite(actor=request.actor, **form.cleaned_data)
            messages.success(request, f"{seat.name} is invited. The letter goes to {seat.email}.")
            return redirect("people")
        except invitations.CannotInvite as refusal:
            form.add_error(None, str(refusal))
    return show(request, "members/invite.html", "people", {"form": form}, status=422 if form.errors else 200)


@seated
def person(request: SeatedRequest, ref: str) -> HttpResponse:
    """One person: roles given and ended, access stopped."""
    found = get_person(request.actor, ref)
    form = forms.AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appointments.appoint(actor=request.actor, membership_ref=ref, **form.cleaned_data)
            messages.success(request, "The role was given. It works from its first day on.")
            return redirect("person", ref)
        except appointments.CannotAppoint as refusal:
            forms.add_problems(form, refusal.problems)
    context = {"row": _row(request, found), "form": form, "is_me": found.account_id == request.actor.account_id}
    return show(request, "members/person.html", "people", context, status=422 if form.errors else 200)


@require_POST
@seated
def change_person(request: SeatedRequest, ref: str) -> HttpResponse:
    """End a role, suspend, restore or end a place; each is one button."""
    change, role = request.POST.get("change", ""), request.POST.get("role", "")
    get_person(request.actor, ref)
    if change == "end-role":
        appointments.end_appointment(actor=request.actor, membership_ref=ref, role=role)
    elif change == "suspend":
        suspend_membership(actor=request.actor, membership_ref=ref)
    elif change == "restore":
        restore_membership(actor=request.actor, membership_ref=ref)
    elif change == "reset-second-step":
        reset_second_step(actor=request.actor, membership_ref=ref)
        messages.success(request, "The second step was reset. A letter tells them how to set up a new one.")
        return redirect("person", ref)
    elif change == "end":
        end_membership(actor=request.actor, membership_ref=ref)
        messages.success(request, "The place was ended. Their reports stay.")
        return redirect("people")
    else:
        raise Refused("Pick what to change. Go back and press one of the buttons.")
    messages.success(request, "Done. It works at once.")
    return redirect("person", ref)


@require_POST
@seated
def change_invitation(request: SeatedRequest, ref: str) -> HttpResponse:
    """Send the letter again, or withdraw the seat."""
    if request.POST.get("change") == "again":
        invitations.invite_again(actor=request.actor, invitation_ref=ref)
        messages.success(request, "A new letter goes out. The old link works no more.")
    else:
        invitations.withdraw_invitation(actor=request.actor, invitation_ref=ref)
        messages.success(request, "The invitation was withdrawn. Its link works no more.")
    return redirect("people")


def _places_by_member(request: SeatedRequest) -> list[tuple[str, list[tuple[str, str]]]]:
    """The open premises under the name of their member, in the order of the alphabet."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in register.premises_of(request.actor):
        groups.setdefault(one.organisation.name, []).append((one.ref, one.name))
    return sorted(groups.items(), key=lambda group: group[0].casefold())


def _row(request: SeatedRequest, one: PersonLine) -> dict[str, Any]:
    """One person with words for standing and last day."""
    zone = request.seat.partnership.zone_info
    return {"person": one, "pill": PILLS[one.standing], "seen": day(one.last_seen, zone) if one.last_seen else "Never"}
