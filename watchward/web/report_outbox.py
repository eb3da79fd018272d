"""Reports that waited on a device without a network: sealed there, opened here, then received like any other."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchward.collect.files import Upload
from watchward.kit.errors import Refused
from watchward.kit.sealed import CannotUnseal
from watchward.partners.queries.actors import Seat
from watchward.policy import Standing
from watchward.web.access import take_seats
from watchward.web.report import answer_json, receive
from watchward.web.report_keys import box, who_of

MOST_SEALED = 64_000_000  # the box is opened in memory
WORKER = Path(__file__).parent / "static" / "sw.js"
SIGN_IN = "Sign in again. The report is still on this device and is sent then."


@dataclass(slots=True)
class OpenedFile:
    """A file out of a box."""

    name: str | None
    content: bytes

    def chunks(self) -> Iterable[bytes]:
        """The content in one piece; it is in memory already."""
        return (self.content,)


@require_GET
@never_cache
def state(request: HttpRequest) -> JsonResponse:
    """A fresh token and whose reports may be sent now, for a page or worker that may be days old."""
    who = [who_of(seat.actor) for seat in _seats(request)]
    if not who:
        return JsonResponse({"problems": [["form", SIGN_IN]]}, status=HTTPStatus.UNAUTHORIZED)
    return JsonResponse({"csrf": get_token(request), "who": who})


@require_POST
def sealed(request: HttpRequest) -> HttpResponse:
    """Open one sealed report and take it in. Only an acknowledgement lets the device forget its copy."""
    seats = _seats(request)
    if not seats:
        return JsonResponse({"problems": [["form", SIGN_IN]]}, status=HTTPStatus.UNAUTHORIZED)
    try:
        who, said, uploads = _opened(request)
    except Refused as refusal:
        return _sorry(str(refusal))
    seat = next((one for one in seats if who_of(one.actor) == who), None)
    if seat is None:
        text = "Somebody else wrote this report on this device. It is sent when they sign in."
        return _sorry(text, HTTPStatus.CONFLICT)
    return answer_json(request, receive(seat, said, uploads, lenient=True))


@require_GET
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The service worker, from the root so that it may serve the form without a network."""
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript")
    answer["Service-Worker-Allowed"] = "/"
    answer["Cache-Control"] = "no-cache"
    return answer


def _seats(request: HttpRequest) -> list[Seat]:
    return [seat for seat in take_seats(request) if seat.standing.standing is not Standing.ADMISSION]


def _opened(request: HttpRequest) -> tuple[str, QueryDict, list[Upload]]:
    """Whose it is, the fields and the files."""
    upload = request.FILES.get("sealed")
    if upload is None or (upload.size or 0) > MOST_SEALED:
        raise CannotUnseal("What the device sent is no sealed report, or is too large.")
    plain = box().unseal(upload.read())
    broken = CannotUnseal("The sealed report was put together wrongly. Write it again.")
    try:
        length = int.from_bytes(plain[:4], "big")
        head: dict[str, Any] = json.loads(plain[4 : 4 + length])
        said = QueryDict(mutable=True)
        for name, value in head["fields"]:
            said.appendlist(str(name), str(value))
        uploads: list[Upload] = []
        at = 4 + length
        for one in head["files"]:
            size = int(one["size"])
            uploads.append(OpenedFile(str(one["name"]), plain[at : at + size]))
            at += size
        if at != len(plain):
            raise broken
        return str(head["who"]), said, uploads
    except (ValueError, KeyError, TypeError) as wrong:
        raise broken from wrong


def _sorry(text: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> JsonResponse:
    return JsonResponse({"problems": [["form", text]]}, status=status)
