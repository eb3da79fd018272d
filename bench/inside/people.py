"""Generated partnerships, premises and people to measure with. Nobody here exists."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from watchward.partners.choices import DocumentKind, PromiseKind
from watchward.partners.models import (
    Account,
    Appointment,
    GovernanceDocument,
    Membership,
    Organisation,
    Partnership,
    Premises,
    Promise,
    PromiseKept,
    Zone,
)
from watchward.partners.queries.actors import seats_of
from watchward.web.access import _with_elsewhere

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class Town:
    """One generated partnership with its premises and the people who report."""

    partnership: Partnership
    premises: list[Premises]
    reporters: list[Account]


def make_town(name: str, *, premises: int, reporters: int) -> Town:
    """A partnership with every promise and document in place."""
    partnership = Partnership.everywhere.create(
        name=f"{name} (generated)",
        controller_name=f"{name} Ltd",
        controller_contact="The office",
        legal_form="company",
        manager_name="The manager (generated)",
    )
    zone = Zone.everywhere.create(partnership=partnership, name=f"{name} centre")
    now = timezone.now()
    for promise in PromiseKind:
        Promise.everywhere.create(
            partnership=partnership, kind=promise, version=1, title=promise.label, text="Be fair.",
            published_at=now - timedelta(days=100),
        )  # fmt: skip
    for document in DocumentKind:
        GovernanceDocument.everywhere.create(
            partnership=partnership, kind=document, title=document.label, text="First part.", second_text="Second.",
            dated_on=now.date() - timedelta(days=30), expires_on=now.date() + timedelta(days=335),
        )  # fmt: skip
    places = [_premises(partnership, zone, f"Shop {number} of {name}") for number in range(premises)]
    people = [
        add_person(
            f"worker{number}@{_slug(name)}.example", {partnership.pk: "shop-worker"}, [places[number % premises]]
        )
        for number in range(reporters)
    ]
    return Town(partnership, places, people)


def add_person(email: str, roles: dict[int, str], premises: Sequence[Premises] = ()) -> Account:
    """An account with one role in each partnership of `roles`, admitted a day ago."""
    account = Account.everywhere.create(email=email, name=f"{email.split('@')[0].title()} (generated)", password="!")
    then = timezone.now() - timedelta(days=1)
    for partnership_id, role in roles.items():
        promises = {one.kind: one for one in Promise.everywhere.filter(partnership_id=partnership_id)}
        membership = Membership.everywhere.create(
            account=account, partnership_id=partnership_id,
            organisation=premises[0].organisation if premises else None,
            agreement=promises["agreement"], agreed_at=then, training=promises["training"], trained_at=then,
        )  # fmt: skip
        membership.premises.set(premises)
        for promise in promises.values():
            PromiseKept.everywhere.create(membership=membership, promise=promise, kept_at=then)
        Appointment.everywhere.create(membership=membership, role=role, starts_on=then.date())
    return account


def actor_of(account: Account) -> Any:
    """The actor that the web builds for a signed-in request, other partnerships included."""
    return _with_elsewhere(seats_of(account, has_second_factor=True, is_recently_confirmed=True))


def sign_in(account: Account) -> str:
    """The key of a new session in the state that sign-in with a second step leaves behind."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "email": account.email},
        {"method": "mfa", "at": time.time(), "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(account.pk)
    session.create()
    return str(session.session_key)


def _premises(partnership: Partnership, zone: Zone, name: str) -> Premises:
    member = Organisation.everywhere.create(partnership=partnership, name=f"{name} Ltd", joined_on="2025-01-01")
    return Premises.everywhere.create(
        partnership=partnership, organisation=member, zone=zone, name=name, sector="food", latitude=51.4, longitude=0.5
    )


def _slug(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
