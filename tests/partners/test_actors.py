"""The one Actor of a request: which partnership, which roles today, which premises."""

from datetime import timedelta

from django.utils import timezone

from watchward.partners.models import Account, Appointment, Membership
from watchward.partners.queries.actors import operator_actor, seat_for_console, seats_of
from watchward.policy import NO_PARTNERSHIP, Permission, Role, may

HOW = {"has_second_factor": True, "is_recently_confirmed": True}


def test_a_role_works_to_the_end_of_its_last_day_and_not_longer_m_03(town):
    now = timezone.now()
    guard = town.person(
        "Gus", "guard", town.bakery, ends_on=now.date() + timedelta(days=2), owner_authority="Letter, the owner"
    )
    assert seats_of(guard, **HOW, now=now)[0].actor.roles == {Role.GUARD}
    assert seats_of(guard, **HOW, now=now + timedelta(days=2))[0].actor.roles == {Role.GUARD}
    after = seats_of(guard, **HOW, now=now + timedelta(days=3))[0].actor
    assert after.roles == frozenset()
    assert not may(after, Permission.REPORT_SUBMIT)


def test_a_role_does_not_work_before_its_first_day(town):
    membership = Membership.everywhere.get(account=town.ada)
    tomorrow = timezone.now().date() + timedelta(days=1)
    Appointment.everywhere.create(membership=membership, role="coordinator", starts_on=tomorrow)
    assert seats_of(town.ada, **HOW)[0].actor.roles == {Role.SHOP_WORKER}
    later = seats_of(town.ada, **HOW, now=timezone.now() + timedelta(days=1))[0]
    assert later.actor.roles == {Role.SHOP_WORKER, Role.COORDINATOR}


def test_the_partnership_used_last_comes_first_and_an_ended_one_not_at_all(town):
    Membership.everywhere.create(account=town.ada, partnership=town.other.partnership)
    town.ada.last_partnership = town.other.partnership
    assert [seat.partnership for seat in seats_of(town.ada, **HOW)] == [town.other.partnership, town.partnership]
    Membership.everywhere.filter(account=town.ada, partnership=town.other.partnership).update(ended_at=timezone.now())
    assert [seat.partnership for seat in seats_of(town.ada, **HOW)] == [town.partnership]


def test_roles_of_one_partnership_give_nothing_in_another(town):
    Membership.everywhere.create(account=town.cora, partnership=town.other.partnership)
    there = next(seat for seat in seats_of(town.cora, **HOW) if seat.partnership == town.other.partnership)
    assert there.actor.roles == frozenset()
    assert not any(may(there.actor, permission) for permission in Permission)


def test_an_actor_knows_premises_zones_and_watches(town):
    actor = town.actor(town.ada)
    assert actor.premises == {town.bakery.pk}
    assert actor.zones == {town.zone.pk}
    assert len(actor.watches) == 1


def test_seats_cost_the_same_however_many_there_are(town, django_assert_num_queries):
    with django_assert_num_queries(4):
        seats_of(town.ada, **HOW)
    Membership.everywhere.create(account=town.ada, partnership=town.other.partnership)
    with django_assert_num_queries(4):
        assert len(seats_of(town.ada, **HOW)) == 2


def test_the_operator_belongs_to_no_partnership_and_others_are_no_operator(town):
    olu = Account.everywhere.create_user("olu@watch.example", name="Olu", is_operator=True)
    actor = operator_actor(olu, **HOW)
    assert actor.partnership_id == NO_PARTNERSHIP
    assert {permission for permission in Permission if may(actor, permission)} == {Permission.INSTANCE_OPERATE}
    assert operator_actor(town.cora, **HOW) is None
    assert seats_of(olu, **HOW) == []


def test_the_console_borrows_only_the_powers_of_a_living_account(town):
    assert seat_for_console(town.ada.email.upper()).actor.roles == {Role.SHOP_WORKER}
    assert seat_for_console(town.ada.email, town.other.partnership.ref) is None
    town.ada.is_active = False
    town.ada.save()
    assert seat_for_console(town.ada.email) is None
