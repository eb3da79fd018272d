"""Unusual looks: what raises an alarm and what does not, who reads it, and that nothing follows by itself (G-05)."""

from datetime import datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.support.signing_in import signed_in
from watchward.assess.actions.alarms import (
    CannotCloseAlarm,
    CannotPlant,
    close_alarm,
    plant_canary,
    remove_canary,
    watch_canaries,
    watch_looks,
)
from watchward.assess.models import Alarm
from watchward.assess.queries.alarms import alarms_for, canaries_of
from watchward.assess.rules.alarms import is_at_night, is_much, may_read_alarm, percentile
from watchward.kit.errors import NotFound, NotPermitted
from watchward.policy import Role, Standing, operator_at_console
from watchward.records.ledger import record_view, seq_at
from watchward.records.models import Chain, Event, Tally

OPERATOR = operator_at_console()


def noon():
    """Noon of the day on which the test runs, which need not be the day on which the run began."""
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


def test_a_percentile_is_a_day_that_was():
    assert percentile([], 90) == 0
    assert percentile([4], 90) == 4
    assert percentile(range(1, 101), 95) == 95


def test_three_times_ones_own_busiest_days_is_much_unless_the_role_does_so_too():
    usual = [20] * 20
    assert is_much(61, usual, [40] * 40) == {"looks": 61, "own": 20, "role": 40}
    assert is_much(60, usual, [40] * 40) is None
    assert is_much(61, usual, [80] * 40) is None
    assert is_much(59, [1] * 20, [1] * 40) is None, "one page of people is never unusual"


def test_somebody_new_is_compared_with_the_role_alone_and_the_first_of_all_with_nobody():
    assert is_much(75, [2], [60] * 40) is not None
    assert is_much(75, [2], [90] * 40) is None
    assert is_much(75, [], []) is None


def test_the_night_is_unusual_only_for_who_never_works_then():
    assert is_at_night({2: 5}, {9, 10}) == {"looks": 5}
    assert is_at_night({2: 4, 14: 50}, {9, 10}) is None
    assert is_at_night({2: 50}, {1, 2, 3}) is None


def test_nobody_reads_about_themselves_and_the_two_offices_read_about_each_other():
    coordinator, lead, worker = {Role.COORDINATOR}, {Role.DATA_PROTECTION_LEAD}, {Role.SHOP_WORKER}
    assert may_read_alarm(coordinator, worker, is_self=False, has_other=True)
    assert may_read_alarm(lead, coordinator, is_self=False, has_other=True)
    assert not may_read_alarm(coordinator, coordinator, is_self=False, has_other=True)
    assert may_read_alarm(coordinator, lead, is_self=False, has_other=True)
    assert not may_read_alarm(lead, lead, is_self=False, has_other=True)
    assert may_read_alarm(coordinator, coordinator, is_self=False, has_other=False), "better than nobody"
    assert not may_read_alarm(coordinator, coordinator, is_self=True, has_other=False)


def looked(town, account, *, times: int, days_ago: int = 0) -> None:
    Tally.everywhere.create(
        partnership_id=town.partnership.pk, account_id=account.pk,
        day=timezone.localdate(noon()) - timedelta(days=days_ago), hour=9, in_hour=0, in_day=times,
    )  # fmt: skip


def event_at(town, account, at: datetime, ref: str, kind: str = "report.viewed") -> None:
    """A row of the past; its digest is not what is tested here."""
    chain, _new = Chain.everywhere.get_or_create(partnership_id=town.partnership.pk)
    chain.seq += 1
    chain.save()
    Event.everywhere.create(
        partnership_id=town.partnership.pk, seq=chain.seq, at=at, kind=kind, account_id=account.pk, ref=ref,
        face="web", detail={}, previous="", digest="",
    )  # fmt: skip


def rules_of(account) -> list[str]:
    return list(Alarm.everywhere.filter(account=account).order_by("rule").values_list("rule", flat=True))


