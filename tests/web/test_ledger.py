"""The ledger on the web: in plain words, in part for the board, and checked on request."""

import pytest
from django.urls import reverse

from tests.support.signing_in import signed_in
from watchward.partners.actions.register import add_zone
from watchward.partners.queries.ledger import LedgerFilter, newest_events
from watchward.records.models import Event


@pytest.mark.parametrize(
    ("role", "names"), [("coordinator", True), ("data-protection-lead", True), ("board-member", False)]
)
def test_g12_the_board_reads_the_ledger_in_part_and_the_office_with_names(town, role, names):
    reader = town.person("Rita", role)
    town.report(by=town.ada)
    page = signed_in(reader).get(reverse("ledger")).content.decode()
    assert "Sent a report" in page
    assert ("Ada (generated)" in page) is names
    assert ("You see the ledger in part." in page) is not names


def test_members_and_police_cannot_read_the_ledger(town):
    officer = town.person("Paul", "police-officer")
    for account in (town.ada, officer):
        assert signed_in(account).get(reverse("ledger")).status_code == 403


def test_no_town_reads_the_ledger_of_the_next(town):
    report = town.report(by=town.ada)
    assert report.ref not in signed_in(town.dev).get(reverse("ledger")).content.decode()


def test_filters_find_what_was_done_by_whom_and_about_what(town):
    mine, theirs = town.report(by=town.ada), town.report(by=town.bilal)
    client = signed_in(town.cora)

    def table(query):
        return (
            client.get(f"{reverse('ledger')}?{query}").content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
        )

    assert mine.ref in table(f"about={mine.ref.lower()}")
    assert theirs.ref not in table(f"about={mine.ref}")
    assert theirs.ref not in table(f"account={town.ada.ref}")
    assert mine.ref in table("kind=report.submitted")
    assert client.get(f"{reverse('ledger')}?kind=nothing.here").status_code == 200
    assert client.get(f"{reverse('ledger')}?account=A-0000000000").status_code == 404


def test_a_check_of_the_chain_is_itself_an_event(town):
    town.report(by=town.ada)
    client = signed_in(town.cora)
    answer = client.post(reverse("ledger_verify"), follow=True)
    assert "Every row stands as it was written." in answer.content.decode()
    assert Event.everywhere.get(kind="ledger.verified").detail == {"rows": 1, "bad_row": 0}
    assert "The chain was whole at the last check." in client.get(reverse("ledger")).content.decode()
    assert signed_in(town.ada).post(reverse("ledger_verify")).status_code == 403


def test_a_search_by_kind_looks_through_so_many_rows_says_so_and_goes_on_from_there(town):
    cora = town.actor(town.cora)
    add_zone(actor=cora, name="Docks")
    for _ in range(3):
        town.report(by=town.ada)
    zones = LedgerFilter(kind="zone.added")
    first = newest_events(cora, narrow=zones, searched=2)
    assert first.rows == []
    assert first.older == first.searched_back_to == 3
    then = newest_events(cora, narrow=zones, searched=2, before=first.older)
    assert [row.seq for row in then.rows] == [1]
    assert (then.older, then.searched_back_to) == (0, 0)
    assert newest_events(cora, searched=2).searched_back_to == 0


def test_a_search_that_stopped_early_offers_to_go_further_back(town, monkeypatch):
    add_zone(actor=town.actor(town.cora), name="Docks")
    for _ in range(3):
        town.report(by=town.ada)
    monkeypatch.setitem(newest_events.__kwdefaults__, "searched", 2)
    client = signed_in(town.cora)
    page = client.get(f"{reverse('ledger')}?kind=zone.added").content.decode()
    assert "Nothing matches back to row 3." in page
    assert "No row fits." not in page
    further = client.get(f"{reverse('ledger')}?kind=zone.added&before=3").content.decode()
    assert "Added a zone" in further.partition("<tbody>")[2].partition("</tbody>")[0]
