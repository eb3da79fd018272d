"""The form of a decision to tell somebody about a person (G-06), and what it says as a value."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from watchward.kit.images.pixels import Crop
from watchward.kit.lists import load
from watchward.share.choices import Advice, Shelf
from watchward.share.queries.disclosures import Choice
from watchward.share.rules.deciding import SHOWN_SANCTIONS, DisclosureSaid, PictureSaid
from watchward.share.rules.members_view import FIELDS, USUAL
from watchward.web.forms.office import a_date

GROUPS = ("zones", "watches", "premises", "organisations")
GROUP_LABELS = {"zones": "Zones", "watches": "Watches", "premises": "Premises", "organisations": "Whole members"}
SIDES = ("left", "top", "width", "height")


def _words(label: str, hint: str = "", *, sorry: str = "", longest: int = 300) -> forms.CharField:
    """`sorry` is said when it is missing; without it the words are optional."""
    return forms.CharField(
        label=label, help_text=hint, required=bool(sorry), max_length=longest, error_messages={"required": sorry},
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": longest}),
    )  # fmt: skip


class TellForm(forms.Form):
    """Who is told what, for what, and until when. The rules say what is missing; nothing is checked twice here."""

    shelf = forms.ChoiceField(label="Where are they shown?", choices=Shelf.choices, widget=forms.RadioSelect)
    purpose = _words(
        "What is it for?",
        "For example: so that the shops of the square know the face.",
        sorry="Say what it is for (G-06).",
    )
    zones = forms.MultipleChoiceField(label="Zones", required=False, widget=forms.CheckboxSelectMultiple)
    watches = forms.MultipleChoiceField(label="Watches", required=False, widget=forms.CheckboxSelectMultiple)
    premises = forms.MultipleChoiceField(label="Premises", required=False, widget=forms.CheckboxSelectMultiple)
    organisations = forms.MultipleChoiceField(
        label="Whole members", required=False, widget=forms.CheckboxSelectMultiple
    )
    police = forms.BooleanField(label="The police", required=False)
    council = forms.BooleanField(label="The council", required=False)
    why_them = _words("Why do these people need to know?", sorry="Say why these people need to know (G-06).")
    wider_because = _words(
        "Why do people elsewhere need to know?", "Only if somebody above is not where this person operates."
    )
    shown = forms.MultipleChoiceField(
        label="What do they see?", choices=list(FIELDS.items()), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Nothing else is ever shown to members: no address, no health, no support, nobody they were with.",
    )  # fmt: skip
    left_out = _words("What is left out, and why?")
    advice = forms.ChoiceField(
        label="What should people do?", choices=Advice.choices, widget=forms.RadioSelect, initial=Advice.NOTICE
    )
    sanction = forms.ChoiceField(label="Sanction in force", required=False)
    sanction_starts_on = a_date("Sanction from", required=False)
    sanction_ends_on = a_date("Sanction until", required=False, hint="After this day nobody sees them.")
    must_not_enter = _words("Must not enter", "The only condition of bail that members see.", longest=200)
    must_not_enter_source = forms.CharField(label="Who set it", required=False, max_length=120)
    must_not_enter_until = a_date("Until", required=False)
    expires_on = a_date("Shown until", required=False, hint="Leave empty for the longest that is allowed.")
    best_interest = _words("Why is it in the young person's interest too?", longest=400)
    guardian_considered = _words("Was a parent or guardian told? If not, why not?")
    youth_service_considered = _words("Which youth service was asked?")

    def __init__(self, *args: Any, choices: Mapping[str, Sequence[Choice]], **named: Any) -> None:
        super().__init__(*args, **named)
        for name in GROUPS:
            offered = [(one.ref, one.name) for one in choices[name]]
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        sanctions = load("sanctions")
        listed = [(one.id, one.label) for one in sanctions.entries if one.id in SHOWN_SANCTIONS]
        self.fields["sanction"].choices = [("", "None"), *listed]  # type: ignore[attr-defined]


def first_values(choices: Mapping[str, Sequence[Choice]], shelf: str) -> dict[str, Any]:
    """What is ticked before anybody touched the form: where the person operates (G-11), and the usual fields."""
    near = {"zones": [one.ref for one in choices["zones"] if one.is_near]}
    return {**near, "shelf": shelf, "shown": list(USUAL), "advice": Advice.NOTICE}


def said_in(form: TellForm, posted: Mapping[str, Any], offered: Sequence[str]) -> DisclosureSaid:
    """The decision as a value. What the form itself could not read was refused before."""
    kept = dict(form.cleaned_data)
    kept["fields"] = tuple(kept.pop("shown") or ())
    for name in GROUPS:
        kept[name] = tuple(kept[name] or ())
    return DisclosureSaid(**kept, pictures=tuple(pictures_in(posted, offered)))


def pictures_in(posted: Mapping[str, Any], offered: Sequence[str]) -> list[PictureSaid]:
    """The pictures that were ticked, each with its part; percent as people write them, thousandths inside."""
    return [
        PictureSaid(
            ref,
            Crop(*(_thousandths(posted.get(f"{ref}-{side}", ""), 0 if side in ("left", "top") else 1000)
                   for side in SIDES)),
            is_police_picture=bool(posted.get(f"{ref}-police")),
            police_reference=str(posted.get(f"{ref}-reference", "")).strip(),
            released_by_name=str(posted.get(f"{ref}-released_by", "")).strip(),
            release_purpose=str(posted.get(f"{ref}-release_purpose", "")).strip(),
        )
        for ref in offered
        if posted.get(f"picture-{ref}")
    ]  # fmt: skip


def _thousandths(text: object, otherwise: int) -> int:
    words = str(text).strip()
    return round(float(words) * 10) if re.fullmatch(r"\d{1,3}(\.\d)?", words) else otherwise
