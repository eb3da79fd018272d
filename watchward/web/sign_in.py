"""How surely a session knows its person, and how accounts come to be: by invitation only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest

DEMO_METHOD = "demonstration"  # one click in the demo stands for both steps; demo accounts exist nowhere else


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library ships no types
    """Nobody signs up by themselves; an address is confirmed by the invitation that it received."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (the library calls it so)
        """Accounts are made by accepting an invitation, never here."""
        return False


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a passkey or a second step (M-01)."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return any(record.get("method") in {"mfa", DEMO_METHOD} for record in records)


def is_recently_confirmed(request: HttpRequest) -> bool:
    """Whether the person proved in the last five minutes that it is them."""
    return bool(did_recently_reauthenticate(request))
