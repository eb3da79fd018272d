"""Every address of the product, an empty view behind the same middleware, and pictures without a mark."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from watchward import urls as product
from watchward.share.copies import read_copy
from watchward.share.models import ShownPicture
from watchward.web.access import SeatedRequest, seated

handler400 = product.handler400
handler404 = product.handler404
handler500 = product.handler500


def empty(_request: HttpRequest) -> HttpResponse:
    """Nothing but the cost of the server, the session cookie and the middleware."""
    return HttpResponse(b"")


@seated
def bare(_request: SeatedRequest, ref: str) -> HttpResponse:
    """The copy of a picture as it lies in the vault: a signed-in request, one row, one file, no mark."""
    picture = ShownPicture.everywhere.get(ref=ref)
    return HttpResponse(read_copy(picture.copy_key, picture.copy_sha256), content_type="image/jpeg")


urlpatterns = [
    *product.urlpatterns,
    path("bench/empty/", empty),
    path("bench/bare/<str:ref>/", bare),
]