def test_a_worker_who_looks_far_more_than_ever_is_asked_about_and_a_busy_colleague_is_not(town):
    for days_ago in range(1, 11):
        looked(town, town.ada, times=8, days_ago=days_ago)
        looked(town, town.bilal, times=30, days_ago=days_ago)
    looked(town, town.ada, times=90)
    looked(town, town.bilal, times=60)
    assert watch_looks(actor=OPERATOR, now=noon()) == 1
    assert watch_looks(actor=OPERATOR, now=noon() + timedelta(minutes=1)) == 0, "once a day"
    (line,) = alarms_for(town.actor(town.cora), is_open=True, now=noon())
    assert line.who == "Ada (generated)"
    assert line.why == "Looked 90 times in a day. Nearly all of their own days had at most 8, of their role 30."
    assert town.actor(town.ada).standing is Standing.FULL, "nothing follows by itself"
    assert Event.everywhere.get(kind="alarm.raised").detail == {"rule": "much"}


def test_who_spent_the_budget_of_a_day_is_asked_about(town):
    looked(town, town.ada, times=450)
    watch_looks(actor=OPERATOR, now=noon())
    assert rules_of(town.ada) == ["stopped"]


def test_the_same_record_on_four_days_without_any_work_is_asked_about(town):
    for days_ago in (9, 6, 3, 0):
        event_at(town, town.cora, noon() - timedelta(days=days_ago, minutes=1), "subject/S-1", "subject.viewed")
        event_at(town, town.cora, noon() - timedelta(days=days_ago, minutes=1), "report/R-1")
    event_at(town, town.cora, noon() - timedelta(minutes=1), "report/R-1", "report.graded")
    watch_looks(actor=OPERATOR, now=noon())
    assert Alarm.everywhere.get().about == "subject/S-1", "the report was worked on"


def test_looks_in_a_night_that_was_never_theirs_are_asked_about(town):
    night = noon().replace(hour=3)
    for number in range(5):
        event_at(town, town.ada, night + timedelta(minutes=number), f"report/R-{number}")
    watch_looks(actor=OPERATOR, now=noon())
    assert rules_of(town.ada) == ["night"]


def test_one_account_from_three_networks_within_an_hour_may_be_shared_m_04(town):
    for account, addresses in (
        (town.ada, ("10.1.0.1", "10.2.0.1", "10.3.0.1")),
        (town.bilal, ("10.1.0.1", "10.1.9.9")),
    ):
        for number, address in enumerate(addresses):
            made = UserSession.objects.create(
                user=account, ip=address, session_key=f"{account.pk}-{number}", user_agent="x"
            )  # fmt: skip
            UserSession.objects.filter(pk=made.pk).update(created_at=noon() - timedelta(minutes=10 * number))
    watch_looks(actor=OPERATOR, now=noon())
    assert (rules_of(town.ada), rules_of(town.bilal)) == (["shared"], [])


def test_any_look_at_a_canary_raises_an_alarm_at_once_and_its_removal_ends_that(town):
    report = town.report(by=town.cora, premises_ref=town.bakery.ref)
    cora = town.actor(town.cora)
    plant_canary(actor=cora, about=f"report/{report.ref}")
    with pytest.raises(CannotPlant, match="already"):
        plant_canary(actor=cora, about=f"report/{report.ref}")
    assert watch_canaries(actor=OPERATOR, now=noon()) == 0
    pat = town.person("Pat", "police-officer")
    assert signed_in(pat).get(f"/reports/{report.ref}/").status_code == 200
    assert watch_canaries(actor=OPERATOR, now=noon()) == 1
    assert watch_canaries(actor=OPERATOR, now=noon()) == 0
    (line,) = alarms_for(cora, is_open=True, now=noon())
    assert (line.who, line.about) == ("Pat (generated)", report.ref)
    assert canaries_of(cora) == [f"report/{report.ref}"]
    remove_canary(actor=cora, about=f"report/{report.ref}")
    record_view("report.viewed", actor=town.actor(pat), ref=f"report/{report.ref}")
    assert watch_canaries(actor=OPERATOR, now=noon() + timedelta(days=1)) == 0


