"""The form of a processor."""

from django import forms

from watchward.web.forms.office import a_date


class ProcessorForm(forms.Form):
    """Who it is, what it handles, and the contract; the last three may stay empty while there is none."""

    name = forms.CharField(label="Company", max_length=160)
    does = forms.CharField(
        label="What it handles for you", max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Like: hosts the server with everything on it. Or: sends e-mail that names nobody.",
    )  # fmt: skip
    contract_on = a_date("Contract signed on", required=False, hint="Leave empty while there is none.")
    review_on = a_date("Look at it again by", required=False)
    document = forms.CharField(
        label="Where the contract is", max_length=300, required=False, help_text="A number, a folder or an address."
    )
