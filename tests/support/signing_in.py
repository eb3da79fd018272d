"""A browser of a person who has signed in, as after a password alone or after the second step."""

import time

from django.conf import settings
from django.test import Client

from watchward.partners.models import Account


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
