"""A program that works with a key, and the answers it gets, held against the published document."""

import json
import re
from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import uuid4

from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from watchward.api import resources
from watchward.api.openapi import document
from watchward.partners.actions.keys import make_key
from watchward.partners.models import Account, ApiKey, Membership
from watchward.partners.queries.actors import seats_of
from watchward.partners.rules.keys import grantable, new_secret, scope_id
from watchward.policy import Permission

assert resources  # they fill the registry


class Program:
    """A key and a line; every answer is checked against the document unless it is not for JSON."""

    def __init__(self, secret: str, key: ApiKey | None = None) -> None:
        self.secret, self.key = secret, key
        self.client = Client()
        self.headers = {"authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, **asked: Any):
        return self._held("get", path, self.client.get(f"/api{path}", asked, headers=self.headers))

    def send(self, path: str, body: Any, *, method: str = "post", key: object = "", **headers: str):
        extra = {"idempotency-key": str(key)} if key else {}
        call = getattr(self.client, method)
        answer = call(
            f"/api{path}", json.dumps(body), content_type="application/json", headers=self.headers | extra | headers
        )
        return self._held(method, path, answer)

    def upload(self, path: str, *files: Any, data: Any = None, key: object = ""):
        extra = {"idempotency-key": str(key)} if key else {}
        parts = {"file": list(files)} | ({"data": json.dumps(data)} if data is not None else {})
        return self._held("post", path, self.client.post(f"/api{path}", parts, headers=self.headers | extra))

    def _held(self, method: str, path: str, answer: Any):
        check(method, path, answer)
        return answer


def program(account: Account, scopes: Collection[Permission] | None = None, *, name: str = "Till") -> Program:
    """A program with a key that this person made properly, for everything they may if nothing else is said."""
    actor = seats_of(account, has_second_factor=True, is_recently_confirmed=True)[0].actor
    key, secret = make_key(actor=actor, name=name, scopes=grantable(actor) if scopes is None else scopes, days=30)
    return Program(secret, key)


def forged(account: Account) -> Program:
    """A program whose key was written past the rules, for an account that may have none: with every scope there is."""
    from django.utils import timezone

    secret, now = new_secret(), timezone.now()
    key = ApiKey.everywhere.create(
        membership=Membership.everywhere.get(account=account), name=f"Forged {uuid4()}"[:60], prefix=secret.prefix,
        scopes=[scope_id(one) for one in Permission], secret_sha256=secret.sha256, made_at=now, made_by=account,
        expires_at=now + timezone.timedelta(days=1),
    )  # fmt: skip
    return Program(secret.text, key)


def check(method: str, path: str, answer: Any) -> None:
    """Hold one answer against the document: address, status, type of content, every field."""
    operation = operation_at(method, path)
    if operation is None:
        assert answer.status_code in {401, 404, 405, 429}, (path, answer.status_code)
        return
    said = operation["responses"].get(str(answer.status_code))
    assert said is not None, f"{method} {path} answered {answer.status_code}, which is not documented: {answer.content}"
    content = said.get("content", {})
    media = answer.get("Content-Type", "").split(";")[0]
    if not content:
        assert answer.content == b"", path
        return
    assert media in content, (path, media, list(content))
    if schema := content[media].get("schema"):
        errors = [f"{one.json_path}: {one.message}" for one in validator(json.dumps(schema)).iter_errors(answer.json())]
        assert errors == [], (method, path, errors[:5])


@cache
def strict() -> dict[str, Any]:
    """The document's schemas, with nothing allowed beyond what they name: a field that is sent is documented."""
    schemas = json.loads(json.dumps(document()["components"]["schemas"]))
    for schema in schemas.values():
        schema.setdefault("additionalProperties", False)
    return {"components": {"schemas": schemas}}


@cache
def validator(schema: str) -> Draft202012Validator:
    registry = Registry().with_resource("urn:api", Resource.from_contents(strict(), DRAFT202012))
    whole = json.loads(schema.replace('"#/', '"urn:api#/'))
    return Draft202012Validator(whole, registry=registry, format_checker=FormatChecker())


def operation_at(method: str, path: str) -> dict[str, Any] | None:
    """What the document says of a real address; a fixed part wins over one in braces."""
    path = path.partition("?")[0]
    fits = [
        template
        for template in document()["paths"]
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), path)
    ]
    if not fits:
        return None
    return document()["paths"][min(fits, key=lambda one: one.count("{"))].get(method)
