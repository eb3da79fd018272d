"""The forms of signing in, with addresses read as the house writes them."""

from typing import Any

from allauth.account import forms as library
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms

from watchward.partners.queries.accounts import canonical_email

NO_ADDRESS = {"required": "Enter your e-mail address.", "invalid": "Write it like name@shop.example."}
SAID = {
    "login": NO_ADDRESS,
    "email": NO_ADDRESS,
    "password": {"required": "Enter your password."},
    "oldpassword": {"required": "Enter your present password."},
    "password1": {"required": "Choose a password of at least 12 characters."},
    "password2": {"required": "Type the same password again."},
    "code": {"required": "Type the code."},
}


class _OurWords(forms.BaseForm):
    """What is missing is said as everywhere else in the house: what happened, and what to do."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name in SAID.keys() & self.fields.keys():
            self.fields[name].error_messages |= SAID[name]


class LoginForm(_OurWords, library.LoginForm):  # type: ignore[misc]  # the library ships no types
    """E-mail address and password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["login"].label = "E-mail address"
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        """Before anything is counted or looked up."""
        return canonical_email(self.cleaned_data["login"])


class ResetPasswordForm(_OurWords, library.ResetPasswordForm):  # type: ignore[misc]
    """The address to which the letter goes."""

    def clean_email(self) -> str:
        """The library lower-cases; the house also folds look-alikes."""
        self.cleaned_data["email"] = canonical_email(self.cleaned_data["email"])
        return canonical_email(super().clean_email())


class ResetPasswordKeyForm(_OurWords, library.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice, behind the letter's link."""


class ChangePasswordForm(_OurWords, library.ChangePasswordForm):  # type: ignore[misc]
    """The present password, and a new one twice."""


class SetPasswordForm(_OurWords, library.SetPasswordForm):  # type: ignore[misc]
    """A first password, twice."""


class ConfirmPasswordForm(_OurWords, library.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class SecondStepForm(_OurWords, second_step.AuthenticateForm):  # type: ignore[misc]
    """A code after the password."""


class ConfirmCodeForm(_OurWords, second_step.ReauthenticateForm):  # type: ignore[misc]
    """A code once more."""


class AddAppForm(_OurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""


class AddPasskeyForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey signs in alone unless the person says otherwise."""

    passwordless = forms.BooleanField(
        label="I can sign in with this passkey alone, without my password",
        required=False,
        initial=True,
    )
