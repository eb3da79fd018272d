"""`watchward setup`: a real partnership from the command line, by options or by questions."""

import pytest
from click.testing import CliRunner

from watchward.cli import cli
from watchward.cli import setup as command
from watchward.partners.models import Account, Invitation, Organisation, Partnership
from watchward.partners.queries.invitations import invitation_behind
from watchward.records.models import Event

FULL = [
    "setup", "--name", "Quayside BCRP", "--coordinator-name", "Cora Lane",
    "--coordinator-email", "cora@quayside.example",
    "--yes",
]  # fmt: skip
GOOD = "Organisation,Premises,Sector,Contact name,Contact email\nCheese Ltd,Cheesemonger,food,Cy,cy@cheese.example\n"
BAD = "Organisation,Premises,Sector\nCheese Ltd,Cheesemonger,castle\n"


@pytest.fixture
def run(db, monkeypatch, settings):
    """The command, on the test's own database, which stands already."""
    settings.DEMO = False
    prepared = []
    monkeypatch.setattr(command, "prepare_database", lambda: prepared.append(True))

    def running(*args, **how):
        result = CliRunner().invoke(cli, list(args), **how)
        assert prepared or result.exit_code
        return result

    return running


def link_in(output: str) -> str:
    return next(line.strip() for line in output.splitlines() if "/join/" in line)


def test_options_alone_make_a_partnership_and_print_a_link_that_opens_the_seat(run, mailoutbox):
    result = run(*FULL)
    assert result.exit_code == 0, result.output
    made = Partnership.everywhere.get()
    assert (made.name, made.time_zone) == ("Quayside BCRP", "Europe/London")
    token = link_in(result.output).rstrip("/").rpartition("/")[2]
    assert invitation_behind(token) == Invitation.everywhere.get()
    assert [letter.to for letter in mailoutbox] == [["cora@quayside.example"]]
    assert link_in(result.output) in mailoutbox[0].body


def test_a_second_run_says_that_it_exists_changes_nothing_and_repeats_the_link(run):
    first = run(*FULL)
    rows = Event.everywhere.count()
    again = run(*FULL)
    assert again.exit_code == 0
    assert "exists already" in again.output
    assert link_in(again.output) == link_in(first.output)
    assert (Partnership.everywhere.count(), Event.everywhere.count()) == (1, rows)


def test_a_second_run_can_still_make_the_operator_who_was_forgotten(run):
    run(*FULL)
    again = run(*FULL, "--operator-email", "olga@quayside.example")
    assert again.exit_code == 0, again.output
    assert "olga@quayside.example chooses a password" in again.output
    assert Account.everywhere.get(email="olga@quayside.example").is_operator


def test_questions_are_asked_for_what_the_options_leave_out(run):
    answers = "Quayside BCRP\n\n\nQuays\n\n\nCora Lane\ncora@quayside.example\n"
    result = run("setup", input=answers)
    assert result.exit_code == 0, result.output
    made = Partnership.everywhere.get()
    assert [zone.name for zone in made.zones.all()] == ["Quays"]
    assert made.jurisdiction == "E&W"


def test_yes_without_a_coordinator_is_not_understood(run):
    result = run("setup", "--name", "Quayside BCRP", "--yes")
    assert result.exit_code == 2
    assert "--coordinator-name is missing" in result.output
    assert not Partnership.everywhere.exists()


def test_setup_refuses_in_the_demonstration(run, settings):
    settings.DEMO = True
    result = run(*FULL)
    assert result.exit_code == 1
    assert "demonstration" in result.output
    assert not Partnership.everywhere.exists()


def test_members_come_along_and_are_invited(run, tmp_path, mailoutbox):
    path = tmp_path / "members.csv"
    path.write_text(GOOD)
    result = run(*FULL, "--members", str(path))
    assert result.exit_code == 0, result.output
    assert "Imported: 1 member, 1 premises, 1 invitation." in result.output
    assert Organisation.everywhere.get().name == "Cheese Ltd"
    assert sorted(letter.to[0] for letter in mailoutbox) == ["cora@quayside.example", "cy@cheese.example"]


def test_a_list_with_errors_names_the_rows_and_leaves_nothing_half_made(run, tmp_path, mailoutbox):
    path = tmp_path / "members.csv"
    path.write_text(BAD)
    result = run(*FULL, "--members", str(path))
    assert result.exit_code == 1
    assert "row 2, Sector" in result.output
    assert not Partnership.everywhere.exists()
    assert mailoutbox == []


def test_a_file_that_is_no_table_leaves_nothing_half_made(run, tmp_path):
    path = tmp_path / "members.csv"
    path.write_text("Just words\n")
    result = run(*FULL, "--members", str(path))
    assert result.exit_code == 1
    assert "Nothing was made" in result.output
    assert not Partnership.everywhere.exists()


def test_an_operator_account_is_made_when_asked_and_sees_no_people(run):
    result = run(*FULL, "--operator-email", "olga@instance.example")
    assert result.exit_code == 0, result.output
    assert "sees no people" in result.output
    assert Account.everywhere.get().is_operator


def test_a_wrong_time_zone_is_refused_in_words(run):
    result = run(*FULL, "--time-zone", "Mars/Base")
    assert result.exit_code == 1
    assert "no time zone" in result.output


def test_that_the_address_is_unset_is_said_before_the_link_that_stands_on_it(run, monkeypatch):
    monkeypatch.delenv("WATCHWARD_URL", raising=False)
    said = run(*FULL).output
    assert said.index("WATCHWARD_URL is not set") < said.index("/join/")


def test_nothing_is_said_of_an_address_that_is_set(run, monkeypatch):
    monkeypatch.setenv("WATCHWARD_URL", "https://quayside.example")
    assert "WATCHWARD_URL is not set" not in run(*FULL).output
