"""Turn refusals into pages, and keep what is personal out of every cache."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from secrets import token_hex
from urllib.parse import urlsplit

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.vault import DiskFull
from watchward.policy import Remedy, TooManyLooks
from watchward.web.errors import error_page

log = logging.getLogger(__name__)
# Not failures: the framework and the sign-in library have answers of their own for these.
NOT_OURS = (
    Http404,
    PermissionDenied,
    BadRequest,
    SuspiciousOperation,
    ImmediateHttpResponse,
    ReauthenticationRequired,
)
REMEDY_PAGES = {
    Remedy.SECOND_FACTOR: "mfa_index",
    Remedy.CONFIRM: "account_reauthenticate",
    Remedy.PURPOSE: "purpose",
    Remedy.PROMISES: "promises",
}


class HouseMiddleware:
    """The last of the chain, next to the views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers are one person's own: no cache may keep them, no other site may embed them."""
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            page = error_page(request, 405, "Not a page", "This address takes what a form sends. Nothing was changed.")
            page["Allow"] = response["Allow"]
            response = page
        if "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What was refused becomes a page in plain words; anything else keeps its trace in the log."""
        if isinstance(exception, NOT_OURS):
            return None
        if isinstance(exception, NotFound):
            return error_page(request, 404, "Not found", str(exception))
        if isinstance(exception, NotPermitted):
            return _not_permitted(request, exception)
        if isinstance(exception, DiskFull):
            return error_page(request, 507, "Nothing was saved", str(exception))
        if isinstance(exception, Refused):
            return error_page(request, 422, "That did not work", str(exception))
        reference = token_hex(4)
        log.exception("Unexpected failure %s", reference, exc_info=exception)
        return error_page(
            request,
            500,
            "Something broke on our side",
            "What you were doing was not finished.",
            reference=reference,
        )


def _not_permitted(request: HttpRequest, exception: NotPermitted) -> HttpResponse:
    """Where the person can help themselves, take them there; else say why not."""
    page = REMEDY_PAGES.get(Remedy(exception.remedy))
    if page is None or request.headers.get("HX-Request"):
        title = "Enough for today" if isinstance(exception, TooManyLooks) else "Not for your role"
        return error_page(request, 403, title, str(exception))
    if isinstance(exception, TooManyLooks) and request.headers.get("Sec-Fetch-Dest", "document") == "document":
        messages.warning(request, str(exception))  # the page that confirms says why it asks
    return redirect(f"{resolve_url(page)}?{urlencode({'next': _way_back(request)})}")


def _way_back(request: HttpRequest) -> str:
    """The page that was asked for, or the one whose button was pressed: an address of ours, never a whole URL."""
    if request.method == "GET":
        return request.get_full_path()
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host() or not came.path.startswith("/") or came.path.startswith("//"):
        return resolve_url("home")
    return f"{came.path}?{came.query}" if came.query else came.path
