"""How long things are kept: the shipped periods, the limits nobody can set aside, and two people for a change."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.support.clockwork import let_time_pass
from watchward.partners.actions.invitations import invite
from watchward.partners.models import Invitation, Periods, StatedPurpose
from watchward.partners.periods import DEFAULT
from watchward.partners.queries.periods import periods_of

NOW = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def propose(town, **values) -> Periods:
    return Periods.everywhere.create(
        partnership=town.partnership, proposed_at=NOW, proposed_by=town.cora, **values
    )  # fmt: skip


def test_without_a_decision_the_shipped_periods_are_in_force(town):
    assert periods_of(town.partnership.pk) == DEFAULT


def test_only_what_a_second_person_agreed_to_is_in_force(town):
    row = propose(town, report_days=200)
    assert periods_of(town.partnership.pk).report_days == 365
    row.agreed_at, row.agreed_by = NOW, town.ada
    row.save()
    assert periods_of(town.partnership.pk).report_days == 200
    assert periods_of(town.other.partnership.pk) == DEFAULT


def test_nobody_agrees_to_their_own_proposal(town):
    row = propose(town)
    row.agreed_at, row.agreed_by = NOW, town.cora
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("R-05: refusals are kept six months", {"report_days": 183}),
        ("R-08", {"report_days": 1097}),
        ("R-01: at most twelve months without a new incident", {"subject_months": 13}),
        ("P-03: an unknown subject one to six months", {"unknown_months": 7}),
        ("P-03", {"unknown_months": 0}),
        ("R-07", {"footage_days": 93}),
    ],
)
def test_no_partnership_goes_beyond_the_limits(town, rule, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        propose(town, **values)


def test_an_invitation_is_forgotten_90_days_after_its_link_died_s_06(town):
    cora = town.actor(town.cora)
    old, young = (
        invite(actor=cora, email=f"{name}@example.org", name=f"{name} (generated)", role="board-member")
        for name in ("old", "young")
    )
    Invitation.everywhere.filter(pk=old.pk).update(expires_at=NOW - timedelta(days=91))
    Invitation.everywhere.filter(pk=young.pk).update(expires_at=NOW - timedelta(days=89))
    let_time_pass(NOW)
    assert [one.ref for one in Invitation.everywhere.all()] == [young.ref]


def test_why_somebody_looked_is_forgotten_after_400_days_g_12(town):
    old, young = (
        StatedPurpose.everywhere.create(
            partnership=town.partnership, kind="report", words="why", given_at=NOW - timedelta(days=days),
            given_by=town.cora,
        )
        for days in (401, 399)
    )  # fmt: skip
    let_time_pass(NOW)
    assert list(StatedPurpose.everywhere.all()) == [young]
    assert old != young
