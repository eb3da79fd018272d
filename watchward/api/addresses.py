"""The addresses of the API, made from the registry."""

from collections.abc import Mapping
from re import sub

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from watchward.api import docs, resources
from watchward.api.registry import Operation, addresses
from watchward.api.serving import serve

assert resources  # importing them fills the registry


def _view(operations: Mapping[str, Operation]) -> URLPattern:
    """One address with all of its methods. Cookies open nothing here, so there is no form to forge."""

    @csrf_exempt
    def view(request: HttpRequest, **said: str) -> HttpResponse:
        return serve(request, operations, said)

    first = next(iter(operations.values()))
    return path(sub(r"\{(\w+)\}", r"<str:\1>", first.path.lstrip("/")), view, name=f"api_{first.name}")


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 (whatever it is, it is not here)
    """Whatever else begins with /api/."""
    return serve(request, {}, {})


urlpatterns = [
    path("", docs.page, name="api"),
    path("openapi.json", docs.openapi, name="api_openapi"),
    *(_view(operations) for operations in addresses().values()),
    path("<path:rest>", nothing, name="api_nothing"),
]
