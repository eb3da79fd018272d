"""The forms of telling: a bulletin, a newsletter's own words."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from watchward.share.choices import Audience, BulletinKind
from watchward.share.queries.notices import Places
from watchward.share.rules.bulletins import DAYS, LONGEST_TITLE, BulletinSaid

REAL_DAY = {"invalid": "Enter a real day, like 27/3/2026."}
REAL_TIME = {"invalid": "Enter a real date and time, like 27/3/2026 21:15."}
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y"]
TIME_FORMATS = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"]


class BulletinForm(forms.Form):
    """Everything but the buttons; what it must say is decided by the action."""

    kind = forms.ChoiceField(label="What is it?", choices=BulletinKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="Title", required=False, widget=forms.TextInput(attrs={"maxlength": LONGEST_TITLE}))
    text = forms.CharField(
        label="Text", required=False, widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Describe nobody: no names, no looks, no registrations. Lead to the gallery instead.",
    )  # fmt: skip
    entry_ref = forms.CharField(
        label="Gallery entry that it leads to", required=False,
        help_text="The reference of the entry. Only those who may see the entry can open it.",
    )  # fmt: skip
    audience = forms.ChoiceField(label="Who is it for?", choices=Audience.choices, widget=forms.RadioSelect)
    zones = forms.MultipleChoiceField(label="Which zones?", required=False, widget=forms.CheckboxSelectMultiple)
    watches = forms.MultipleChoiceField(label="Which watches?", required=False, widget=forms.CheckboxSelectMultiple)
    roles = forms.MultipleChoiceField(label="Which roles?", required=False, widget=forms.CheckboxSelectMultiple)
    publishes_at = forms.DateTimeField(
        label="Readable from", required=False, input_formats=TIME_FORMATS, error_messages=REAL_TIME,
        help_text="Leave empty for at once.", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )  # fmt: skip
    expires_on = forms.DateField(
        label="Last day", required=False, input_formats=DAY_FORMATS, error_messages=REAL_DAY,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave empty for the usual: " + ", ".join(f"{one.label.lower()} {DAYS[one]} days" for one in DAYS)
        + ".",
    )  # fmt: skip

    def __init__(self, *args: Any, places: Places, zone: ZoneInfo, **named: Any) -> None:
        super().__init__(*args, **named)
        self.zone = zone
        for name, pairs in (("zones", places.zones), ("watches", places.watches), ("roles", places.roles)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = list(pairs)
            if not pairs:
                del self.fields[name]

    def said(self) -> BulletinSaid:
        """What was written, in the words of the action. A last day runs to its end on the partnership's clock."""
        here = self.cleaned_data
        starts: datetime | None = here.get("publishes_at")
        last: date | None = here.get("expires_on")
        audience = here.get("audience", "")
        return BulletinSaid(
            kind=here.get("kind", ""),
            title=here.get("title", ""),
            text=here.get("text", ""),
            audience=audience,
            zones=tuple(here.get("zones", ())) if audience == Audience.ZONES else (),
            watches=tuple(here.get("watches", ())) if audience == Audience.WATCHES else (),
            roles=tuple(here.get("roles", ())) if audience == Audience.ROLES else (),
            publishes_at=starts.replace(tzinfo=self.zone) if starts else None,
            expires_at=datetime.combine(last, time(23, 59, 59), self.zone) if last else None,
            entry_ref=here.get("entry_ref", ""),
        )

    def add_problems(self, problems: dict[str, str]) -> None:
        """Put each refusal beside its field."""
        for name, text in problems.items():
            field = "expires_on" if name == "expires_at" else name
            self.add_error(field if field in self.fields else None, text)
