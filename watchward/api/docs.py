"""What the API says of itself: the OpenAPI document for programs, one page for the people who write them."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from watchward.api.limits import PER_MINUTE
from watchward.api.openapi import document
from watchward.api.problems import KINDS
from watchward.api.registry import Operation, addresses
from watchward.partners.rules.keys import LONGEST_DAYS, scope_id
from watchward.policy import Permission
from watchward.policy.roles import STEP_UP


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The OpenAPI 3.1 document. It names no person and no record, so it is open to everybody."""
    text = json.dumps(document(), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/json", headers={"Cache-Control": "public, max-age=3600"})


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The same in words, with a first request to try."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for methods in addresses().values():
        for one in methods.values():
            groups.setdefault(one.tag.capitalize(), []).append(_line(one))
    scopes = [(scope_id(one), str(one)) for one in Permission if one not in STEP_UP]
    context = {
        "groups": groups, "problems": KINDS, "scopes": scopes, "per_minute": PER_MINUTE, "longest": LONGEST_DAYS,
        "base": settings.PUBLIC_URL,
    }  # fmt: skip
    return render(request, "api/docs.html", context)


def _line(one: Operation) -> dict[str, Any]:
    scopes = " or ".join(scope_id(need) for need in one.needs) or "any key"
    return {"method": one.method, "path": f"/api{one.path}", "says": one.says, "scopes": scopes}
