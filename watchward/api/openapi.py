"""The OpenAPI 3.1 document, made from the registry: what is described is what is served."""

from functools import cache
from http import HTTPStatus
from typing import Any, get_args, get_origin

from watchward.api.problems import (
    BROKEN,
    MEDIA_TYPE,
    NO_KEY,
    NOT_FOUND,
    NOT_JSON,
    NOT_PERMITTED,
    REFUSED,
    TOO_LARGE,
    TOO_MANY,
    UNREADABLE,
    Kind,
    Problem,
)
from watchward.api.registry import Operation, Page, Picture, addresses
from watchward.api.shapes import Schemas, bare, has_default, hints_of
from watchward.partners.rules.keys import scope_id

VERSION = "1.0.0"  # the second number grows with additions; the first would with a change that breaks programs
ABOUT = (
    "Programs do here what people do on the pages, with the same permissions: a key belongs to one account in one "
    "partnership, holds the scopes it was made for, and never more than its account holds now. Every change and every "
    "look at a person is in the ledger under that account's name."
)


@cache
def document() -> dict[str, Any]:
    """The whole document, as plain data."""
    schemas = Schemas()
    schemas.of(Problem)
    paths = {
        path: {method.lower(): _operation(one, schemas) for method, one in methods.items()}
        for path, methods in addresses().items()
    }
    problem = schemas.components["Problem"]
    problem["required"] = ["type", "title", "status", "detail"]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Watchward", "version": VERSION, "description": ABOUT, "license": {
            "name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}},
        "servers": [{"url": "/api"}],
        "security": [{"key": []}],
        "tags": [{"name": one} for one in dict.fromkeys(op.tag for ops in addresses().values() for op in ops.values())],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "securitySchemes": {"key": {
                "type": "http", "scheme": "bearer",
                "description": "A key that a person made on the page “Keys for programs” of their account.",
            }},
        },
    }  # fmt: skip


def _operation(one: Operation, schemas: Schemas) -> dict[str, Any]:
    found: dict[str, Any] = {"operationId": one.name, "summary": one.says, "tags": [one.tag]}
    if one.needs:
        scopes = [scope_id(need) for need in one.needs]
        found["description"] = f"Needs {'one of the scopes' if len(scopes) > 1 else 'the scope'} {', '.join(scopes)}."
        found["x-scopes"] = scopes
    if parameters := _parameters(one, schemas):
        found["parameters"] = parameters
    if content := _content(one, schemas):
        found["requestBody"] = {"required": True, "content": content}
    found["responses"] = _responses(one, schemas)
    return found


def _parameters(one: Operation, schemas: Schemas) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in one.parameters
    ]
    if one.query is not None:
        for name, hint in hints_of(one.query).items():
            schema = schemas.of(hint, given=True)
            said = {"name": name, "in": "query", "required": not has_default(one.query, name), "schema": schema}
            found.append(said)
    if one.key:
        about = "A UUID made for this body. A repeat with the same one gets the first answer and makes nothing new."
        schema = {"type": "string", "format": "uuid"}
        found.append(
            {"name": "Idempotency-Key", "in": "header", "required": one.key == "must", "description": about,
             "schema": schema}
        )  # fmt: skip
    return found


def _content(one: Operation, schemas: Schemas) -> dict[str, Any]:
    content: dict[str, Any] = {}
    body = schemas.of(one.body, given=True) if one.body is not None else None
    if body is not None and one.files != "one":
        content["application/json"] = {"schema": body}
    if one.files:
        file: dict[str, Any] = {"type": "string", "contentMediaType": "application/octet-stream"}
        parts = {"file": {"type": "array", "items": file} if one.files == "many" else file}
        wanted = ["file"] if body is None or one.files == "one" else []
        if body is not None:
            parts, wanted = parts | {"data": body}, [*wanted, "data"]
        schema = {"type": "object", "properties": parts, "required": wanted}
        encoding = {"data": {"contentType": "application/json"}} if body is not None else {}
        content["multipart/form-data"] = {"schema": schema} | ({"encoding": encoding} if encoding else {})
    return content


def _responses(one: Operation, schemas: Schemas) -> dict[str, Any]:
    found: dict[str, Any] = {str(one.status): _success(one, schemas)}
    if one.key == "must":
        found["200"] = _success(one, schemas) | {"description": "The same body was sent before: the first answer."}
    for kind in _problems(one):
        found[str(kind.status)] = {
            "description": kind.title,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return dict(sorted(found.items()))


def _problems(one: Operation) -> list[Kind]:
    kinds = [UNREADABLE, NO_KEY, REFUSED, TOO_MANY, BROKEN]
    if one.needs:
        kinds.append(NOT_PERMITTED)
    if one.parameters or one.query is not None or one.body is not None:
        kinds.append(NOT_FOUND)
    if one.body is not None or one.files:
        kinds += [NOT_JSON, TOO_LARGE]
    return kinds


def _success(one: Operation, schemas: Schemas) -> dict[str, Any]:
    description = HTTPStatus(one.status).phrase
    kind, _notes = bare(one.gives)
    if kind is type(None):
        return {"description": description}
    if kind is Picture:
        return {"description": description, "content": {"image/jpeg": {}}}
    if get_origin(kind) is Page:
        schema = _page(get_args(kind)[0], schemas)
        link = {"description": "Where the list goes on (RFC 8288).", "schema": {"type": "string"}}
        return {
            "description": description, "headers": {"Link": link}, "content": {"application/json": {"schema": schema}},
        }  # fmt: skip
    return {"description": description, "content": {"application/json": {"schema": schemas.of(kind)}}}


def _page(row: Any, schemas: Schemas) -> dict[str, Any]:
    name = f"{row.__name__}Page"
    schemas.components[name] = {
        "type": "object",
        "description": "One page of a list; `next` is the address of the next, null on the last.",
        "properties": {
            "items": {"type": "array", "items": schemas.of(row)},
            "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["items", "next"],
    }
    return {"$ref": f"#/components/schemas/{name}"}
