"""One request from end to end: who asks, what was sent, the operation, the answer. Every refusal is a problem."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from re import ASCII, fullmatch
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchward.api.gate import enter
from watchward.api.problems import (
    NOT_A_METHOD,
    NOT_FOUND,
    NOT_JSON,
    NOT_PERMITTED,
    UNREADABLE,
    Stop,
    problem_of,
)
from watchward.api.reading import Unreadable, Wrong, read_body, read_query
from watchward.api.registry import Answer, Call, Operation, Page, Paged, Picture
from watchward.api.shapes import plain
from watchward.policy import may

NOWHERE = "There is nothing at this address. Addresses have no slash at their end; /api/openapi.json lists them all."
NO_REF = "There is nothing with that reference, or it is not yours to see."
WITH_FILES = "multipart/form-data"
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"


def serve(request: HttpRequest, operations: Mapping[str, Operation], said: Mapping[str, str]) -> HttpResponse:
    """Answer one request; nothing that happens on the way leaves this function as an exception."""
    try:
        response = _answer(request, operations, said)
    except Exception as trouble:  # (what was not foreseen becomes a 500 with a reference, and is logged)
        response = problem_of(trouble)
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "Authorization"
    response.setdefault("Content-Security-Policy", ALONE)
    return response


def _answer(request: HttpRequest, operations: Mapping[str, Operation], said: Mapping[str, str]) -> HttpResponse:
    now = timezone.now()
    seat = enter(request, now)
    if not operations:
        raise Stop(NOT_FOUND, NOWHERE)
    found = operations.get("GET" if request.method == "HEAD" else request.method or "")
    if found is None:
        allowed = ", ".join(sorted({*operations, *({"HEAD"} if "GET" in operations else ())}))
        raise Stop(NOT_A_METHOD, f"This address takes {allowed}.", Allow=allowed)
    if not all(fullmatch(r"[\w.-]{1,80}", text, flags=ASCII) for text in said.values()):
        raise Stop(NOT_FOUND, NO_REF)
    if found.needs and not any(may(seat.actor, one) for one in found.needs):
        raise Stop(NOT_PERMITTED, may(seat.actor, found.needs[0]).because)
    call = Call(seat, request, now, _idempotency_key(request, found), _files(request, found))
    return _shown(request, found, found.run(call, **said, **_sent(request, found)))


def _sent(request: HttpRequest, found: Operation) -> dict[str, Any]:
    """The typed parameters and body of an operation."""
    sent: dict[str, Any] = {}
    if found.query is not None:
        sent["asked"] = _query(request, found)
    elif request.GET:
        name = next(iter(request.GET))
        raise Unreadable([Wrong(name[:80], "This address takes no parameters. Leave it out.")])
    if found.body is not None:
        sent["body"] = read_body(found.body, _json(request, found))
    return sent


def _query(request: HttpRequest, found: Operation) -> Any:
    asked = read_query(found.query, cast(Mapping[str, str], request.GET.dict()))
    if isinstance(asked, Paged) and not 1 <= asked.limit <= 200:
        raise Unreadable([Wrong("limit", "Send a number from 1 to 200.")])
    return asked


def _json(request: HttpRequest, found: Operation) -> Any:
    """The body as plain data; with files beside it, the part `data`."""
    content_type = request.content_type or ""
    if found.files and content_type == WITH_FILES:
        part = request.FILES.get("data")
        text = part.read() if part is not None else str(request.POST.get("data", "")).encode()
    elif content_type == "application/json":
        text = request.body
    else:
        kinds = f"application/json or {WITH_FILES}" if found.files else "application/json"
        raise Stop(NOT_JSON, f"Send the body as {kinds}.", Accept=kinds)
    try:
        said = json.loads(text, parse_constant=_no_number)
        json.dumps(said, ensure_ascii=False).encode()  # half a character is no text
    except (ValueError, RecursionError) as broken:
        raise Stop(UNREADABLE, "The body is not JSON that can be read.") from broken
    return said


def _no_number(text: str) -> None:
    raise ValueError(text)


def _files(request: HttpRequest, found: Operation) -> "tuple[UploadedFile[bytes], ...]":
    """The files that came along, in the order in which they came."""
    if not found.files or request.method == "GET" or request.content_type != WITH_FILES:
        if found.files and found.body is None:
            raise Stop(NOT_JSON, f"Send the file as {WITH_FILES}.", Accept=WITH_FILES)
        return ()
    sent = cast("list[UploadedFile[bytes]]", request.FILES.getlist("file"))
    if found.files == "one" and len(sent) != 1:
        raise Unreadable([Wrong("file", "Send one file in the part `file`.")])
    return tuple(sent)


def _idempotency_key(request: HttpRequest, found: Operation) -> UUID | None:
    text = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if not found.key or (not text and found.key == "may"):
        return None
    try:
        return UUID(text)
    except ValueError:
        todo = "Send a fresh UUID with every new body, and the same one again with every repeat of it."
        raise Unreadable([Wrong("Idempotency-Key", todo)]) from None


def _shown(request: HttpRequest, found: Operation, result: Any) -> HttpResponse:
    status = found.status
    if isinstance(result, Answer):
        result, status = result.value, result.status
    if isinstance(result, Picture):
        return HttpResponse(bytes(result), content_type="image/jpeg", headers={"Content-Disposition": "inline"})
    if result is None:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    headers = {}
    if isinstance(result, Page):
        following = _next(request, result.older)
        headers = {"Link": f'<{following}>; rel="next"'} if following else {}
        body: Any = {"items": plain(result.items), "next": following}
    else:
        body = plain(result)
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/json", headers=headers)


def _next(request: HttpRequest, older: str) -> str | None:
    """The same address, further on."""
    if not older:
        return None
    said = {name: value for name, value in request.GET.dict().items() if name != "after"} | {"after": older}
    return f"{request.path}?{urlencode(said)}"
