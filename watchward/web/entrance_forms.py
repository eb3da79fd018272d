"""The forms of signing in, with addresses read as the house writes them."""

from allauth.account import forms as library
from allauth.mfa.webauthn import forms as passkeys
from django import forms

from watchward.partners.queries.accounts import canonical_email


class LoginForm(library.LoginForm):  # type: ignore[misc]  # the library ships no types
    """E-mail address and password."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)
        self.fields["login"].label = "E-mail address"
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        """Before anything is counted or looked up."""
        return canonical_email(self.cleaned_data["login"])


class ResetPasswordForm(library.ResetPasswordForm):  # type: ignore[misc]
    """The address to which the letter goes."""

    def clean_email(self) -> str:
        """The library lower-cases; the house also folds look-alikes."""
        self.cleaned_data["email"] = canonical_email(self.cleaned_data["email"])
        return canonical_email(super().clean_email())


class AddPasskeyForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey signs in alone unless the person says otherwise."""

    passwordless = forms.BooleanField(
        label="I can sign in with this passkey alone, without my password",
        required=False,
        initial=True,
    )
