"""A person's own account: what they are here, what they promised, how they sign in, where they are signed in."""

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from watchward.partners.queries.accounts import own_places
from watchward.share.queries.letters import topics_of
from watchward.web.access import take_seats
from watchward.web.sign_in import has_second_factor


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One page with everything, and links to change it."""
    person = request.user
    shown = {
        "person": person,
        "places": own_places(person.pk or 0),
        "has_second_step": is_mfa_enabled(person),
        "session_has_second_step": has_second_factor(request),
        "letters": [(one.partnership, topics_of(one.actor)) for one in take_seats(request)],
        "session_count": max(1, len(UserSession.objects.purge_and_list(person))),
    }
    return render(request, "account/account.html", shown)
