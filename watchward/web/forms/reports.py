"""What the list of reports, and the file made from it, can be narrowed to."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict

from watchward.collect.queries.reports import ReportFilter
from watchward.kit.lists import load


class Filter(forms.Form):
    """What the list can be narrowed to; a wrong value says so and narrows nothing."""

    form = forms.ChoiceField(label="Form", required=False)
    kind = forms.ChoiceField(label="What happened", required=False)
    premises = forms.ChoiceField(label="Premises", required=False)
    since = forms.DateField(label="From", required=False, error_messages={"invalid": "Enter a real day as the start."})
    until = forms.DateField(label="To", required=False, error_messages={"invalid": "Enter a real day as the end."})
    mine = forms.BooleanField(label="Only reports that I sent", required=False)

    def __init__(self, data: QueryDict, *, premises: list[tuple[str, str]]) -> None:
        super().__init__(data)
        forms_list = [(one.id, one.label) for one in load("forms").entries]
        self.choices("form", forms_list, "Every form")
        self.choices("kind", [(one.id, one.label) for one in load("incident_types").roots()], "Everything")
        self.choices("premises", premises, "Every premises")

    def choices(self, name: str, pairs: list[tuple[str, str]], everything: str) -> None:
        """Set the options of one select, with the empty one first."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *pairs]

    def narrow(self, zone: ZoneInfo) -> ReportFilter:
        """The same in the words of the query; days begin and end by the partnership's clock."""
        if not self.is_valid():
            return ReportFilter()
        said = self.cleaned_data
        after_last = said["until"] and said["until"] + timedelta(days=1)
        return ReportFilter(
            form=said["form"],
            kind=said["kind"],
            premises_ref=said["premises"],
            since=_begin_of(said["since"], zone),
            until=_begin_of(after_last, zone),
            only_mine=said["mine"],
        )

    def said(self) -> dict[str, str]:
        """What was set, as it stands in an address; nothing while something is wrong."""
        if not self.is_valid():
            return {}
        return {name: "1" if said is True else str(said) for name, said in self.cleaned_data.items() if said}

    def clean(self) -> None:
        """The end comes after the start."""
        said = self.cleaned_data
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", "The last day is before the first. Check both days.")


def _begin_of(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=zone)
