"""The OpenAPI document, as a stranger reads it."""

import json

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.support.programs import strict, validator
from watchward.api import resources
from watchward.api.openapi import document
from watchward.api.registry import OPERATIONS, operation
from watchward.partners.rules.keys import scope_id
from watchward.policy import Permission

assert resources


def test_an_outside_validator_finds_nothing_wrong_with_the_document():
    served = Client().get("/api/openapi.json").json()
    assert served["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(served).validate()
    assert served == json.loads(json.dumps(document()))


def test_the_validator_does_find_what_is_wrong():
    broken = json.loads(json.dumps(document())) | {"paths": {}, "components": {}}
    assert not list(OpenAPIV31SpecValidator(broken).iter_errors())
    del broken["info"]["title"]
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


def test_every_operation_is_described_with_its_scopes_and_its_problems():
    for one in OPERATIONS:
        said = document()["paths"][one.path][one.method.lower()]
        assert said["summary"] == one.says
        assert said.get("x-scopes", []) == [scope_id(need) for need in one.needs]
        assert "401" in said["responses"]
        assert "429" in said["responses"]


def test_the_schemas_refuse_what_is_not_documented_and_take_what_is():
    schema = json.dumps({"$ref": "#/components/schemas/Written"})
    assert strict()
    assert not list(validator(schema).iter_errors({"ref": "C-1"}))
    assert list(validator(schema).iter_errors({"ref": "C-1", "secret": "x"}))
    assert list(validator(schema).iter_errors({}))


def test_an_operation_whose_address_and_parameters_disagree_cannot_be_registered():
    before = list(OPERATIONS)
    with pytest.raises(TypeError, match="do not agree"):

        @operation("GET", "/things/{ref}")
        def get_thing(call) -> None:
            """Nothing."""

    assert before == OPERATIONS


@pytest.mark.django_db
def test_the_page_for_people_names_every_operation_scope_and_problem():
    page = Client().get("/api/").content.decode()
    for one in OPERATIONS:
        assert f"{one.method} /api{one.path}" in page
    assert all(scope_id(one) in page for one in (Permission.REPORT_SUBMIT, Permission.REPORT_GRADE))
    assert "problem-too-many" in page
    assert "//cdn" not in page