def test_only_who_reads_about_looks_plants_and_only_on_what_they_see(town):
    report = town.report(by=town.ada)
    for who, refusal in ((town.ada, NotPermitted), (town.dev, NotFound)):
        with pytest.raises(refusal):
            plant_canary(actor=town.actor(who), about=f"report/{report.ref}")
    with pytest.raises(NotFound):
        remove_canary(actor=town.actor(town.dev), about=f"report/{report.ref}")


@pytest.fixture
def alarm_about(town):
    def about(account) -> Alarm:
        return Alarm.everywhere.create(
            partnership=town.partnership, account=account, rule="stopped", day=timezone.localdate(noon()),
            detail={"looks": 450},
        )  # fmt: skip

    return about


def test_an_alarm_about_the_coordinator_is_the_leads_and_the_other_way_round(town, alarm_about):
    dot = town.person("Dot", "data-protection-lead")
    cora, lead = town.actor(town.cora), town.actor(dot)
    hers, dots = alarm_about(town.cora), alarm_about(dot)
    assert [one.ref for one in alarms_for(cora, is_open=True, now=noon())] == [dots.ref]
    assert [one.ref for one in alarms_for(lead, is_open=True, now=noon())] == [hers.ref]
    with pytest.raises(NotFound):
        close_alarm(actor=cora, ref=hers.ref, outcome="explained")
    assert close_alarm(actor=lead, ref=hers.ref, outcome="explained").closed_by_id == dot.pk


def test_an_alarm_is_closed_once_with_an_outcome_and_never_by_another_town(town, alarm_about):
    alarm, cora = alarm_about(town.ada), town.actor(town.cora)
    for outcome, sorry in (("", "what came of it"), ("breach", "72 hours")):
        with pytest.raises(CannotCloseAlarm, match=sorry):
            close_alarm(actor=cora, ref=alarm.ref, outcome=outcome)
    with pytest.raises(NotFound):
        close_alarm(actor=town.actor(town.dev), ref=alarm.ref, outcome="explained")
    with pytest.raises(NotPermitted):
        close_alarm(actor=town.actor(town.bilal), ref=alarm.ref, outcome="explained")
    close_alarm(actor=cora, ref=alarm.ref, outcome="talked", words="She prepared a hearing.")
    assert Event.everywhere.get(kind="alarm.closed").detail == {"outcome": "talked"}
    with pytest.raises(NotFound):
        close_alarm(actor=cora, ref=alarm.ref, outcome="talked")


def test_the_database_itself_lets_nobody_close_an_alarm_about_themselves(town, alarm_about):
    alarm = alarm_about(town.cora)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alarm.everywhere.filter(pk=alarm.pk).update(closed_at=noon(), closed_by=town.cora, outcome="explained")


def test_the_page_shows_closes_and_plants(town, alarm_about):
    alarm, client = alarm_about(town.ada), signed_in(town.cora)
    assert "Spent the whole budget of looks of a day: 450." in client.get("/looks/").content.decode()
    assert client.post(f"/looks/alarms/{alarm.ref}/close/", {}).status_code == 422
    answer = client.post(f"/looks/alarms/{alarm.ref}/close/", {"outcome": "explained"}, follow=True)
    assert "Explained: it was their work" in answer.content.decode()
    report = town.report(by=town.cora, premises_ref=town.bakery.ref)
    planted = client.post("/looks/canary/", {"about": report.ref.lower()}, follow=True)
    assert f"report/{report.ref}" in planted.content.decode()
    taken = client.post("/looks/canary/", {"about": f"report/{report.ref}", "change": "remove"}, follow=True)
    assert "taken away" in taken.content.decode()
    assert client.post("/looks/canary/", {"about": "P-1"}).status_code == 422


def test_the_row_of_a_moment_is_found_by_halving(town):
    first = Chain.everywhere.filter(partnership_id=town.partnership.pk).values_list("seq", flat=True).first() or 0
    for minutes in (30, 20, 10):
        event_at(town, town.ada, noon() - timedelta(minutes=minutes), "report/R-1")
    assert seq_at(town.partnership.pk, noon() - timedelta(minutes=15)) == first + 2
    assert seq_at(town.partnership.pk, noon()) == first + 3
    assert seq_at(town.partnership.pk, noon() - timedelta(days=9)) == first
    assert seq_at(10**6, noon()) == 0
