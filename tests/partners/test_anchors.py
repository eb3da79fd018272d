"""The head of the ledger leaves the house each day (G-12): what only that shows, and what goes out without it."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.core import mail
from django.db import connection
from django.utils import timezone

from tests.support.flush import triggers_lifted
from tools.check_ledger import main as check_elsewhere
from watchward.cli import cli
from watchward.cli.verify_ledger import heads_in
from watchward.kit.errors import NotPermitted
from watchward.partners.actions.anchors import anchor_ledgers
from watchward.partners.actions.looks import SafeguardsSaid, set_safeguards
from watchward.policy import operator_at_console
from watchward.records.ledger import digest_of, verify
from watchward.records.models import Chain, Delivery, Event
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def kept(town):
    """The chair and the lead keep the head of a ledger with a report in it; the line that both received."""
    set_safeguards(
        actor=town.actor(town.cora), said=SafeguardsSaid(90, "chair@example.org", "lead@example.org")
    )  # fmt: skip
    town.report(by=town.ada)
    assert anchor_ledgers(actor=operator_at_console(), now=timezone.now()) == 1
    work_once(SUBSCRIBERS)
    (line,) = set(heads_in(mail.outbox[0].body))
    return line


def rewrite_everything(partnership_id: int) -> None:
    """The hand that owns the database: change one row, then make the whole chain fit itself again."""
    with triggers_lifted(connection):
        previous = "0" * 64
        for event in Event.everywhere.filter(partnership_id=partnership_id).order_by("seq"):
            if event.kind == "report.submitted":
                event.account_id += 1
            event.previous = previous
            event.digest = previous = digest_of(event)
            event.save()
        Chain.everywhere.filter(partnership_id=partnership_id).update(head=previous)


def test_two_people_get_the_head_and_nothing_about_anybody(town, kept):
    assert [one.to for one in mail.outbox] == [["chair@example.org"], ["lead@example.org"]]
    event = Event.everywhere.get(kind="ledger.anchored")
    assert kept == (town.partnership.ref, event.seq - 1, event.previous)
    assert "Ada" not in mail.outbox[0].body
    assert event.detail == {"seq": event.seq - 1, "head": event.previous}


def test_it_goes_once_a_day_and_only_where_two_are_named(town, kept):
    now = timezone.now()
    assert anchor_ledgers(actor=operator_at_console(), now=now) == 0
    assert anchor_ledgers(actor=operator_at_console(), now=now + timedelta(days=1)) == 1
    assert not Event.everywhere.filter(kind="ledger.anchored", partnership_id=town.other.partnership.pk).exists()


def test_only_the_worker_sends_it(town):
    with pytest.raises(NotPermitted):
        anchor_ledgers(actor=town.actor(town.cora), now=NOON)


def test_a_chain_that_was_rewritten_whole_fits_itself_and_only_the_kept_head_shows_it(town, kept):
    head = f"{kept[0]} {kept[1]}:{kept[2]}"
    assert CliRunner().invoke(cli, ["verify-ledger", "--anchors", head]).exit_code == 0
    rewrite_everything(town.partnership.pk)
    assert verify(town.partnership.pk) is None
    alone = CliRunner().invoke(cli, ["verify-ledger"])
    assert (alone.exit_code, "all whole" in alone.output) == (0, True), "without the head nothing shows"
    answer = CliRunner().invoke(cli, ["verify-ledger", "--anchors", head])
    assert answer.exit_code == 1
    assert "DOES NOT FIT the head that was kept" in answer.output


def test_a_chain_that_was_cut_and_closed_again_does_not_reach_the_kept_head(town, kept):
    with triggers_lifted(connection):
        cut = Event.everywhere.filter(partnership_id=town.partnership.pk, seq__gte=kept[1])
        Delivery.everywhere.filter(event__in=cut).delete()
        cut.delete()
        last = Event.everywhere.filter(partnership_id=town.partnership.pk).latest("seq")
        Chain.everywhere.filter(partnership_id=town.partnership.pk).update(seq=last.seq, head=last.digest)
    assert verify(town.partnership.pk) is None
    answer = CliRunner().invoke(cli, ["verify-ledger", "--anchors", f"{kept[0]} {kept[1]}:{kept[2]}"])
    assert "no longer reaches it" in answer.output


def test_heads_are_read_out_of_a_file_of_letters_and_nonsense_is_said_so(town, kept, tmp_path):
    letters = tmp_path / "letters.txt"
    letters.write_text(f"> {mail.outbox[0].body}\n")
    answer = CliRunner().invoke(cli, ["verify-ledger", "--anchors", str(letters)])
    assert answer.exit_code == 0
    assert "all fit." in answer.output
    assert CliRunner().invoke(cli, ["verify-ledger", "--anchors", "1204:9f2c"]).exit_code == 1
    unknown = CliRunner().invoke(cli, ["verify-ledger", "--anchors", f"T-0000000000 1:{'0' * 64}"])
    assert "no such partnership" in unknown.output


def test_the_board_checks_the_ledger_on_a_computer_of_its_own(town, kept, tmp_path, capsys):
    ledger, letters = tmp_path / "ledger.jsonl", tmp_path / "letters.txt"
    letters.write_text(mail.outbox[0].body)

    def export_and_check() -> tuple[int, str]:
        made = CliRunner().invoke(cli, ["export-ledger", town.partnership.ref, str(ledger)])
        assert made.exit_code == 0, made.output
        capsys.readouterr()
        return check_elsewhere([str(ledger), str(letters)]), capsys.readouterr().out

    code, says = export_and_check()
    assert code == 0
    assert "all 1 heads that you kept fit" in says
    lines = ledger.read_text().splitlines()
    for name, broken in {
        "was changed": [lines[0].replace('"web"', '"api"'), *lines[1:]],
        "is missing": lines[1:],
        "ends at row": lines[: kept[1] - 1],
    }.items():
        ledger.write_text("\n".join(broken))
        assert check_elsewhere([str(ledger), str(letters)]) == 1
        assert name in capsys.readouterr().out
    rewrite_everything(town.partnership.pk)
    code, says = export_and_check()
    assert code == 1
    assert "the ledger was rewritten" in says
    letters.write_text("nothing kept")
    assert "proves little" in export_and_check()[1]


def test_an_export_of_nothing_says_so(town, tmp_path):
    answer = CliRunner().invoke(cli, ["export-ledger", "Nowhere", str(tmp_path / "x")])
    assert answer.exit_code == 1
    assert "no partnership" in answer.output
