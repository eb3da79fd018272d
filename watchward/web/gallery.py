"""The component gallery: every part of the visual language in every state, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def gallery(request: HttpRequest) -> HttpResponse:
    """For people who build pages, and for the accessibility tests."""
    return render(request, "gallery.html", {})
