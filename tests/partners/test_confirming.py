"""Who still works here, asked again every 90 days (threat 4): who may say so, and what happens to who is forgotten."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tests.support.town import PASSWORD
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.actions.confirming import (
    CannotConfirmPlaces,
    confirm_places,
    confirm_places_as_operator,
    say_has_left,
)
from watchward.partners.models import Membership
from watchward.partners.queries.actors import seats_of
from watchward.partners.queries.confirming import count_to_confirm, places_to_confirm
from watchward.policy import Permission, Remedy, Standing, may, operator_at_console
from watchward.records.models import Event

SEASON = timedelta(days=90, hours=1)


def ref_of(account) -> str:
    return Membership.everywhere.get(account=account).ref


def seat(account, at):
    return seats_of(account, has_second_factor=True, is_recently_confirmed=True, now=at)[0]


def joined(account, days_ago: int) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    Membership.everywhere.filter(account=account).update(joined_at=at, confirmed_at=None)


@pytest.fixture
def mia(town):
    """Mia manages the bakery."""
    return town.person("Mia", "store-manager", town.bakery)


def test_after_ninety_days_without_a_word_only_reporting_stays(town):
    now = timezone.now()
    assert seat(town.ada, now + timedelta(days=75)).standing.confirm_by is None
    warned = seat(town.ada, now + timedelta(days=80)).standing
    assert warned.standing is Standing.FULL
    assert warned.confirm_by is not None
    forgotten = seat(town.ada, now + SEASON)
    assert forgotten.standing.standing is Standing.SUSPENDED
    assert "Ask your store manager or your coordinator" in forgotten.standing.because
    assert may(forgotten.actor, Permission.REPORT_SUBMIT)
    assert not may(forgotten.actor, Permission.PHOTO_VIEW)
    assert not may(forgotten.actor, Permission.GALLERY_VIEW)


def test_a_word_of_the_coordinator_opens_everything_again(town):
    joined(town.ada, 100)
    assert town.actor(town.ada).standing is Standing.SUSPENDED
    assert confirm_places(actor=town.actor(town.cora), membership_refs=[ref_of(town.ada)]) == 1
    assert town.actor(town.ada).standing is Standing.FULL
    event = Event.everywhere.get(kind="membership.confirmed")
    assert event.ref == f"membership/{ref_of(town.ada)}"
    assert Membership.everywhere.get(account=town.ada).confirmed_by == town.cora


def test_many_are_confirmed_at_once_with_one_event_each(town):
    refs = [ref_of(town.ada), ref_of(town.bilal)]
    assert confirm_places(actor=town.actor(town.cora), membership_refs=refs) == 2
    assert Event.everywhere.filter(kind="membership.confirmed").count() == 2


def test_a_store_manager_confirms_their_own_people_but_no_neighbour_and_not_themselves(town, mia):
    actor = town.actor(mia)
    assert [one.name for one in places_to_confirm(actor, everybody=True)] == ["Ada (generated)"]
    assert confirm_places(actor=actor, membership_refs=[ref_of(town.ada)]) == 1
    for other in (town.bilal, mia, town.cora, town.other.ada):
        with pytest.raises(NotFound):
            confirm_places(actor=actor, membership_refs=[ref_of(other)])
    with pytest.raises(NotFound):
        confirm_places(actor=actor, membership_refs=[ref_of(town.ada), ref_of(town.bilal)])


def test_a_manager_does_not_confirm_somebody_who_also_works_elsewhere(town, mia):
    Membership.everywhere.get(account=town.ada).premises.add(town.pharmacy)
    assert places_to_confirm(town.actor(mia), everybody=True) == []


def test_a_shop_worker_says_nothing_about_anybody(town):
    with pytest.raises(NotPermitted, match="say who still works"):
        confirm_places(actor=town.actor(town.ada), membership_refs=[ref_of(town.ada)])
    assert count_to_confirm(town.actor(town.ada)) == 0


def test_the_only_coordinator_confirms_themselves_after_proving_that_it_is_them(town):
    with pytest.raises(NotPermitted) as asked:
        confirm_places(
            actor=town.actor(town.cora, is_recently_confirmed=False), membership_refs=[ref_of(town.cora)]
        )  # fmt: skip
    assert asked.value.remedy is Remedy.CONFIRM
    assert confirm_places(actor=town.actor(town.cora), membership_refs=[ref_of(town.cora)]) == 1


def test_of_two_coordinators_each_needs_the_other(town):
    carl = town.person("Carl", "coordinator")
    with pytest.raises(NotFound):
        confirm_places(actor=town.actor(town.cora), membership_refs=[ref_of(town.cora)])
    assert confirm_places(actor=town.actor(carl), membership_refs=[ref_of(town.cora)]) == 1


def test_a_forgotten_coordinator_is_brought_back_by_the_operator_and_cannot_help_themselves(town):
    joined(town.cora, 100)
    with pytest.raises(NotPermitted):
        confirm_places(actor=town.actor(town.cora), membership_refs=[ref_of(town.cora)])
    with pytest.raises(NotPermitted):
        confirm_places_as_operator(actor=town.actor(town.cora), email=town.cora.email)
    assert confirm_places_as_operator(actor=operator_at_console(), email=town.cora.email) == 1
    assert town.actor(town.cora).standing is Standing.FULL
    assert Event.everywhere.get(kind="membership.confirmed").partnership_id == town.partnership.pk


def test_the_list_shows_who_is_due_within_fourteen_days_the_longest_first(town):
    joined(town.ada, 80)
    joined(town.bilal, 95)
    people = places_to_confirm(town.actor(town.cora))
    assert [(one.name, one.is_over) for one in people] == [("Bilal (generated)", True), ("Ada (generated)", False)]
    assert count_to_confirm(town.actor(town.cora)) == 2


def test_who_has_left_reads_nothing_from_their_next_request_on(town, mia):
    phone = Client()
    phone.post("/sign-in/", {"login": town.ada.email, "password": PASSWORD})
    assert phone.get("/reports/").status_code == 200
    say_has_left(actor=town.actor(mia), membership_ref=ref_of(town.ada))
    assert phone.get("/reports/").status_code == 302, "signed out"
    assert not UserSession.objects.filter(user=town.ada).exists()
    assert town.actor(town.ada).standing is Standing.SUSPENDED
    assert Event.everywhere.filter(kind="membership.left").count() == 1
    with pytest.raises(NotFound):
        say_has_left(actor=town.actor(mia), membership_ref=ref_of(town.bilal))


def test_the_only_coordinator_cannot_say_that_they_have_left(town):
    with pytest.raises(CannotConfirmPlaces):
        say_has_left(actor=town.actor(town.cora), membership_ref=ref_of(town.cora))


def test_no_partnership_waits_longer_than_a_quarter(town):
    town.partnership.reconfirm_days = 93
    with pytest.raises(IntegrityError), transaction.atomic():
        town.partnership.save()


def test_a_demonstration_shows_the_clock_but_does_not_die_of_it(town):
    town.partnership.is_demonstration = True
    town.partnership.save()
    old = seat(town.ada, timezone.now() + timedelta(days=300)).standing
    assert old.standing is Standing.FULL
    assert old.confirm_by is not None


def test_ticking_nobody_confirms_nobody(town):
    with pytest.raises(CannotConfirmPlaces, match="Tick those"):
        confirm_places(actor=town.actor(town.cora), membership_refs=[])
