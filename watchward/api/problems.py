"""Refusals and failures as RFC 9457 says them: one shape, a type that is documented, the words of the house."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from watchward.api.reading import Unreadable, Wrong
from watchward.collect.actions.reports import SentDifferently
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.vault import DiskFull, TooLarge
from watchward.policy import TooManyLooks

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its name in `type`, its status, its title, and what a program does about it."""

    id: str
    status: int
    title: str
    todo: str


NO_KEY = Kind("no-key", 401, "No valid key", "Send `Authorization: Bearer …` with a key that is in force.")
NOT_PERMITTED = Kind("not-permitted", 403, "Not permitted", "The text says why. Asking again changes nothing.")
NOT_FOUND = Kind("not-found", 404, "Not found", "Absent and forbidden things answer alike, byte for byte.")
NOT_A_METHOD = Kind("not-a-method", 405, "Not done that way", "`Allow` names the methods that this address takes.")
UNREADABLE = Kind("unreadable", 400, "Not understood", "`errors` names each place and what to send there.")
TOO_LARGE = Kind("too-large", 413, "Too large", "Send less at once.")
NOT_JSON = Kind("not-json", 415, "Wrong type of content", "Send `application/json`, or the type that is documented.")
REFUSED = Kind("refused", 422, "That did not work", "The text says what to change. Nothing was changed meanwhile.")
SENT_DIFFERENTLY = Kind(
    "sent-differently", 422, "This key was used for something else",
    "One `Idempotency-Key` belongs to one body. Make a new key for a new report.",
)  # fmt: skip
TOO_MANY = Kind("too-many", 429, "Too many requests", "Wait for as many seconds as `Retry-After` says.")
ENOUGH_LOOKS = Kind(
    "enough-looks", 429, "Enough for today",
    "Looking at people and pictures is paused for this account until tomorrow. Reporting is not.",
)  # fmt: skip
BROKEN = Kind("broken", 500, "Something broke on our side", "Try again later; tell your coordinator the reference.")
DISK_FULL = Kind("disk-full", 507, "Nothing was saved", "Keep what you have and try again later.")
KINDS = (
    UNREADABLE, NO_KEY, NOT_PERMITTED, NOT_FOUND, NOT_A_METHOD, TOO_LARGE, NOT_JSON, REFUSED, SENT_DIFFERENTLY,
    TOO_MANY, ENOUGH_LOOKS, BROKEN, DISK_FULL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong (RFC 9457): `type` leads to its explanation, `detail` is for the person behind the program."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[Wrong, ...] = ()
    reference: str = ""


class Stop(Exception):  # noqa: N818 (an answer, not a failure)
    """End the request here with this problem."""

    def __init__(self, kind: Kind, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.kind, self.headers = kind, {name.replace("_", "-"): value for name, value in headers.items()}


def problem(
    kind: Kind, detail: str, *, errors: Sequence[Wrong] = (), reference: str = "", headers: dict[str, str] | None = None
) -> HttpResponse:
    """The answer for one problem; what it has nothing to say about is left out."""
    body: dict[str, Any] = {
        "type": f"/api/#problem-{kind.id}", "title": kind.title, "status": kind.status, "detail": detail,
    }  # fmt: skip
    if errors:
        body["errors"] = [{"pointer": one.pointer, "detail": one.detail} for one in errors]
    if reference:
        body["reference"] = reference
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=kind.status, content_type=MEDIA_TYPE, headers=headers)


UNPLACED = "What was sent could not be read. Check how the parts are put together."
OVER = "The body is larger than this address takes. Send less at once."
KIND_OF: tuple[tuple[type[Exception], Kind, str], ...] = (  # the first that fits; the framework's get words of ours
    (NotFound, NOT_FOUND, ""),
    (TooManyLooks, ENOUGH_LOOKS, ""),
    (NotPermitted, NOT_PERMITTED, ""),
    (DiskFull, DISK_FULL, ""),
    (TooLarge, TOO_LARGE, ""),
    (SentDifferently, SENT_DIFFERENTLY, ""),
    (Refused, REFUSED, ""),
    (RequestDataTooBig, TOO_LARGE, OVER),
    (SuspiciousOperation, UNREADABLE, UNPLACED),
    (MultiPartParserError, UNREADABLE, UNPLACED),
    (UnreadablePostError, UNREADABLE, UNPLACED),
)


def problem_of(trouble: Exception) -> HttpResponse:
    """The answer for whatever an operation raised. What was not foreseen leaves a trace in the log, and no more."""
    if isinstance(trouble, Stop):
        return problem(trouble.kind, str(trouble), headers=trouble.headers)
    if isinstance(trouble, Unreadable):
        return problem(UNREADABLE, str(trouble), errors=trouble.wrongs)
    for type_of_trouble, kind, words in KIND_OF:
        if isinstance(trouble, type_of_trouble):
            return problem(kind, words or str(trouble))
    reference = token_hex(4)
    log.error("Unexpected failure %s", reference, exc_info=trouble)
    return problem(BROKEN, "What you asked for was not finished.", reference=reference)
