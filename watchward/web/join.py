"""From the letter to a seat: the link, a name, a password or a passkey; then promises, second step, home."""

from typing import Any

from allauth.core.ratelimit import consume_or_429
from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from watchward.kit.errors import Refused
from watchward.partners.actions.invitations import join_as_newcomer, join_with_account
from watchward.partners.queries.invitations import Welcome, welcome_of
from watchward.web.sign_in import INVITATION_METHOD, open_session

BY_PASSKEY = "passkey"


class JoinForm(forms.Form):
    """A name as colleagues know it, and a password unless a passkey follows."""

    name = forms.CharField(label="Your name", max_length=120, error_messages={"required": "Enter your name."})
    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Three or four words that do not belong together are good.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": "Choose a password of at least 12 characters."},
    )

    def __init__(self, *args: Any, welcome: Welcome, **named: Any) -> None:
        super().__init__(*args, **named)
        self.welcome = welcome
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if self.data.get("how") == BY_PASSKEY:
            self.fields["password"].required = False

    def clean_password(self) -> str | None:
        """The same rules as everywhere; a password that resembles the name or address is refused."""
        password: str = self.cleaned_data["password"]
        if self.data.get("how") == BY_PASSKEY:
            return None
        person = get_user_model()(email=self.welcome.email, name=self.cleaned_data.get("name", ""))  # never saved
        password_validation.validate_password(password, person)
        return password


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation; somebody new joins here, somebody with an account signs in and accepts."""
    if request.method == "POST" and (paused := consume_or_429(request, action="signup")):
        return paused  # type: ignore[no-any-return]
    welcome = welcome_of(token)
    if request.user.is_authenticated or welcome.account_id is not None:
        return _with_account(request, token, welcome)
    form = JoinForm(request.POST or None, welcome=welcome, initial={"name": welcome.name})
    if request.method == "POST" and form.is_valid():
        try:
            account = join_as_newcomer(
                token=token, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            open_session(request, account, INVITATION_METHOD)
            return redirect("mfa_add_webauthn" if request.POST.get("how") == BY_PASSKEY else "promises")
    return render(request, "join/join.html", {"welcome": welcome, "form": form}, status=422 if form.errors else 200)


@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take one more seat with the account that is signed in."""
    welcome = welcome_of(token)
    if not request.user.is_authenticated:
        return redirect("join", token)
    if request.user.pk != welcome.account_id:
        return _with_account(request, token, welcome)
    join_with_account(token=token, account_id=int(request.user.pk))
    return redirect("promises")


def _with_account(request: HttpRequest, token: str, welcome: Welcome) -> HttpResponse:
    """Who is signed in, and is it the person who was invited?"""
    state = "stranger"
    if request.user.is_authenticated:
        state = "same" if request.user.pk == welcome.account_id else "other"
    sign_in = urlencode({"next": request.path})
    shown = {"welcome": welcome, "state": state, "token": token, "sign_in_query": sign_in}
    return render(request, "join/accept.html", shown, status=200 if request.method in {"GET", "HEAD"} else 422)
