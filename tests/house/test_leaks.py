"""B4, the other half: nobody of another town reads a word of this one, whatever their role and whatever they ask."""

import pytest

from tests.house.test_access import address_of, addresses, client_of, let_go, read_table
from tests.house.test_access_api import ask, name_of
from tests.house.things import make_cast, make_things, missing_ones
from tests.support.programs import program
from watchward.api import resources
from watchward.api.registry import OPERATIONS
from watchward.partners.models import Account
from watchward.records.models import Event

assert resources  # they fill the registry
pytestmark = [pytest.mark.django_db, pytest.mark.looks]

# Whatever belongs to Borrowmarket carries one of these: every name, address and letter of the town, and what was said.
OURS = ("Borrowmarket", "borrowmarket.example", "Red Cap", "Took two cakes")
ROLES = (
    "neighbour", "guard", "manager", "coordinator", "board", "police", "cctv", "council", "safety", "protection",
)  # fmt: skip
WITH_A_LINK = {"join", "join_accept", "letters_stop"}  # a signed link is for whoever holds its letter
SAMPLES = {"gallery"}  # the page of components shows sample words, the same for everybody
LISTS_NOBODY = {"account_reset_password_from_key"}


def strangers(town) -> dict[str, Account]:
    """Farstead with somebody in every role; their accounts have never been in Borrowmarket."""
    theirs = make_cast(town.other)
    return {role: account for role in ROLES if (account := theirs[role]) is not None}


@pytest.mark.parametrize("role", ROLES)
def test_the_next_town_reads_no_word_of_ours_at_any_address(town, role):
    things = make_things(town)
    client = client_of(strangers(town)[role])
    leaks, differs = [], []
    table, missing = read_table(), missing_ones(things)
    for name, pattern in sorted(addresses().items()):
        if name in WITH_A_LINK | SAMPLES:
            continue
        answer = client.get(address_of(name, pattern, things))
        words = body_of(answer)
        leaks += [f"{name} says {one}" for one in OURS if one in words]
        if pattern.pattern.converters and name not in LISTS_NOBODY:
            absent = client.get(address_of(name, pattern, missing))
            let_go(absent)
            if answer.status_code != absent.status_code:
                differs.append(f"{name}: {answer.status_code} for ours, {absent.status_code} for nothing")
    assert leaks == []
    assert differs == []
    assert table


@pytest.mark.parametrize("role", ["coordinator", "police", "protection"])
def test_no_program_of_the_next_town_reads_a_word_of_ours_whatever_it_asks(town, role):
    things, key = make_things(town), program(strangers(town)[role])
    answers = {name_of(one): ask(key, one, things) for one in OPERATIONS}
    leaks = [f"{name} says {one}" for name, answer in answers.items() for one in OURS if one in body_of(answer)]
    assert leaks == []
    assert answers["POST /search"].status_code == 200


def body_of(answer) -> str:
    """The text of an answer, streamed files included."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    let_go(answer)
    return content.decode("utf-8", "replace") + str(answer.headers)


def test_a_walk_through_every_address_writes_nothing_into_the_ledger_of_ours(town):
    things = make_things(town)
    here = Event.everywhere.filter(partnership_id=town.partnership.pk)
    before, client = here.count(), client_of(strangers(town)["police"])
    for name, pattern in sorted(addresses().items()):
        if name not in WITH_A_LINK:
            let_go(client.get(address_of(name, pattern, things)))
    assert here.count() == before
