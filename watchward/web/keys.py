"""Keys for programs: make one, see which there are, end one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.text import moment
from watchward.partners.actions.keys import make_key, revoke_key
from watchward.partners.queries.keys import KeyLine, key_lines
from watchward.partners.rules.keys import DAYS, LONGEST_NAME, USUAL_DAYS, grantable, scope_id
from watchward.policy import Actor, Permission, Remedy, may, require
from watchward.web.access import SeatedRequest, seated


class KeyForm(forms.Form):
    """Which program, for what, for how long."""

    name = forms.CharField(
        label="Which program is it for?", max_length=LONGEST_NAME, help_text="For example: till system, north shop.",
        error_messages={"required": "Say which program gets the key."},
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label="What may it do?", widget=forms.CheckboxSelectMultiple,
        help_text="Tick as little as it needs. It can never do more than you may do yourself.",
        error_messages={"required": "Tick at least one thing that the program may do."},
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label="For how long?", coerce=int, choices=[(one, f"{one} days") for one in DAYS], initial=USUAL_DAYS,
        widget=forms.RadioSelect, error_messages={"required": "Choose how long the key works."},
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(scope_id(one), f"{one[:1].upper()}{one[1:]}") for one in grantable(actor)]

    @property
    def permissions(self) -> list[Permission]:
        """What was ticked."""
        return [one for one in Permission if scope_id(one) in self.cleaned_data["scopes"]]


@seated
def keys(request: SeatedRequest) -> HttpResponse:
    """One's own keys; for those who manage members, everybody's here."""
    zone = request.seat.partnership.zone_info
    rows = [_row(one, zone) for one in key_lines(request.actor)]
    decision = may(request.actor, Permission.PROGRAM_KEYS)
    page = {
        "rows": [row for row in rows if row["one"].is_mine],
        "others": [row for row in rows if not row["one"].is_mine],
        "manages": bool(may(request.actor, Permission.MEMBERS_MANAGE)),
        "may_make": bool(decision) or decision.remedy is not Remedy.NONE,
        "why_not": decision.because,
    }
    return render(request, "keys/list.html", page)


@seated
def new(request: SeatedRequest) -> HttpResponse:
    """Make a key. The confirmation that it asks for comes before the form, so that nothing typed is lost."""
    require(request.actor, Permission.PROGRAM_KEYS)
    form = KeyForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            key, secret = make_key(
                actor=request.actor, name=form.cleaned_data["name"], scopes=form.permissions,
                days=form.cleaned_data["days"],
            )  # fmt: skip
        except NotPermitted:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            ends = moment(key.expires_at, request.seat.partnership.zone_info)
            return render(request, "keys/made.html", {"key": key, "secret": secret, "ends": ends}, status=201)
    return render(request, "keys/new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@seated
def end(request: SeatedRequest, ref: str) -> HttpResponse:
    """End one key at once."""
    try:
        key = revoke_key(actor=request.actor, ref=ref)
    except (NotFound, NotPermitted):
        raise
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, f"The key “{key.name}” is ended. The program's next request will be refused.")
    return redirect(reverse("keys"))


def _row(one: KeyLine, zone: Any) -> dict[str, Any]:
    """One key, formatted."""
    pill = ("In force", "success")
    if one.revoked_at is not None:
        pill = ("Ended", "neutral")
    elif not one.is_in_force:
        pill = ("Expired", "neutral")
    return {
        "one": one,
        "pill": pill,
        "scopes": ", ".join(one.scopes),
        "ends": moment(one.revoked_at or one.expires_at, zone),
        "used": moment(one.last_used_at, zone) if one.last_used_at else "Never",
    }
