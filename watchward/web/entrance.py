"""The sign-in library's pages as this house serves them: only these, only GET and POST, errors as 422."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from watchward.partners.queries.demo import demo_is_allowed
from watchward.web.entrance_forms import AddPasskeyForm
from watchward.web.errors import error_page
from watchward.web.sign_in import DEMO_METHOD, has_second_factor, is_recently_confirmed

View = Callable[..., HttpResponseBase]


def served(view: View) -> View:
    """Refuse every other method (limits count POST only), and answer a form with errors honestly."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *args, **named)
        if request.method == "POST" and isinstance(response, TemplateResponse) and response.status_code == 200:
            shown = response.context_data or {}
            if any(getattr(shown.get(name), "errors", None) for name in ("form", "webauthn_form")):
                response.status_code = 422
        return response

    return outer


def too_many(request: HttpRequest, *_: Any) -> HttpResponse:
    """Where the library's limits lead."""
    return error_page(request, 429, "Too many attempts", "For safety this is paused for a few minutes.")


def closed(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:  # noqa: ARG001
    """Addresses that the library must be able to name but that this house does not offer."""
    raise Http404


class _SecondStepPage(mfa.IndexView):  # type: ignore[misc]  # the library ships no types
    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Also whether this very session has passed a second step: that is what the policy asks."""
        back = self.request.GET.get("next", "")
        shown: dict[str, Any] = super().get_context_data(**named)
        return shown | {
            "has_second_factor": has_second_factor(self.request),
            "next": back if is_own(self.request, back) else "",
        }


class _AddApp(totp.ActivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        """The code that was just right is this session's second step."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp", reauthenticated=True)
        return response


class _AddPasskey(passkeys.AddWebAuthnView):  # type: ignore[misc]
    form_class = AddPasskeyForm

    def form_valid(self, form: Any) -> HttpResponse:
        """The passkey that was just touched is this session's second step."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="webauthn", reauthenticated=True)
        return response


@login_required
def _reauthenticate(request: HttpRequest) -> HttpResponseBase:
    """Confirm that it is you, with whatever you have; in the demonstration with one click."""
    if _is_demo_person(request):
        return _confirm_demo(request)
    if not get_adapter().get_reauthentication_methods(request.user):
        if is_recently_confirmed(request):
            return redirect(_back(request))
        return render(request, "account/reauthenticate_none.html", status=403)
    response: HttpResponseBase = account.reauthenticate(request)
    return response


def _is_demo_person(request: HttpRequest) -> bool:
    """Only in demo mode, only for a generated account, only on this machine: checked at every request."""
    here = request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
    return bool(settings.DEMO and here and getattr(request.user, "is_demonstration", False) and demo_is_allowed())


def _confirm_demo(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        record_authentication(request, request.user, DEMO_METHOD, reauthenticated=True)
        return redirect(_back(request))
    return render(request, "account/reauthenticate_demo.html", {"next": _back(request)})


def is_own(request: HttpRequest, address: str) -> bool:
    """Whether an address leads to this site and nowhere else."""
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if is_own(request, asked) else resolve_url("home")


sign_in = served(account.login)
sign_out = served(account.logout)
inactive = served(account.account_inactive)
reauthenticate = served(_reauthenticate)
change_password = served(account.password_change)
set_password = served(account.password_set)
reset_password = served(account.password_reset)
reset_password_sent = served(account.password_reset_done)
reset_password_link = served(account.password_reset_from_key)
reset_password_done = served(account.password_reset_from_key_done)

second_step = served(_SecondStepPage.as_view())
second_step_sign_in = served(mfa.authenticate)
second_step_confirm = served(mfa.reauthenticate)
add_app = served(login_required(_AddApp.as_view()))
remove_app = served(totp.deactivate_totp)
recovery_codes = served(login_required(codes.view_recovery_codes))
new_recovery_codes = served(login_required(codes.generate_recovery_codes))
download_recovery_codes = served(login_required(codes.download_recovery_codes))
passkey_list = served(passkeys.list_webauthn)
add_passkey = served(login_required(_AddPasskey.as_view()))
rename_passkey = served(login_required(passkeys.edit_webauthn))
remove_passkey = served(login_required(passkeys.remove_webauthn))
passkey_confirm = served(passkeys.reauthenticate_webauthn)
passkey_sign_in = served(passkeys.login_webauthn)

session_list = served(sessions.list_usersessions)
