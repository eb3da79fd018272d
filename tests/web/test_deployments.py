"""The pages of deployments: the week, planning, one deployment, and the start page of an officer."""

import html
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.support.signing_in import signed_in
from watchward.act.actions.deployments import Plan, plan_deployment
from watchward.act.models import Deployment
from watchward.partners.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def cora(town):
    return signed_in(town.cora)


@pytest.fixture
def gil(town):
    ends = (timezone.now() + timedelta(days=90)).date()
    return town.person("Gil", "guard", town.bakery, owner_authority="Letter 1", ends_on=ends)


def text(answer):
    return html.unescape(answer.content.decode())


def soon(town):
    """A local span that begins in an hour, whenever the test runs."""
    return (timezone.now() + timedelta(hours=1)).astimezone(town.partnership.zone_info)


def booked(town, account, begin: datetime | None = None):
    begin = begin or soon(town)
    end = begin + timedelta(hours=2)
    plan = Plan(
        town.bakery.ref, begin.date(), begin.time().replace(microsecond=0), end.time().replace(microsecond=0),
        "Doors.", guard_ref=Membership.everywhere.get(account=account).ref,
    )  # fmt: skip
    return plan_deployment(actor=town.actor(town.cora), plan=plan)[0]


def form_of(town, account, **said):
    tomorrow = soon(town).date() + timedelta(days=1)
    plain = {
        "premises_ref": town.bakery.ref, "day": tomorrow.isoformat(), "starts": "21:00", "ends": "23:00", "weeks": "4",
        "purpose": "Doors on market nights.", "guard_ref": Membership.everywhere.get(account=account).ref,
    }  # fmt: skip
    return plain | said


def test_coordinator_plans_four_weeks_and_sees_them_in_their_weeks(town, cora, gil):
    answer = cora.post(reverse("deployment_new"), form_of(town, gil), follow=True)
    assert "4 deployments planned." in text(answer)
    assert Deployment.everywhere.count() == 4
    assert "21:00–23:00" in text(answer)
    last = Deployment.everywhere.latest("starts_at")
    assert last.ref in text(cora.get(reverse("deployments"), {"week": last.starts_at.date().isoformat()}))


def test_a_refused_plan_comes_back_with_what_was_typed(town, cora, gil):
    answer = cora.post(reverse("deployment_new"), form_of(town, gil, premises_ref=town.pharmacy.ref))
    assert answer.status_code == 422
    assert "has not authorised" in text(answer)
    assert "Doors on market nights." in text(answer)
    answer = cora.post(reverse("deployment_new"), form_of(town, gil, starts="", weeks="99"))
    assert "Enter when it begins." in text(answer)
    assert not Deployment.everywhere.exists()


def test_a_change_takes_the_place_of_the_old_one(town, cora, gil):
    one = booked(town, gil)
    page = text(cora.get(reverse("deployment_change", args=[one.ref])))
    assert 'value="Doors."' in page
    answer = cora.post(reverse("deployment_change", args=[one.ref]), form_of(town, gil, weeks="1"), follow=True)
    assert "Takes the place of" in text(answer)
    assert "Called off" in text(cora.get(reverse("deployment", args=[one.ref])))


def test_guard_reads_at_home_where_they_stand_and_writes_afterwards_what_came_of_it(town, cora, gil):
    one = booked(town, gil, soon(town) - timedelta(minutes=90))
    guard = signed_in(gil)
    assert f"Now: {town.bakery.name}" in text(guard.get("/"))
    assert reverse("deployment_new") not in text(guard.get(reverse("deployments")))
    address = reverse("deployment_outcome", args=[one.ref])
    answer = guard.post(address, {"words": " "})
    assert answer.status_code == 422
    assert "Write what happened" in text(answer)
    assert "Written down." in text(guard.post(address, {"words": "Quiet."}, follow=True))


def test_nothing_is_on_the_start_page_of_others(town, gil):
    booked(town, gil)
    assert town.bakery.name not in text(signed_in(town.bilal).get("/"))
    other = town.person("Hal", "guard", town.bakery, owner_authority="L", ends_on=soon(town).date() + timedelta(days=9))
    assert town.bakery.name not in text(signed_in(other).get("/"))


def test_calling_off_asks_why(town, cora, gil):
    one = booked(town, gil)
    address = reverse("deployment_cancel", args=[one.ref])
    assert cora.post(address, {"because": ""}).status_code == 422
    assert "Market cancelled." in text(cora.post(address, {"because": "Market cancelled."}, follow=True))
    assert town.bakery.name not in text(signed_in(gil).get("/"))


@pytest.mark.parametrize("week", ["nonsense", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_week_that_is_none_is_this_week(cora, week):
    answer = cora.get(reverse("deployments"), {"week": week})
    assert answer.status_code == 200
    assert "Nobody is deployed this week." in text(answer)
