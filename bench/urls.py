"""Every address of the product, and an empty view behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from watchward import urls as product

handler400 = product.handler400
handler404 = product.handler404
handler500 = product.handler500


def empty(_request: HttpRequest) -> HttpResponse:
    """Nothing but the cost of the server, the session cookie and the middleware."""
    return HttpResponse(b"")


urlpatterns = [*product.urlpatterns, path("bench/empty/", empty)]
