"""Keys of programs: narrow, short-lived, and worth no more than their account is worth now."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.actions.accounts import end_membership, reset_second_step, suspend_membership
from watchward.partners.actions.keys import CannotMakeKey, CannotRevokeKey, make_key, note_use, revoke_key
from watchward.partners.models import ApiKey, Appointment, Membership
from watchward.partners.queries.keys import key_lines, seat_of_key
from watchward.partners.rules.keys import MOST_KEYS, permissions_of, sha256_of
from watchward.policy import Permission, Remedy, Standing, may
from watchward.records.models import Event

READS = (Permission.REPORT_READ_ALL, Permission.REPORT_GRADE)


def key_of(town, who=None, scopes=READS, name="Till", days=90, **how):
    return make_key(actor=town.actor(who or town.cora), name=name, scopes=scopes, days=days, **how)


def membership_of(account) -> Membership:
    return Membership.everywhere.get(account=account)


def test_a_key_opens_the_seat_of_its_account_with_its_own_scopes_only(town):
    key, secret = key_of(town)
    seat = seat_of_key(secret)
    assert seat is not None
    assert (seat.key_ref, seat.partnership, seat.actor.account_id) == (key.ref, town.partnership, town.cora.pk)
    assert may(seat.actor, Permission.REPORT_GRADE)
    assert not may(seat.actor, Permission.MEMBERS_VIEW)
    assert seat.actor.face == "api"
    assert seat.actor.has_second_factor
    assert not seat.actor.is_recently_confirmed


def test_only_the_hash_of_a_secret_is_kept_and_the_ledger_names_the_key_alone(town):
    key, secret = key_of(town)
    row = ApiKey.everywhere.values().get()
    assert secret not in str(row)
    assert row["secret_sha256"] == sha256_of(secret)
    assert secret.startswith(key.prefix)
    assert len(secret) >= 43
    event = Event.everywhere.get(kind="key.made")
    assert (event.ref, event.detail) == (f"key/{key.ref}", {"scopes": ["report_read_all", "report_grade"], "days": 90})


def test_a_key_is_made_only_by_who_just_confirmed_and_may_make_keys(town):
    with pytest.raises(NotPermitted) as refusal:
        make_key(actor=town.actor(town.cora, is_recently_confirmed=False), name="T", scopes=READS, days=1)
    assert refusal.value.remedy == Remedy.CONFIRM
    with pytest.raises(NotPermitted):
        make_key(actor=town.actor(town.ada), name="T", scopes=(Permission.REPORT_SUBMIT,), days=1)
    assert not ApiKey.everywhere.exists()


@pytest.mark.parametrize("beyond", [Permission.MEMBERS_MANAGE, Permission.PROGRAM_KEYS, Permission.REPORT_EXPORT])
def test_nobody_makes_a_key_for_more_than_they_may_nor_for_what_asks_for_a_person(town, beyond):
    mia = town.person("Mia", "store-manager", town.bakery)
    with pytest.raises(CannotMakeKey, match="cannot make a key to"):
        key_of(town, mia, (Permission.REPORT_SUBMIT, beyond))
    if beyond is not Permission.MEMBERS_MANAGE:
        with pytest.raises(CannotMakeKey):
            key_of(town, town.cora, (beyond,))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": "  "}, "which program"),
        ({"name": "x" * 61}, "60 characters"),
        ({"scopes": ()}, "at least one"),
        ({"days": 0}, "1 to 365"),
        ({"days": 366}, "1 to 365"),
    ],
)
def test_a_key_needs_a_name_a_purpose_and_an_end(town, wrong, says):
    with pytest.raises(CannotMakeKey, match=says):
        key_of(town, **wrong)


def test_two_keys_in_force_never_share_a_name_but_an_ended_one_frees_its_own(town):
    key, _secret = key_of(town)
    with pytest.raises(CannotMakeKey, match="already"):
        key_of(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.everywhere.create(
            membership=key.membership, name=key.name, secret_sha256="x", prefix="x", made_at=key.made_at,
            made_by=town.cora, expires_at=key.expires_at,
        )  # fmt: skip
    revoke_key(actor=town.actor(town.cora), ref=key.ref)
    assert key_of(town)[0].name == key.name


def test_there_is_an_end_to_how_many_keys_one_person_has(town):
    for number in range(MOST_KEYS):
        key_of(town, name=f"Till {number}")
    with pytest.raises(CannotMakeKey, match="in force"):
        key_of(town, name="One more")


def test_a_wrong_an_expired_and_a_revoked_secret_open_nothing(town):
    key, secret = key_of(town, days=30)
    assert seat_of_key("ww_" + "x" * 43) is None
    assert seat_of_key(secret, timezone.now() + timedelta(days=29)) is not None
    assert seat_of_key(secret, timezone.now() + timedelta(days=31)) is None
    revoke_key(actor=town.actor(town.cora), ref=key.ref)
    assert seat_of_key(secret) is None
    with pytest.raises(CannotRevokeKey):
        revoke_key(actor=town.actor(town.cora), ref=key.ref)


def test_a_suspended_account_keeps_only_the_reporting_of_its_key_m_02(town):
    mia = town.person("Mia", "store-manager", town.bakery)
    _key, secret = key_of(town, mia, (Permission.REPORT_SUBMIT, Permission.REPORT_READ_PREMISES))
    suspend_membership(actor=town.actor(town.cora), membership_ref=membership_of(mia).ref)
    seat = seat_of_key(secret)
    assert seat.actor.standing is Standing.SUSPENDED
    assert may(seat.actor, Permission.REPORT_SUBMIT)
    assert not may(seat.actor, Permission.REPORT_READ_PREMISES)


def test_a_key_ends_with_the_place_of_its_account(town):
    mia = town.person("Mia", "store-manager", town.bakery)
    _key, secret = key_of(town, mia, (Permission.REPORT_SUBMIT,))
    end_membership(actor=town.actor(town.cora), membership_ref=membership_of(mia).ref)
    assert seat_of_key(secret) is None


def test_who_loses_the_role_that_makes_keys_loses_the_keys_on_the_next_request(town):
    _key, secret = key_of(town)
    Appointment.everywhere.filter(membership__account=town.cora).update(role="shop-worker")
    assert seat_of_key(secret) is None


def test_a_scope_that_the_account_lost_is_lost_to_the_key_and_nothing_more(town):
    _key, secret = key_of(town, scopes=(Permission.REPORT_READ_ALL, Permission.REPORT_GRADE))
    Appointment.everywhere.filter(membership__account=town.cora).update(role="police-officer")
    seat = seat_of_key(secret)
    assert may(seat.actor, Permission.REPORT_READ_ALL)
    assert not may(seat.actor, Permission.REPORT_GRADE)


def test_a_reset_second_step_ends_every_key_made_with_it(town):
    from allauth.mfa.models import Authenticator

    mia = town.person("Mia", "store-manager", town.bakery)
    _key, secret = key_of(town, mia, (Permission.REPORT_SUBMIT,))
    Authenticator.objects.create(user=mia, type=Authenticator.Type.TOTP, data={"secret": "x"})
    reset_second_step(actor=town.actor(town.cora), membership_ref=membership_of(mia).ref)
    assert seat_of_key(secret) is None
    assert Event.everywhere.get(kind="account.second_step_reset").detail["keys"] == 1


def test_the_owner_and_the_coordinator_end_a_key_but_a_neighbour_and_the_next_town_cannot_see_it(town):
    mia = town.person("Mia", "store-manager", town.bakery)
    noor = town.person("Noor", "store-manager", town.pharmacy)
    key, _secret = key_of(town, mia, (Permission.REPORT_SUBMIT,))
    for stranger in (noor, town.dev):
        assert key_lines(town.actor(stranger)) == []
        answers = []
        for ref in (key.ref, "KEY-0000000000"):
            with pytest.raises(NotFound) as refusal:
                revoke_key(actor=town.actor(stranger), ref=ref)
            answers.append(str(refusal.value))
        assert answers[0] == answers[1]
    assert [one.ref for one in key_lines(town.actor(town.cora))] == [key.ref]
    assert [one.is_mine for one in key_lines(town.actor(mia))] == [True]
    revoke_key(actor=town.actor(town.cora), ref=key.ref)
    assert Event.everywhere.get(kind="key.revoked").account_id == town.cora.pk


def test_ending_a_key_asks_for_no_confirmation(town):
    key, _secret = key_of(town)
    revoke_key(actor=town.actor(town.cora, is_recently_confirmed=False), ref=key.ref)
    assert ApiKey.everywhere.get().revoked_by == town.cora


def test_the_last_use_is_known_to_the_hour_and_written_once_in_it(town, django_assert_num_queries):
    key, secret = key_of(town)
    seat, at = seat_of_key(secret), timezone.now().replace(minute=40)
    note_use(actor=seat.actor, key_id=key.pk, now=at)
    key.refresh_from_db()
    assert key.last_used_at == at.replace(minute=0, second=0, microsecond=0)
    note_use(actor=seat.actor, key_id=key.pk, now=at + timedelta(minutes=5))
    assert ApiKey.everywhere.get().last_used_at == key.last_used_at
    note_use(actor=seat.actor, key_id=key.pk, now=at + timedelta(hours=2))
    assert ApiKey.everywhere.get().last_used_at > key.last_used_at


def test_a_scope_that_the_house_no_longer_knows_gives_nothing():
    assert permissions_of(["report_grade", "fly"]) == {Permission.REPORT_GRADE}
