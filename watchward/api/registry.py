"""Every operation of the API: one function, with what it needs, takes and gives. All else comes from here."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from re import findall
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from watchward.api.shapes import first_line
from watchward.partners.queries.keys import KeySeat
from watchward.policy import Actor, Permission

Row = TypeVar("Row")
Method = Literal["GET", "POST", "PUT", "DELETE"]
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Call:
    """One request: who asks, for which place, when, and what came along."""

    seat: KeySeat
    request: HttpRequest
    now: datetime
    idempotency_key: UUID | None = None
    files: "tuple[UploadedFile[bytes], ...]" = ()

    @property
    def actor(self) -> Actor:
        """The actor that every query and action is asked with."""
        return self.seat.actor


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list; `older` is the reference after which the next begins, empty on the last."""

    items: tuple[Row, ...]
    older: str = ""


@dataclass(frozen=True, slots=True)
class Answer(Generic[Row]):
    """A result with another status than the operation's usual one."""

    value: Row
    status: int


class Picture(bytes):
    """A JPEG that we drew ourselves."""


@dataclass(frozen=True, slots=True)
class Paged:
    """Where a list goes on, and how much of it comes at once."""

    after: Annotated[str, "The reference of the last row of the page before; `next` holds it."] = ""
    limit: Annotated[int, {"description": "How many rows.", "minimum": 1, "maximum": 200}] = 50


@dataclass(frozen=True)
class Operation:
    """What one method of one address does."""

    method: Method
    path: str
    run: Callable[..., Any]
    needs: tuple[Permission, ...]
    status: int
    tag: str
    files: Literal["", "one", "many"]
    key: Literal["", "may", "must"]  # whether `Idempotency-Key` counts
    query: Any = None
    body: Any = None
    gives: Any = None
    raises: tuple[int, ...] = ()
    parameters: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The id of the operation; stays the same when its address moves."""
        return self.run.__name__

    @property
    def says(self) -> str:
        """What it does, in one sentence."""
        return first_line(self.run)


OPERATIONS: list[Operation] = []


def operation(
    method: Method, path: str, *, needs: tuple[Permission, ...] = (), status: int = 200,
    files: Literal["", "one", "many"] = "", key: Literal["", "may", "must"] = "",
) -> Callable[[Function], Function]:  # fmt: skip
    """Put a function into the registry. Its parameters say what it takes, its return type what it gives.

    `call` comes first; then each name in braces of the path; `asked` is read from the address, `body` from the body.

    Args:  needs: a key must hold one of these. The query or action that is called asks again, and has the last word.
    """

    def add(run: Function) -> Function:
        hints = get_type_hints(run, include_extras=True)
        parameters = tuple(findall(r"\{(\w+)\}", path))
        known = {"call", "asked", "body", *parameters}
        if strange := set(inspect.signature(run).parameters) ^ (known & set(hints) | set(parameters) | {"call"}):
            raise TypeError(f"{run.__name__} and the address {path} do not agree about {sorted(strange)}.")
        if (hints["return"] is type(None)) != (status == HTTPStatus.NO_CONTENT):
            raise TypeError(
                f"{run.__name__} gives {hints['return']} with {status}; 204 and nothing else goes with None."
            )
        OPERATIONS.append(
            Operation(
                method=method,
                path=path,
                run=run,
                needs=needs,
                status=status,
                tag=run.__module__.rpartition(".")[2],
                files=files,
                key=key,
                query=hints.get("asked"),
                body=hints.get("body"),
                gives=_given(hints["return"]),
                parameters=parameters,
            )
        )
        return run

    return add


def _given(kind: Any) -> Any:
    """The type of the result, whatever status it comes with."""
    return get_args(kind)[0] if get_origin(kind) is Answer else kind


def addresses() -> dict[str, dict[str, Operation]]:
    """Path -> method -> operation, in the order of the registry."""
    found: dict[str, dict[str, Operation]] = {}
    for one in OPERATIONS:
        found.setdefault(one.path, {})[one.method] = one
    return found
