"""Every operation of the API by every sort of key: what answers is what the table says (B4, the programs' half)."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.house.api_bodies import body_of, query_of
from tests.house.things import api_kind_of, api_value_of, make_things, missing_ones
from tests.support.pictures import jpeg
from tests.support.programs import Program, forged, program
from watchward.api import resources
from watchward.api.registry import OPERATIONS, Operation
from watchward.partners.actions.accounts import suspend_membership
from watchward.partners.models import Membership
from watchward.policy import Permission
from watchward.records.models import Event

TABLE = Path(__file__).with_name("access_api.txt")
assert resources  # they fill the registry
COLUMNS = (
    "no key", "worker", "neighbour", "manager", "suspended", "coordinator", "figures only", "police", "protection",
    "next town",
)  # fmt: skip
NEVER_MINE = ("neighbour", "next town")


def name_of(one: Operation) -> str:
    return f"{one.method} {one.path}"


def read_table() -> dict[str, list[str]]:
    rows = {}
    for line in TABLE.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            method, path, *answers = line.split()
            rows[f"{method} {path}"] = answers
    return rows


def make_programs(town) -> dict[str, Program]:
    """One program for each sort of key; the worker's was written past the rules, since workers get none."""
    suspended = town.person("Stu", "store-manager", town.bakery)
    keys = {
        "no key": Program(""),
        "worker": forged(town.ada),
        "neighbour": program(town.person("Noor", "store-manager", town.pharmacy)),
        "manager": program(town.person("Mia", "store-manager", town.bakery)),
        "suspended": program(suspended),
        "coordinator": program(town.cora),
        "figures only": program(town.cora, [Permission.FIGURES_ALL], name="Screen"),
        "police": program(town.person("Pat", "police-officer")),
        "protection": program(town.person("Dot", "data-protection-lead")),
        "next town": program(town.dev),
    }
    suspend_membership(actor=town.actor(town.cora), membership_ref=Membership.everywhere.get(account=suspended).ref)
    return keys


def address_of(one: Operation, things: dict[str, str]) -> str:
    path = one.path
    for parameter in one.parameters:
        path = path.replace(f"{{{parameter}}}", api_value_of(one.path, parameter, things), 1)
    return path


def ask(key: Program, one: Operation, things: dict[str, str], body=None):
    """One real request, undone afterwards, so that each finds the town as it was."""
    path, body = address_of(one, things), body if body is not None else body_of(one, things)
    with transaction.atomic():
        if one.method == "GET":
            answer = key.get(path, **query_of(one, things))
        elif one.files == "one" or (one.files and one.body is None):
            name, content = ("log.csv", b"date,what,where\n") if one.files == "one" else ("b.jpg", jpeg())
            answer = key.upload(path, SimpleUploadedFile(name, content), data=body)
        else:
            idempotency = "0f5b1d3e-6a0c-4f0e-8f60-0d1f5c1f9a11" if one.key else ""
            answer = key.send(path, body, method=one.method.lower(), key=idempotency)
        transaction.set_rollback(True)
    return answer


def test_every_operation_stands_in_the_table_and_the_table_names_no_other():
    assert sorted(read_table()) == sorted(map(name_of, OPERATIONS))


@pytest.mark.slow
@pytest.mark.django_db
def test_every_sort_of_key_gets_from_every_operation_what_the_table_says(town):
    things, table = make_things(town), read_table()
    differences = []
    for column, (who, key) in enumerate(make_programs(town).items()):
        for one in OPERATIONS:
            answer = ask(key, one, things)
            said = table[name_of(one)][column]
            if str(answer.status_code) != said:
                differences.append(f"{name_of(one)} for {who}: {answer.status_code}, the table says {said}")
    assert differences == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("who", NEVER_MINE)
def test_no_program_can_tell_the_hidden_from_the_missing(town, who):
    things, table = make_things(town), read_table()
    missing, key = missing_ones(things), make_programs(town)[who]
    held = 0
    for one in OPERATIONS:
        if one.parameters and table[name_of(one)][COLUMNS.index(who)] == "404":
            hidden, absent = ask(key, one, things), ask(key, one, missing, body_of(one, things))
            assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content), name_of(one)
            held += 1
    assert held > 10


@pytest.mark.slow
@pytest.mark.django_db
def test_a_reference_spliced_into_a_body_or_behind_an_own_one_is_as_good_as_missing(town):
    """Authorise one thing, act on another: the newest form of an old hole."""
    ours, theirs = make_things(town), make_things(town.other)
    missing, key = missing_ones(theirs), make_programs(town)["coordinator"]
    here = Event.everywhere.filter(partnership_id=town.other.partnership.pk).count()
    held = 0
    for one in OPERATIONS:
        for name in one.parameters[1:]:
            kind = api_kind_of(one.path, name)
            answers = [ask(key, one, ours | {kind: other[kind]}) for other in (theirs, missing)]
            assert answers[0].status_code == 404, name_of(one)
            assert answers[0].content == answers[1].content, name_of(one)
            held += 1
        said = body_of(one, ours)
        for field in [name for name in (said or {}) if isinstance(said[name], str) and is_ref(said[name])]:
            foreign, absent = (
                ask(key, one, ours, said | {field: body_of(one, other)[field]}) for other in (theirs, missing)
            )
            assert 400 <= foreign.status_code < 500, (name_of(one), field)
            assert foreign.status_code == absent.status_code, (name_of(one), field)
            assert without_refs(foreign) == without_refs(absent), (name_of(one), field)
            held += 1
    assert held >= 3
    assert Event.everywhere.filter(partnership_id=town.other.partnership.pk).count() == here


def is_ref(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{1,3}-[0-9A-Z]{10}", text))


def without_refs(answer) -> bytes:
    """An answer may repeat the reference that was sent."""
    return re.sub(rb"[A-Z]{1,3}-[0-9A-Z]{10}", b"*", answer.content)
