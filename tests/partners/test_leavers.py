"""Who left: after 400 days nobody reads who they were, and what they did is still told by a former member (S-06)."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from tests.support.clockwork import found_in_rows, let_time_pass, plant
from tests.support.town import add_person
from watchward.assess.actions.cases import open_case
from watchward.assess.models import Alarm, Case
from watchward.collect.models import Report
from watchward.partners.actions.accounts import end_membership
from watchward.partners.actions.holds import end_hold, place_hold
from watchward.partners.actions.invitations import invite, join_as_newcomer
from watchward.partners.models import Account, Membership
from watchward.partners.rules.invitations import token_of
from watchward.records.ledger import verify
from watchward.records.models import Event, Purge
from watchward.wiring import RETENTION


def later(days: float):
    return timezone.now() + timedelta(days=days)


def leave(town, account, after: float = 0) -> Membership:
    place = Membership.everywhere.get(account=account, partnership=town.partnership)
    return end_membership(actor=town.actor(town.cora), membership_ref=place.ref, now=later(after))


@pytest.fixture
def mia(town) -> Account:
    account = town.person("Mia", "store-manager", town.bakery)
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    Authenticator.objects.create(user=account, type="totp", data={"secret": "mia-s"})
    return account


def name_of(account: Account) -> str:
    return Account.everywhere.get(pk=account.pk).name


def test_after_400_days_nothing_of_who_they_were_is_left_and_the_reference_stays(town, mia):
    ref, place = mia.ref, leave(town, mia)
    let_time_pass(later(399))
    assert name_of(mia) == "Mia (generated)"
    let_time_pass(later(401))
    gone = Account.everywhere.get(ref=ref)
    assert (gone.pk, gone.name) == (mia.pk, f"A former member of {town.partnership.name}")
    assert not gone.has_usable_password()
    assert not gone.is_active
    assert found_in_rows(["Mia (generated)", mia.email, "mia-s"]) == set()
    paper = Purge.everywhere.get(noun="membership")
    assert paper.counts == {"people who left": 1, "passkeys and codes": 1}
    assert Event.everywhere.get(kind="retention.erased", ref=f"membership/{place.ref}").detail["rule"] == "S-06"
    assert verify(town.partnership.pk) is None
    assert let_time_pass(later(500)) == 0


def test_nobody_is_forgotten_who_still_works_somewhere(town, mia):
    add_person(town.other.partnership, "Moves", "shop-worker", town.other.bakery)
    there = Membership.everywhere.get(account__email="moves@farstead.example")
    Membership.everywhere.filter(pk=there.pk).update(account=mia)
    leave(town, mia)
    let_time_pass(later(800))
    assert name_of(mia) == "Mia (generated)"
    Membership.everywhere.filter(pk=there.pk).update(ended_at=later(800), ended_by=town.dev)
    let_time_pass(later(1201))
    assert name_of(mia) == "A former member", "one partnership is not told of the other"
    assert {one.partnership_id for one in Purge.everywhere.filter(noun="membership")} == {town.other.partnership.pk}


def test_a_reporter_is_known_while_their_report_is_kept(town):
    told = plant(town, later(300), desk=False)
    leave(town, town.ada, after=1)
    let_time_pass(later(500))
    assert name_of(town.ada) == "Ada (generated)", "who saw it belongs to the report"
    let_time_pass(later(667))
    assert Report.everywhere.get(ref=told.ref).purged_at is not None
    let_time_pass(later(667.1))
    assert name_of(town.ada).startswith("A former member")


def test_a_case_an_open_alarm_and_a_hold_keep_a_name_r_04(town, mia):
    other, third = (town.person(name, "coordinator") for name in ("Sol", "Tom"))
    case = open_case(actor=town.actor(other), title="Cakes", purpose="Stop it.", report_refs=[])
    alarm = Alarm.everywhere.create(partnership=town.partnership, account=mia, rule="much", day=later(0).date())
    hold = place_hold(
        actor=town.actor(town.cora), noun="membership", ref=leave(town, third).ref, reason="The court asked.",
        review_on=later(30).date(), retention=RETENTION, now=later(0),
    )  # fmt: skip
    leave(town, other)
    leave(town, mia)
    let_time_pass(later(500))
    assert [name_of(one) for one in (mia, other, third)] == ["Mia (generated)", "Sol (generated)", "Tom (generated)"]
    Alarm.everywhere.filter(pk=alarm.pk).update(outcome="explained", closed_at=later(0), closed_by=town.cora)
    Case.everywhere.filter(pk=case.pk).update(state="closed", closed_at=later(1), closed_by=town.cora)
    end_hold(actor=town.actor(town.cora), ref=hold.ref)
    let_time_pass(later(501))  # the case goes
    let_time_pass(later(501.1))
    assert all(name_of(one).startswith("A former member") for one in (mia, other, third))


def test_who_comes_back_after_that_is_somebody_new(town, mia):
    address = mia.email
    leave(town, mia)
    let_time_pass(later(401))
    seat = invite(actor=town.actor(town.cora), email=address, name="Mia", role="board-member", now=later(0))
    join_as_newcomer(token=token_of(seat), name="Mia", password="another long password", now=later(0))
    assert Account.everywhere.get(email=address).pk != mia.pk
