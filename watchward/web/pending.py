"""Addresses whose page is being built in this same change; this file goes when the last one is done."""

from django.http import HttpResponse

from watchward.web.access import SeatedRequest, seated
from watchward.web.errors import error_page


@seated(before_admission=True)
def pending(request: SeatedRequest, *_: str, **__: str) -> HttpResponse:
    """Say that the page is not there yet."""
    return error_page(request, 404, "Not built yet", "This page is being built.")
