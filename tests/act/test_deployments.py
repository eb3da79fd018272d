"""Deployments: who plans them, who sees them, what is refused, and what stays readable."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection, transaction

from watchward.act.actions.deployments import (
    CannotDeploy,
    Plan,
    cancel_deployment,
    change_deployment,
    note_outcome,
    plan_deployment,
)
from watchward.act.models import Deployment
from watchward.act.queries.deployments import (
    deployments_between,
    guards_to_pick,
    my_deployments,
    read_deployment,
    visible_deployments,
)
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.models import Appointment, Membership
from watchward.records.ledger import events_about
from watchward.records.models import Event

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = date(2026, 3, 6)
LATER = NOW + timedelta(days=30)


@pytest.fixture
def cora(town):
    return town.actor(town.cora)


@pytest.fixture
def gil(town):
    account = town.person("Gil", "guard", town.bakery, owner_authority="Letter 1", ends_on=date(2099, 1, 1))
    Appointment.everywhere.filter(membership__account=account).update(starts_on="2026-01-01", ends_on="2026-03-31")
    return account


def place_of(account):
    return Membership.everywhere.get(account=account)


def plan_for(town, account=None, **said):
    plain = {
        "premises_ref": town.bakery.ref, "day": FRIDAY, "starts": time(21), "ends": time(23),
        "purpose": "Doors on a Friday night.",
    }  # fmt: skip
    if account:
        plain["guard_ref"] = place_of(account).ref
    else:
        plain |= {"contractor_name": "Lee (generated)", "contractor_licence": "12-34"}
        plain["licence_expires_on"] = date(2026, 12, 31)
    return Plan(**(plain | said))


def planned(cora, plan):
    return plan_deployment(actor=cora, plan=plan, now=NOW)


def guard_actor(town, account):
    """The guard as on the night: their authority of this test lies in the past of the real clock."""
    from watchward.partners.queries.actors import seats_of

    return seats_of(account, has_second_factor=True, is_recently_confirmed=True, now=NOW)[0].actor


# --- planning -------------------------------------------------------------------------------------------


def test_coordinator_assigns_an_officer_to_four_fridays_in_one_deed(town, cora, gil):
    made = planned(cora, plan_for(town, gil, weeks=4))
    assert [one.starts_at.day for one in made] == [6, 13, 20, 27]
    (event,) = events_about(f"deployment/{made[0].ref}", town.partnership.pk)
    assert event.kind == "deployment.planned"
    assert event.detail["deployments"] == [one.ref for one in made]


def test_nobody_but_the_coordinator_plans(town, gil):
    others = [gil, town.ada, town.person("Pat", "police-officer"), town.person("Mia", "store-manager", town.bakery)]
    for account in others:
        with pytest.raises(NotPermitted):
            planned(town.actor(account), plan_for(town))


def test_a_guard_stands_only_where_and_while_the_owner_authorised_it_and_no_week_is_kept_m03(town, cora, gil):
    with pytest.raises(CannotDeploy, match="has not authorised"):
        planned(cora, plan_for(town, gil, premises_ref=town.pharmacy.ref))
    with pytest.raises(CannotDeploy, match="does not reach to 3 April 2026"):
        planned(cora, plan_for(town, gil, weeks=5))
    assert not Deployment.everywhere.exists()


def test_a_shop_worker_is_no_guard_m03(town, cora):
    with pytest.raises(CannotDeploy, match="does not reach"):
        planned(cora, plan_for(town, town.ada))


def test_a_contractor_with_a_licence_that_has_run_out_is_refused_and_a_valid_one_is_not(town, cora):
    with pytest.raises(CannotDeploy, match="runs out"):
        planned(cora, plan_for(town, licence_expires_on=date(2026, 3, 5)))
    with pytest.raises(CannotDeploy, match="licence number"):
        planned(cora, plan_for(town, contractor_licence=" "))
    (one,) = planned(cora, plan_for(town))
    assert one.contractor_licence == "1234"


def test_the_same_officer_cannot_be_at_two_places_at_once_however_the_licence_is_spelt(town, cora):
    planned(cora, plan_for(town))
    again = {"premises_ref": town.pharmacy.ref, "contractor_licence": "1 2 3 4"}
    with pytest.raises(CannotDeploy, match="stands elsewhere"):
        planned(cora, plan_for(town, **again, starts=time(22), ends=time(2)))
    assert planned(cora, plan_for(town, **again, starts=time(23), ends=time(2)))
    assert Deployment.everywhere.count() == 2


def test_one_taken_week_refuses_all_of_them(town, cora):
    planned(cora, plan_for(town, day=FRIDAY + timedelta(days=14)))
    before = Event.everywhere.count()
    with pytest.raises(CannotDeploy, match="20 Mar 2026"):
        planned(cora, plan_for(town, premises_ref=town.pharmacy.ref, weeks=4))
    assert (Deployment.everywhere.count(), Event.everywhere.count()) == (1, before)


@pytest.mark.parametrize(
    ("said", "sorry"),
    [
        ({"day": date(2026, 3, 1)}, "past"),
        ({"starts": time(8), "ends": time(23)}, "longer than 14 hours"),
        ({"ends": time(21)}, "ends when it starts"),
        ({"weeks": 27}, "between 1 and 26"),
        ({"purpose": " "}, "what the officer is for"),
        ({"purpose": "x" * 201}, "Shorten"),
    ],
)
def test_half_a_plan_is_refused_with_what_is_wrong(town, cora, said, sorry):
    with pytest.raises(CannotDeploy, match=sorry):
        planned(cora, plan_for(town, **said))


def test_a_place_and_a_guard_of_the_next_town_are_not_found(town, cora):
    with pytest.raises(NotFound):
        planned(cora, plan_for(town, premises_ref=town.other.bakery.ref))
    with pytest.raises(NotFound):
        planned(cora, plan_for(town, town.dev))


def test_a_guard_and_a_contractor_at_once_are_refused(town, cora, gil):
    with pytest.raises(CannotDeploy, match="not both"):
        planned(cora, plan_for(town, gil, contractor_name="Lee (generated)"))


# --- who sees them --------------------------------------------------------------------------------------


def test_guard_sees_their_own_a_manager_those_at_their_place_and_police_all(town, cora, gil):
    (own,) = planned(cora, plan_for(town, gil))
    (other,) = planned(cora, plan_for(town, premises_ref=town.pharmacy.ref))
    manager = town.actor(town.person("Mia", "store-manager", town.pharmacy))
    police = town.actor(town.person("Pat", "police-officer"))
    guard = guard_actor(town, gil)
    assert set(visible_deployments(guard)) == {own}
    assert set(visible_deployments(manager)) == {other}
    assert set(visible_deployments(police)) == set(visible_deployments(cora)) == {own, other}
    with pytest.raises(NotFound):
        read_deployment(guard, other.ref)
    assert read_deployment(manager, other.ref, NOW).licence == "", "a licence number is for the office and the police"
    assert read_deployment(police, other.ref, NOW).licence == "1234"


def test_shop_workers_and_the_next_town_see_none(town, cora):
    (one,) = planned(cora, plan_for(town))
    with pytest.raises(NotPermitted):
        visible_deployments(town.actor(town.ada))
    assert my_deployments(town.actor(town.ada), NOW, LATER) == []
    with pytest.raises(NotFound):
        read_deployment(town.actor(town.dev), one.ref)
    assert not visible_deployments(town.actor(town.dev)).exists()


def test_a_calendar_holds_what_concerns_the_person_and_was_not_called_off(town, cora, gil):
    first, second = planned(cora, plan_for(town, gil, weeks=2))
    planned(cora, plan_for(town, premises_ref=town.pharmacy.ref))
    cancel_deployment(actor=cora, ref=second.ref, because="Market cancelled.", now=NOW)
    (line,) = my_deployments(guard_actor(town, gil), NOW, LATER)
    assert (line.ref, line.officer, line.is_mine) == (first.ref, "Gil (generated)", True)
    assert my_deployments(guard_actor(town, gil), NOW, first.starts_at) == [], "the span is half-open"
    assert len(my_deployments(guard_actor(town, gil), first.ends_at - timedelta(minutes=1), LATER)) == 1


def test_a_week_costs_the_same_for_one_and_thirty(town, cora, django_assert_num_queries):
    planned(cora, plan_for(town))
    with django_assert_num_queries(1):
        assert len(deployments_between(cora, NOW, LATER)) == 1
    for number in range(29):
        planned(cora, plan_for(town, contractor_licence=f"L{number}"))
    with django_assert_num_queries(1):
        assert len(deployments_between(cora, NOW, LATER)) == 30


def test_guards_to_pick_are_those_whose_authority_has_not_ended(town, cora, gil):
    assert [one.name for one in guards_to_pick(cora, FRIDAY)] == ["Gil (generated)"]
    assert guards_to_pick(cora, date(2026, 4, 1)) == []
    with pytest.raises(NotPermitted):
        guards_to_pick(guard_actor(town, gil), FRIDAY)


# --- what becomes of them -------------------------------------------------------------------------------


def test_a_change_calls_the_old_one_off_and_both_stay_readable(town, cora):
    (old,) = planned(cora, plan_for(town))
    new = change_deployment(actor=cora, ref=old.ref, plan=plan_for(town, ends=time(1)), now=NOW)
    view = read_deployment(cora, old.ref, NOW)
    assert (view.line.is_cancelled, view.replaced_by) == (True, new.ref)
    assert read_deployment(cora, new.ref, NOW).replaces == old.ref
    with pytest.raises(CannotDeploy, match="called off already"):
        change_deployment(actor=cora, ref=old.ref, plan=plan_for(town), now=NOW)


def test_a_refused_change_leaves_the_old_one_standing(town, cora):
    (old,) = planned(cora, plan_for(town))
    with pytest.raises(CannotDeploy):
        change_deployment(actor=cora, ref=old.ref, plan=plan_for(town, licence_expires_on=date(2026, 3, 1)), now=NOW)
    assert not read_deployment(cora, old.ref, NOW).line.is_cancelled


def test_one_is_called_off_with_a_reason_and_only_before_it_is_over(town, cora):
    (one,) = planned(cora, plan_for(town))
    with pytest.raises(CannotDeploy, match="Say why"):
        cancel_deployment(actor=cora, ref=one.ref, because=" ", now=NOW)
    with pytest.raises(CannotDeploy, match="over"):
        cancel_deployment(actor=cora, ref=one.ref, because="Late.", now=one.ends_at)
    cancel_deployment(actor=cora, ref=one.ref, because="Market cancelled.", now=NOW)
    with pytest.raises(CannotDeploy, match="already"):
        cancel_deployment(actor=cora, ref=one.ref, because="Twice.", now=NOW)
    assert planned(cora, plan_for(town, premises_ref=town.pharmacy.ref)), "the time is free again"


def test_the_officer_who_stood_there_or_the_office_writes_once_what_came_of_it(town, cora, gil):
    first, second = planned(cora, plan_for(town, gil, weeks=2))
    guard, manager = guard_actor(town, gil), town.actor(town.person("Mia", "store-manager", town.bakery))
    with pytest.raises(CannotDeploy, match="not begun"):
        note_outcome(actor=guard, ref=first.ref, words="Quiet.", now=NOW)
    after = second.ends_at
    with pytest.raises(NotPermitted):
        note_outcome(actor=manager, ref=first.ref, words="Quiet.", now=after)
    note_outcome(actor=guard, ref=first.ref, words="Quiet, nobody turned away.", now=after)
    note_outcome(actor=cora, ref=second.ref, words="Two turned away.", now=after)
    with pytest.raises(CannotDeploy, match="already"):
        note_outcome(actor=cora, ref=first.ref, words="Loud.", now=after)
    view = read_deployment(manager, first.ref, after)
    assert (view.line.outcome, view.outcome_by) == ("Quiet, nobody turned away.", "Gil (generated)")


def test_the_change_of_the_clocks_is_said_on_its_page(town, cora):
    (one,) = planned(cora, plan_for(town, day=date(2026, 3, 28), starts=time(22), ends=time(3)))
    view = read_deployment(cora, one.ref, NOW)
    assert view.length == "4 hours"
    assert view.hints == ("The clocks go forward in between: it lasts 4 hours.",)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one pen")
@pytest.mark.django_db(transaction=True)
def test_two_bookings_at_the_same_moment_are_not_both_taken(town, cora):
    from threading import Thread

    results: list[bool] = []

    def book(place):
        try:
            with transaction.atomic():
                planned(cora, plan_for(town, premises_ref=place.ref))
            results.append(True)
        except CannotDeploy:
            results.append(False)
        finally:
            connection.close()

    threads = [Thread(target=book, args=(place,)) for place in (town.bakery, town.pharmacy)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(results) == [False, True]
