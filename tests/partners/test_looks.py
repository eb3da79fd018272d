"""Lifting a pause and setting the safeguards, each within its limits."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.actions.looks import (
    CannotLiftPause,
    CannotSetSafeguards,
    SafeguardsSaid,
    lift_pause,
    set_safeguards,
)
from watchward.partners.models import Membership, Partnership
from watchward.partners.queries.looks import lookers_today
from watchward.policy import Remedy, Role, TooManyLooks
from watchward.policy.budgets import BUDGETS
from watchward.records.ledger import record_view
from watchward.records.models import Event, Tally

MOST = BUDGETS[Role.SHOP_WORKER].most_day


def ref_of(account) -> str:
    return Membership.everywhere.get(account=account).ref


def has_looked(town, account, times: int) -> None:
    Tally.everywhere.update_or_create(
        partnership_id=town.partnership.pk, account_id=account.pk, day=timezone.localdate(),
        defaults={"hour": 99, "in_hour": 0, "in_day": times},
    )  # fmt: skip


def look(town, account) -> None:
    record_view("report.viewed", actor=town.actor(account), ref="report/R-1")


def test_a_coordinator_lets_a_paused_worker_look_on_and_the_reason_stands_in_the_ledger(town):
    has_looked(town, town.ada, MOST)
    with pytest.raises(TooManyLooks):
        look(town, town.ada)
    (line,) = lookers_today(town.actor(town.cora))
    assert line.is_stopped
    lift_pause(actor=town.actor(town.cora), membership_ref=ref_of(town.ada), reason="hearing")
    look(town, town.ada)
    assert Event.everywhere.get(kind="membership.looks_allowed").detail == {"reason": "hearing", "more": MOST}


def test_nobody_lifts_their_own_pause_nor_without_a_reason_nor_in_another_town(town):
    has_looked(town, town.ada, MOST)
    has_looked(town, town.cora, 10)
    cora = town.actor(town.cora)
    with pytest.raises(CannotLiftPause, match="your own"):
        lift_pause(actor=cora, membership_ref=ref_of(town.cora), reason="queue")
    with pytest.raises(CannotLiftPause, match="reason"):
        lift_pause(actor=cora, membership_ref=ref_of(town.ada), reason="because")
    with pytest.raises(CannotLiftPause, match="not looked"):
        lift_pause(actor=cora, membership_ref=ref_of(town.bilal), reason="queue")
    with pytest.raises(NotFound):
        lift_pause(actor=town.actor(town.dev), membership_ref=ref_of(town.ada), reason="queue")
    with pytest.raises(NotPermitted):
        lift_pause(actor=town.actor(town.bilal), membership_ref=ref_of(town.ada), reason="queue")


def test_who_reads_about_looks_sees_the_most_first_and_only_their_own_town(town):
    has_looked(town, town.ada, 10)
    has_looked(town, town.bilal, 20)
    has_looked(town.other, town.other.ada, 30)
    lines = lookers_today(town.actor(town.cora))
    assert [(one.name, one.in_day) for one in lines] == [("Bilal (generated)", 20), ("Ada (generated)", 10)]
    with pytest.raises(NotPermitted):
        lookers_today(town.actor(town.ada))


def test_a_partnership_halves_a_budget_and_it_holds_from_the_next_look_on(town):
    has_looked(town, town.ada, MOST // 2)
    set_safeguards(actor=town.actor(town.cora), said=SafeguardsSaid(60, percents={"shop-worker": 50}))
    with pytest.raises(TooManyLooks):
        look(town, town.ada)
    event = Event.everywhere.get(kind="partnership.safeguards_set")
    assert event.detail == {"reconfirm_days": 60, "percents": {"shop-worker": 50}, "anchors_moved": False}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (SafeguardsSaid(93), "reconfirm_days"),
        (SafeguardsSaid(27), "reconfirm_days"),
        (SafeguardsSaid(90, percents={"guard": 201}), "percent_guard"),
        (SafeguardsSaid(90, percents={"guard": 49}), "percent_guard"),
        (SafeguardsSaid(90, percents={"instance-operator": 100}), "percents"),
        (SafeguardsSaid(90, "chair@example.org"), "anchor_second"),
        (SafeguardsSaid(90, "", "chair@example.org"), "anchor_first"),
        (SafeguardsSaid(90, "chair@example.org", "Chair@Example.org "), "anchor_second"),
        (SafeguardsSaid(90, "chair", "lead@example.org"), "anchor_first"),
    ],
)
def test_a_setting_beyond_its_limit_is_refused_by_name(town, said, field):
    with pytest.raises(CannotSetSafeguards) as refusal:
        set_safeguards(actor=town.actor(town.cora), said=said)
    assert list(refusal.value.problems) == [field]


def test_the_ledger_does_not_hold_the_addresses_of_those_who_keep_its_head(town):
    said = SafeguardsSaid(90, "Chair@example.org", "lead@example.org")
    set_safeguards(actor=town.actor(town.cora), said=said)
    assert Partnership.everywhere.get(pk=town.partnership.pk).anchor_first == "chair@example.org"
    event = Event.everywhere.get(kind="partnership.safeguards_set")
    assert event.detail["anchors_moved"] is True
    assert "example.org" not in str(event.detail)


def test_safeguards_ask_for_a_confirmation_and_for_the_power(town):
    with pytest.raises(NotPermitted) as asked:
        set_safeguards(actor=town.actor(town.cora, is_recently_confirmed=False), said=SafeguardsSaid(60))
    assert asked.value.remedy is Remedy.CONFIRM
    with pytest.raises(NotPermitted):
        set_safeguards(actor=town.actor(town.ada), said=SafeguardsSaid(60))


def test_the_database_itself_wants_two_different_addresses_or_none(town):
    for first, second in (("a@example.org", ""), ("a@example.org", "a@example.org")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Partnership.everywhere.filter(pk=town.partnership.pk).update(anchor_first=first, anchor_second=second)
