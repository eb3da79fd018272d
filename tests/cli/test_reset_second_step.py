"""`watchward reset-second-step`."""

from allauth.mfa.models import Authenticator
from click.testing import CliRunner

from watchward.cli import cli


def test_operator_resets_a_second_step_after_saying_that_it_is_them(town):
    Authenticator.objects.create(user=town.cora, type=Authenticator.Type.TOTP, data={})
    refused = CliRunner().invoke(cli, ["reset-second-step", town.cora.email], input="n\n")
    assert refused.exit_code == 1
    assert Authenticator.objects.count() == 1
    done = CliRunner().invoke(cli, ["reset-second-step", town.cora.email, "--yes"])
    assert done.exit_code == 0, done.output
    assert Authenticator.objects.count() == 0


def test_operator_hears_in_one_sentence_that_nobody_has_that_address(town):
    answer = CliRunner().invoke(cli, ["reset-second-step", "nobody@borrowmarket.example", "--yes"])
    assert answer.exit_code == 1
    assert "Nobody here signs in with that address." in answer.output
