"""Forms of the office: members, places, people, documents, setting up."""

from datetime import date
from typing import Any

from django import forms

from watchward.kit.lists import JURISDICTIONS
from watchward.partners.choices import (
    WEEKDAYS,
    ControllerRole,
    DocumentKind,
    LawfulBasis,
    LegalForm,
    RoleChoices,
    WatchKind,
)
from watchward.partners.rules.opening_hours import DAY_NAMES, Hours

REAL_DATE = {"invalid": "Enter a real date, like 27/3/2026.", "required": "Enter a date."}
Choices = list[tuple[str, str]]


def a_date(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    """A date as the browser's picker or a person writes it."""
    formats = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y"]
    return forms.DateField(label=label, required=required, help_text=hint, input_formats=formats,
                           widget=forms.DateInput(attrs={"type": "date"}), error_messages=REAL_DATE)  # fmt: skip


class OrganisationForm(forms.Form):
    """A member."""

    name = forms.CharField(label="Name of the organisation", max_length=160)
    controller_role = forms.ChoiceField(
        label="Controller role that it states", choices=ControllerRole.choices, required=False,
        help_text="Every member states whether it decides jointly with the partnership or for itself.",
    )  # fmt: skip
    paid_until = a_date("Fee paid until", required=False, hint="Leave empty if the fee is waived.")


class ZoneForm(forms.Form):
    """A town or area."""

    name = forms.CharField(label="Name of the zone", max_length=120)
    boundary = forms.CharField(
        label="Boundary", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One corner on each line: latitude, comma, longitude. Leave empty for now if you like.",
    )  # fmt: skip


class BoundaryForm(forms.Form):
    """A zone's boundary alone."""

    boundary = ZoneForm.base_fields["boundary"]


class WatchForm(forms.Form):
    """A group of premises."""

    name = forms.CharField(label="Name of the watch", max_length=120)
    kind = forms.ChoiceField(label="What sort of watch", choices=WatchKind.choices)


class PremisesForm(forms.Form):
    """What is known of a place, with opening hours as two spans for each weekday."""

    name = forms.CharField(label="Name of the place", max_length=160, help_text="As members know it, with its street.")
    sector = forms.ChoiceField(label="What kind of place is it?")
    address = forms.CharField(label="Address", max_length=240, required=False)
    latitude = forms.FloatField(label="Latitude", required=False, help_text="Decimal degrees, like 51.38560.",
                                widget=forms.TextInput(attrs={"inputmode": "decimal"}))  # fmt: skip
    longitude = forms.FloatField(label="Longitude", required=False, help_text="Like 0.52310; west is negative.",
                                 widget=forms.TextInput(attrs={"inputmode": "decimal"}))  # fmt: skip
    zone_ref = forms.ChoiceField(label="Zone", required=False)
    watch_refs = forms.MultipleChoiceField(label="Watches", required=False, widget=forms.CheckboxSelectMultiple)
    call_sign = forms.CharField(label="Radio call sign", max_length=40, required=False)
    own_code = forms.CharField(label="The member's own store number", max_length=60, required=False)
    high_risk_goods = forms.MultipleChoiceField(
        label="Goods at high risk here", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, sectors: Choices, zones: Choices, watches: Choices, goods: Choices, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        for field, choices in (
            ("sector", [("", "Pick one"), *sectors]),
            ("zone_ref", [("", "No zone"), *zones]),
            ("watch_refs", watches),
            ("high_risk_goods", goods),
        ):
            self.fields[field].choices = choices  # type: ignore[attr-defined]  # both are fields with choices


def read_hours(posted: Any) -> tuple[Hours, str]:
    """(hours, what is wrong) from the editor: `mon_state`, `mon_1_from`, `mon_1_to`, `mon_2_from`, `mon_2_to`."""
    hours: Hours = {}
    for day in WEEKDAYS:
        spans = [[posted.get(f"{day}_{n}_from", ""), posted.get(f"{day}_{n}_to", "")] for n in (1, 2)]
        state = posted.get(f"{day}_state", "")
        if state == "same" and day != "mon":
            above = WEEKDAYS[WEEKDAYS.index(day) - 1]
            if above in hours:
                hours[day] = [list(slot) for slot in hours[above]]
        elif state == "closed":
            hours[day] = []
        elif state == "open" or (state == "" and any(map(any, spans))):
            used = [slot for slot in spans if any(slot)]
            if not used or any(not all(slot) for slot in used):
                return hours, f"{DAY_NAMES[day]} needs an opening and a closing time, or mark it as closed."
            hours[day] = used
    return hours, ""


def hour_rows(hours: Any, posted: Any = None) -> list[dict[str, Any]]:
    """The seven rows of the editor, as typed if something was, else from what is known."""
    rows = []
    for day in WEEKDAYS:
        slots = [*hours.get(day, []), ["", ""], ["", ""]][:2]
        state = "" if day not in hours else ("open" if hours[day] else "closed")
        spans = [["00:00" if at == "24:00" else at for at in slot] for slot in slots]
        if posted is not None:
            spans = [[posted.get(f"{day}_{n}_from", ""), posted.get(f"{day}_{n}_to", "")] for n in (1, 2)]
            state = posted.get(f"{day}_state", "")
        rows.append({"id": day, "name": DAY_NAMES[day], "state": state, "spans": spans})
    return rows


class InviteForm(forms.Form):
    """One person, one place, one role (M-03 for guards)."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail address", error_messages={"invalid": "Write it like name@shop.example."})
    role = forms.ChoiceField(label="Role", choices=[("", "Pick one"), *RoleChoices])
    organisation_ref = forms.ChoiceField(label="Member", required=False)
    premises_refs = forms.MultipleChoiceField(
        label="Places",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Where this person works, of that member only.",
    )
    role_ends_on = a_date("Last day of the role", required=False, hint="Needed for security officers.")
    owner_authority = forms.CharField(
        label="Owner's authority", max_length=200, required=False,
        help_text="For security officers: who authorised it for the owner, and where the paper is kept.",
    )  # fmt: skip

    def __init__(self, *args: Any, members: Choices, places: list[tuple[str, Choices]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["organisation_ref"].choices = [("", "None: the office, police, council"), *members]  # type: ignore[attr-defined]
        self.fields["premises_refs"].choices = places  # type: ignore[attr-defined]


class AppointForm(forms.Form):
    """A further role for somebody who is here already."""

    role = forms.ChoiceField(label="Role", choices=[("", "Pick one"), *RoleChoices])
    starts_on = a_date("From", required=False, hint="Today if left empty.")
    ends_on = a_date("Last day", required=False, hint="Needed for security officers.")
    owner_authority = InviteForm.base_fields["owner_authority"]


class AdditionForm(forms.Form):
    """A child of a shipped entry."""

    parent_id = forms.ChoiceField(label="It is a kind of")
    label = forms.CharField(label="What people will read", max_length=120)
    synonyms = forms.CharField(label="Other words for it", required=False, help_text="Separated by commas.")

    def __init__(self, *args: Any, parents: Choices, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["parent_id"].choices = [("", "Pick one"), *parents]  # type: ignore[attr-defined]


class FactsForm(forms.Form):
    """The three facts of G-01."""

    controller_name = forms.CharField(label="Controller's full name", max_length=160)
    controller_contact = forms.CharField(
        label="Contact", max_length=200, help_text="An address at which anybody can reach the controller."
    )
    legal_form = forms.ChoiceField(label="Legal form", choices=[("", "Pick one"), *LegalForm.choices])
    manager_name = forms.CharField(label="Manager", max_length=120, help_text="One named person.")
    about = forms.CharField(label="About the partnership", required=False, widget=forms.Textarea)


class DocumentForm(forms.Form):
    """One document of the gate; which fields it has depends on its kind."""

    title = forms.CharField(label="Title", max_length=160)
    number = forms.CharField(label="Registration number", max_length=60, required=False, help_text="Like ZA123456.")
    basis = forms.ChoiceField(
        label="Which basis?", choices=LawfulBasis.choices, widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(label="Text", required=False, widget=forms.Textarea(attrs={"rows": 14}))
    second_text = forms.CharField(label="Second part", required=False, widget=forms.Textarea(attrs={"rows": 12}))
    url = forms.URLField(label="Address", required=False, assume_scheme="https",
                         help_text="Where it can be read, like https://example.org/notice.")  # fmt: skip
    dated_on = a_date("Dated")
    expires_on = a_date("Ends, or next review")

    def __init__(self, *args: Any, kind: str, **named: Any) -> None:
        super().__init__(*args, **named)
        for field in _UNUSED[kind]:
            del self.fields[field]
        for field, (label, hint) in _WORDS.get(kind, {}).items():
            self.fields[field].label, self.fields[field].help_text = label, hint
        for field, missing in _NEEDED.get(kind, {}).items():
            self.fields[field].required = True
            self.fields[field].error_messages["required"] = missing


_PLAIN = ("number", "basis", "second_text")
_UNUSED = dict.fromkeys(DocumentKind.values, _PLAIN) | {
    "ico-fee": ("basis", "text", "second_text", "url"),
    "lawful-basis": ("number",),
    "policy": ("number", "basis"),
}
_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "ico-fee": {"dated_on": ("Paid on", ""), "expires_on": ("Runs out on", "The date on the ICO's letter.")},
    "lawful-basis": {
        "text": ("Why the sharing is necessary", "Always needed, whichever basis you pick."),
        "second_text": (
            "Balancing test",
            "Needed for legitimate interests; may stay empty for the recognised interest.",
        ),
    },
    "policy": {
        "text": ("Part one: how each principle of Article 5 is met", ""),
        "second_text": ("Part two: what is kept, for how long, and how it is erased", ""),
    },
    "privacy-notice": {"url": ("Address of the published notice", "Where anybody can read it.")},
}
# What a kind cannot do without, as `rules.documents` has it: said by the form already, and not called optional.
_NEEDED: dict[str, dict[str, str]] = {
    "ico-fee": {"number": "Enter the registration number that the ICO gave you, like ZA123456."},
    "lawful-basis": {
        "basis": "Pick the basis that this record argues for.",
        "text": "Say why the sharing is necessary. Both bases need it.",
    },
    "policy": {
        "text": "First part is missing: how each principle of Article 5 is met.",
        "second_text": "Second part is missing: what is kept, for how long, and how it is erased.",
    },
    "privacy-notice": {"url": "Enter the address at which anybody can read the notice."},
}


class SetupForm(forms.Form):
    """A new partnership of this instance."""

    name = forms.CharField(label="Name of the partnership", max_length=120)
    zone_name = forms.CharField(label="First town or area", max_length=120, initial="Town centre")
    time_zone = forms.CharField(label="Time zone", max_length=60, initial="Europe/London")
    jurisdiction = forms.ChoiceField(label="Jurisdiction", choices=[(one, one) for one in JURISDICTIONS])
    controller_name = forms.CharField(label="Controller's full name", max_length=160, required=False)
    controller_contact = forms.CharField(label="Contact of the controller", max_length=200, required=False)
    legal_form = forms.ChoiceField(
        label="Legal form", choices=[("", "Not known yet"), *LegalForm.choices], required=False
    )
    coordinator_name = forms.CharField(label="Name of the first coordinator", max_length=120)
    coordinator_email = forms.EmailField(label="The coordinator's e-mail address")


class LeaveForm(forms.Form):
    """The day on which a member leaves or a place closes."""

    on = a_date("Last day", hint="Reports stay; nobody can report for it afterwards.")


def add_problems(form: forms.Form, problems: dict[str, str]) -> None:
    """Put what an action refused beside the fields it means."""
    for field, text in problems.items():
        form.add_error(field if field in form.fields else None, text)


def said_date(form: forms.Form, field: str) -> date | None:
    """A date of a valid form."""
    found: date | None = form.cleaned_data.get(field)
    return found
