"""The ledger on the web: in plain words, in part for the board, and checked on request."""

import pytest
from django.urls import reverse

from tests.support.signing_in import signed_in
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
