"""Promises and their clocks: admission, a year, the notice for a new version, read-only, suspended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from watchward.collect.actions.reports import submit_report
from watchward.collect.queries.reports import visible_reports
from watchward.kit.errors import NotPermitted
from watchward.partners.actions.promises import accept_agreement, publish_promise
from watchward.partners.choices import PromiseKind
from watchward.partners.models import Membership, Promise
from watchward.partners.queries.actors import seats_of
from watchward.policy import Permission, Standing, may, require


@pytest.fixture
def then():
    return timezone.now()


def seat(account, at):
    """Their seat as of `at`, with the clock of the places just wound: these tests are about the promises."""
    Membership.everywhere.filter(account=account).update(confirmed_at=at)
    return seats_of(account, has_second_factor=True, is_recently_confirmed=True, now=at)[0]


def test_good_standing_lasts_a_year_then_reading_then_only_reporting_m_02(town, then):
    year, month = timedelta(days=364, hours=23), timedelta(days=30)
    assert seat(town.ada, then).standing.standing is Standing.FULL
    assert seat(town.ada, then + year - timedelta(days=1)).standing.standing is Standing.FULL
    lapsed = seat(town.ada, then + year + timedelta(hours=2))
    assert lapsed.standing.standing is Standing.READ_ONLY
    assert "You can read and report" in lapsed.standing.because
    assert seat(town.ada, then + year + month + timedelta(hours=2)).standing.standing is Standing.SUSPENDED


def test_a_lapsed_member_can_still_report_and_read_but_a_suspended_one_only_reports_m_02(town, then):
    town.report(by=town.ada)
    read_only = seat(town.cora, then + timedelta(days=380)).actor
    suspended = seat(town.cora, then + timedelta(days=420)).actor
    assert may(read_only, Permission.REPORT_READ_ALL)
    assert visible_reports(read_only).count() == 1
    assert may(suspended, Permission.REPORT_SUBMIT)
    with pytest.raises(NotPermitted, match="You can still send reports"):
        require(suspended, Permission.REPORT_READ_ALL)
    assert not may(suspended, Permission.PHOTO_VIEW)


def test_a_lapsed_members_report_arrives_m_02(town, then):
    from uuid import uuid4

    suspended = seat(town.ada, then + timedelta(days=420)).actor
    assert suspended.standing is Standing.SUSPENDED
    assert submit_report(actor=suspended, draft=town.draft(), client_key=uuid4()).ref


def test_a_new_version_gives_everybody_the_notice_period_m_02(town, then):
    publish_promise(actor=town.actor(town.cora), kind=PromiseKind.AGREEMENT, title="New", text="Fair.", now=then)
    assert seat(town.ada, then).standing.standing is Standing.FULL
    assert seat(town.ada, then + timedelta(days=13, hours=23)).standing.standing is Standing.FULL
    assert seat(town.ada, then + timedelta(days=14, hours=1)).standing.standing is Standing.READ_ONLY
    assert seat(town.ada, then + timedelta(days=45)).standing.standing is Standing.SUSPENDED


def test_accepting_the_new_version_restores_good_standing_m_02(town, then):
    new = publish_promise(actor=town.actor(town.cora), kind=PromiseKind.AGREEMENT, title="New", text="Fair.", now=then)
    late = then + timedelta(days=20)
    lapsed = seat(town.ada, late)
    assert lapsed.standing.standing is Standing.READ_ONLY
    accept_agreement(actor=lapsed.actor, promise_ref=new.ref, confirmed=True, now=late)
    assert seat(town.ada, late).standing.standing is Standing.FULL


def test_nothing_is_open_before_both_promises_are_kept_m_01(town, then):
    membership = Membership.everywhere.get(account=town.ada)
    Membership.everywhere.filter(pk=membership.pk).update(training=None, trained_at=None)
    newcomer = seat(town.ada, then)
    assert newcomer.standing.standing is Standing.ADMISSION
    assert not may(newcomer.actor, Permission.REPORT_SUBMIT)
    promise = Promise.everywhere.get(partnership=town.partnership, kind="training")
    Membership.everywhere.filter(pk=membership.pk).update(training=promise, trained_at=then)
    assert may(seat(town.ada, then).actor, Permission.REPORT_SUBMIT)


def test_an_unpaid_subscription_lapses_like_a_promise_and_a_waived_one_never_does_m_01(town, then):
    organisation = Membership.everywhere.get(account=town.ada).organisation
    organisation.paid_until = then.date() - timedelta(days=3)
    organisation.save()
    assert seat(town.ada, then).standing.standing is Standing.READ_ONLY
    organisation.paid_until = None
    organisation.save()
    assert seat(town.ada, then).standing.standing is Standing.FULL
