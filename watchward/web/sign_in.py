"""How surely a session knows its person, and how accounts come to be: by invitation only."""

import logging
import time
from functools import cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context as asked
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from watchward.kit.errors import Refused
from watchward.kit.locked import CannotUnlock, Lock
from watchward.kit.text import moment
from watchward.partners.letters import send_letter
from watchward.partners.queries.accounts import canonical_email
from watchward.web.say import device_text

log = logging.getLogger(__name__)

DEMO_METHOD = "demonstration"  # one click in the demo stands for both steps; demo accounts exist nowhere else
INVITATION_METHOD = "invitation"  # whoever opens the link in the letter holds the address; it is one step

# What the library would tell by letter, in our words; anything not named here is not told.
NOTICES = {
    "account/email/password_changed": "Your password was changed",
    "account/email/password_reset": "Your password was changed",
    "account/email/password_set": "A password was set for your account",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your account",
    "mfa/email/totp_activated": "An authenticator app was added to your account",
    "mfa/email/totp_deactivated": "The authenticator app was removed from your account",
    "mfa/email/webauthn_added": "A passkey was added to your account",
    "mfa/email/webauthn_removed": "A passkey was removed from your account",
}
WRONG_CODE = "That code is not right, or it is too old. Wait for the next one and type it again."
KEY_LOST = (
    "Codes cannot be checked: the key that this installation locked them with is gone. A passkey still works. "
    "Without one, ask your coordinator to take your second step away, and set up a new one."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library ships no types
    """Nobody signs up by themselves; an address is confirmed by the invitation that it received."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address and password do not match. Check both or choose a new password.",
        "enter_current_password": "That is not your present password. Type it again.",
        "incorrect_password": "That is not your password. Type it again.",
        "too_many_login_attempts": "There were too many attempts. Wait five minutes, then try again.",
        "rate_limited": "There were too many attempts. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (the library calls it so)
        """Accounts are made by accepting an invitation, never here."""
        return False

    def clean_email(self, email: str) -> str:
        """One spelling per address."""
        return canonical_email(email)

    def is_reauthentication_required(self, *, app: str, **how: Any) -> bool:
        """One meaning of "recently" for the library's pages and for ours."""
        needed: bool = super().is_reauthentication_required(app=app, **how)
        return needed and not is_recently_confirmed(asked.request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """After a change everybody signs in again, this browser too."""
        return reverse("account")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built on our own address, never on what the request calls us: a forged Host must not reach a letter."""
        uid, _dash, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": secret})
        return str(settings.PUBLIC_URL) + path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Two letters exist; a known and an unknown address cost the same and fail the same."""
        if template_prefix == "account/email/password_reset_key":
            what = {"name": context["user"].name, "link": context["password_reset_url"]}
            _post("password_reset", email, what)
        elif template_prefix == "account/email/unknown_account":
            _post("unknown_account", email, {})

    def send_notification_mail(self, template_prefix: str, user: Any, *_: Any, **__: Any) -> None:
        """Tell a person that their sign-in was changed."""
        if (what := NOTICES.get(template_prefix)) is None:
            return
        when = moment(timezone.now(), timezone.get_current_timezone())
        link = settings.PUBLIC_URL + reverse("account")
        _post("security_notice", user.email, {"what": what, "name": user.name, "when": when, "link": link})

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ARG002
        """Count people, not spellings and not names of this site."""
        return canonical_email(credentials.get("email") or "")


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Our words for the library's refusals, names that a person recognises, and no secret in the clear."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": "Set up a passkey or an authenticator app first.",
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, ARG002 (the library's names)
        """`Chrome on Android`: the person sees at once which one it is, and may change it."""
        return device_text(asked.request.META.get("HTTP_USER_AGENT", ""))

    def encrypt(self, text: str) -> str:
        """The secret of an app and the seed of recovery codes: a copy of the database makes no codes."""
        return second_step_lock().lock(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` locked; when the key is gone, a sentence that says what still works."""
        try:
            return second_step_lock().unlock(encrypted_text)
        except CannotUnlock as gone:
            raise Refused(KEY_LOST) from gone


@cache
def second_step_lock() -> Lock:
    """This installation's own, made once, kept beside its other keys and in no backup."""
    return Lock.kept_in(settings.HOME / "second-step.key")


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or has since been confirmed, with a passkey or a second step (M-01)."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return any(record.get("method") in {"mfa", DEMO_METHOD} for record in records)


def is_recently_confirmed(request: HttpRequest) -> bool:
    """Whether the person proved in the last five minutes that it is them, by signing in or by confirming."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    newest = max((float(record.get("at", 0)) for record in records), default=0.0)
    return bool(time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def open_session(request: HttpRequest, account: Any, method: str) -> None:
    """Sign somebody in who did not come through the login page, and list the session like any other."""
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, account, method, reauthenticated=True)
    UserSession.objects.create_from_request(request)


def _post(template: str, email: str, what: dict[str, Any]) -> None:
    """A mail server that is down must not tell a known address from an unknown one."""
    try:
        send_letter(template, email, what)
    except OSError:
        log.exception("The letter %s could not be sent.", template)
