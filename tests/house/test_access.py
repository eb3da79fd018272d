"""Every address, every role: what answers is what the table says, and nothing tells the hidden from the missing."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.things import make_cast, make_things, missing_ones, value_of
from tests.support.signing_in import signed_in, with_purpose
from watchward.records.models import Event

TABLE = Path(__file__).with_name("access.txt")
COLUMNS = (
    "stranger", "worker", "neighbour", "guard", "manager", "coordinator", "board", "police", "cctv", "council",
    "safety", "protection", "operator", "next town",
)  # fmt: skip


def addresses() -> dict[str, URLPattern]:
    """Every named address that `urls.py` knows."""
    found: dict[str, URLPattern] = {}

    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns)
            else:
                found[pattern.name] = pattern

    walk(get_resolver().url_patterns)
    return found


def read_table() -> dict[str, list[str]]:
    rows = {}
    for line in TABLE.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            name, *answers = line.split()
            rows[name] = answers
    return rows


def client_of(account) -> Client:
    """A browser that came in through the whole sign-in, second step included, and said what it looks people up for."""
    client = with_purpose(signed_in(account), account) if account else Client()
    client.raise_request_exception = False
    return client


def address_of(name: str, pattern: URLPattern, things: dict[str, str]) -> str:
    wanted = list(pattern.pattern.converters)
    return reverse(name, kwargs={one: value_of(name, one, things) for one in wanted})


def test_every_address_stands_in_the_table_and_the_table_names_no_other():
    assert sorted(read_table()) == sorted(addresses())


@pytest.mark.slow
@pytest.mark.django_db
def test_every_role_gets_at_every_address_what_the_table_says(town):
    cast, things, table = make_cast(town), make_things(town), read_table()
    differences = []
    for column, who in enumerate(COLUMNS):
        client = client_of(cast[who])
        for name, pattern in sorted(addresses().items()):
            response = client.get(address_of(name, pattern, things))
            let_go(response)
            if str(response.status_code) != table[name][column]:
                differences.append(f"{name} for {who}: {response.status_code}, the table says {table[name][column]}")
    assert differences == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("who", ["next town", "neighbour"])
def test_others_cannot_tell_the_hidden_from_the_missing(town, who):
    things, table = make_things(town), read_table()
    missing = missing_ones(things)
    client = client_of(make_cast(town)[who])
    for name, pattern in sorted(addresses().items()):
        if not pattern.pattern.converters or table[name][COLUMNS.index(who)] != "404":
            continue
        for method in (client.get, client.post):
            hidden = method(address_of(name, pattern, things))
            absent = method(address_of(name, pattern, missing))
            assert hidden.status_code == absent.status_code, name
            assert plain(hidden.content) == plain(absent.content), name


@pytest.mark.slow
@pytest.mark.django_db
def test_the_next_town_changes_nothing_by_posting_to_any_address(town):
    things = make_things(town)
    here = Event.everywhere.filter(partnership_id=town.partnership.pk)
    before, client = here.count(), client_of(town.dev)
    # A link that stands for an invitation, or stops letters, is meant to be used by whoever holds it.
    skipped = {"join", "join_accept", "account_logout", "letters_stop"}
    for name, pattern in sorted(addresses().items()):
        if pattern.pattern.converters and name not in skipped:
            answer = client.post(address_of(name, pattern, things), {"text": "x", "name": "x"})
            assert answer.status_code in {200, 302, 401, 403, 404, 405, 422}, (name, answer.status_code)
    assert here.count() == before


def let_go(response) -> None:
    """Close the file behind an answer; `close()` would take the test's database with it."""
    for close in response._resource_closers:
        close()
    response._resource_closers.clear()


def plain(content: bytes) -> bytes:
    """A page without what differs on every request."""
    content = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", content)
    return re.sub(rb"X-CSRFToken[^}]*", b"", content)
