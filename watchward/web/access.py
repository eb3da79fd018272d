"""Who is asking: every page of a signed-in person goes through `seated`, and gets its Actor by hand."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, cast, overload

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from watchward.partners.queries.actors import Seat, operator_actor, seats_of
from watchward.policy import Actor, Standing
from watchward.web.errors import error_page
from watchward.web.sign_in import has_second_factor, is_recently_confirmed


class SeatedRequest(HttpRequest):
    """A request of a signed-in person with a place in a partnership."""

    seat: Seat
    seats: list[Seat]
    actor: Actor


View = Callable[..., HttpResponse]


@overload
def seated(view: View) -> View: ...
@overload
def seated(*, before_admission: bool = False) -> Callable[[View], View]: ...
def seated(view: View | None = None, *, before_admission: bool = False) -> View | Callable[[View], View]:
    """Build the Actor once and hand it on. Before admission (M-01) a person gets only the pages that admit them."""

    def wrap(inner: View) -> View:
        @login_required
        @wraps(inner)
        def outer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            found = take_seats(request)
            if not found:
                return _without_place(request)
            if found[0].standing.standing is Standing.ADMISSION and not before_admission:
                return redirect("promises")
            return inner(cast(SeatedRequest, request), *args, **named)

        return outer

    return wrap(view) if view else wrap


def take_seats(request: HttpRequest) -> list[Seat]:
    """The places of the signed-in person, looked up once per request; the one in use comes first."""
    kept: list[Seat] | None = getattr(request, "seats", None)
    if kept is not None:
        return kept
    asked = cast(SeatedRequest, request)
    asked.seats = []
    if request.user.is_authenticated:
        asked.seats = seats_of(
            request.user,
            has_second_factor=has_second_factor(request),
            is_recently_confirmed=is_recently_confirmed(request),
        )
    if asked.seats:
        asked.seat = asked.seats[0]
        asked.actor = _with_elsewhere(asked.seats)
    return asked.seats


def operating(view: View) -> View:
    """A page of the instance operator, who sees no people."""

    @login_required
    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        actor = operator_actor(
            cast(Any, request.user),
            has_second_factor=has_second_factor(request),
            is_recently_confirmed=is_recently_confirmed(request),
        )
        if actor is None:
            what = "This page is for whoever runs this installation. Your partnership's own pages are in the menu."
            return error_page(request, 403, "Not for your role", what)
        asked = cast(SeatedRequest, request)
        asked.actor = actor
        return view(asked, *args, **named)

    return outer


def _without_place(request: HttpRequest) -> HttpResponse:
    """The operator's home is the list of partnerships; everybody else without a place learns where to ask."""
    if not cast(Any, request.user).is_operator:
        return render(request, "no_place.html", status=403)
    if request.path == reverse("home"):
        return redirect("setup")
    what = "You run this installation and have no place in a partnership, so its records stay closed to you."
    return error_page(request, 403, "Not for your role", what)


def _with_elsewhere(seats: list[Seat]) -> Actor:
    return replace(seats[0].actor, elsewhere=tuple(seat.actor for seat in seats[1:]))
