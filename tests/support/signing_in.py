"""A browser of a person who has signed in, as after a password alone or after the second step."""

import time

from django.conf import settings
from django.test import Client
from django.utils import timezone

from watchward.partners.models import Account, Membership


def signed_in(account: Account, *, second_factor: bool = True, minutes_ago: int = 0) -> Client:
    """A client with a session; `minutes_ago` is when the person last proved that it is them."""
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    at = time.time() - 60 * minutes_ago
    methods = [{"method": "password", "at": at}, *([{"method": "mfa", "type": "totp", "at": at}] * second_factor)]
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


def with_purpose(client: Client, account: Account) -> Client:
    """The same client after its person said what they look people up for, wherever they work."""
    session = client.session
    for where in Membership.everywhere.filter(account=account).values_list("partnership_id", flat=True)[:1]:
        said = {"where": where, "who": account.pk, "kind": "report", "reference": "R-7K3MQ2XD9T"}
        session["purpose"] = said | {"at": timezone.now().isoformat()}
    session.save()
    return client
