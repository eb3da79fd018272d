"""Error pages that say what happened and what to do, and leak nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NEXT = {
    400: "Go back, reload the page and try again.",
    403: "If you need this for your work, ask your coordinator.",
    405: "Open the page before it, and use its button.",
    404: "You can also start again from Home.",
    422: "Go back and change what it says.",
    429: "Wait five minutes, then try again.",
    500: "Try again in a minute. If it happens again, tell your coordinator the reference.",
    507: "Keep what you have on your device and try again later.",
}


def error_page(request: HttpRequest, status: int, title: str, what: str, *, reference: str = "") -> HttpResponse:
    """One page for every refusal and failure."""
    page = {"title": title, "what": what, "next": NEXT[status], "ref": reference}
    return render(request, "error.html", page, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form was too old or came from elsewhere."""
    return error_page(request, 403, "This form is too old", "For your safety the page must be loaded again.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Django's own 400."""
    return error_page(request, 400, "That request made no sense", "Nothing was changed.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Django's own 403."""
    return error_page(request, 403, "Not for you", "This page is not open to you. Nothing was changed.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """No page has this address."""
    return error_page(request, 404, "Not found", "There is no page at this address.")


def failed(request: HttpRequest, *_: Any) -> HttpResponse:
    """Failures outside the views."""
    return error_page(request, 500, "Something broke on our side", "What you were doing was not finished.")
