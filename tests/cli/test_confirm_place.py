"""`watchward confirm-place`."""

from datetime import timedelta

from click.testing import CliRunner
from django.utils import timezone

from watchward.cli import cli
from watchward.partners.models import Membership
from watchward.policy import Standing


def test_operator_brings_a_forgotten_coordinator_back(town):
    Membership.everywhere.filter(account=town.cora).update(joined_at=timezone.now() - timedelta(days=100))
    assert town.actor(town.cora).standing is Standing.SUSPENDED
    refused = CliRunner().invoke(cli, ["confirm-place", town.cora.email], input="n\n")
    assert refused.exit_code == 1
    done = CliRunner().invoke(cli, ["confirm-place", town.cora.email, "--yes"])
    assert done.exit_code == 0, done.output
    assert "1 place confirmed" in done.output
    assert town.actor(town.cora).standing is Standing.FULL


def test_operator_hears_in_one_sentence_that_nobody_has_that_address(town):
    answer = CliRunner().invoke(cli, ["confirm-place", "nobody@borrowmarket.example", "--yes"])
    assert answer.exit_code == 1
    assert "Nobody here signs in with that address." in answer.output
