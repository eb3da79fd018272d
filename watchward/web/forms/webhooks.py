"""The form of a webhook."""

from django import forms

from watchward.share.rules.webhooks import KINDS, LONGEST_NAME


class WebhookForm(forms.Form):
    """Which program, where it listens, what it is told."""

    name = forms.CharField(
        label="Name of the program", max_length=LONGEST_NAME, help_text="As you would call it, like: Town centre map."
    )
    url = forms.CharField(
        label="Address", max_length=500, help_text="Begins with https://. Whoever runs the program tells you.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label="What it is told", choices=list(KINDS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pick at least one event."},
    )  # fmt: skip
