"""A plan of guard hours keeps the budget and the opening hours, says why, and books nobody."""

from datetime import timedelta

import pytest

from tests.measure.making import NOW, days, happen, open_shop
from tests.support.signing_in import signed_in
from watchward.act.models import Deployment
from watchward.kit.errors import NotPermitted
from watchward.measure.queries.planning import CannotPlan, Wanted, propose

pytestmark = pytest.mark.django_db
FRIDAY_NIGHT = NOW - days(5) + timedelta(hours=9)  # Friday 21:00


def busy_town(town, **closed):
    """Ten shops; the first has trouble on Friday nights, the others spread over the week."""
    shops = [open_shop(town, f"Shop {number}") for number in range(10)]
    for week in range(40):
        happen(town, shops[0], FRIDAY_NIGHT - days(7 * week))
    for number, shop in enumerate(shops[1:]):
        for step in range(6):
            happen(town, shop, NOW - timedelta(hours=61 * step + 7 * number))
    return shops


def test_hours_go_where_most_is_to_be_expected_within_the_budget_with_a_reason_and_book_nobody(town):
    shops = busy_town(town)
    found = propose(town.actor(town.cora), Wanted(hours=8, guards=1, shortest=4, longest=4, pounds=20.0), now=NOW)
    assert found.hours <= 8
    assert found.cost == found.hours * 20.0
    assert shops[0].ref in {one.premises_ref for one in found.shifts}
    assert all("100 guarded hours" in one.because for one in found.shifts)
    assert all(one.expected.low <= one.expected.mean <= one.expected.high for one in found.shifts)
    assert [end for end, _ in found.curve] == sorted(end for end, _ in found.curve)
    rates = [rate for _, rate in found.curve]
    assert rates == sorted(rates, reverse=True), "each further hour meets less"
    assert not Deployment.everywhere.exists()


def test_nobody_is_planned_where_a_shop_is_closed(town):
    shops = busy_town(town)
    shops[0].opening_hours = {"tue": [["09:00", "17:00"]]}
    shops[0].save()
    found = propose(town.actor(town.cora), Wanted(hours=12, guards=2, shortest=3, longest=4), now=NOW)
    mine = [one for one in found.shifts if one.premises_ref == shops[0].ref]
    assert all(one.start >= 24 + 9 and one.start + one.hours <= 24 + 17 for one in mine)


@pytest.mark.parametrize(
    "wanted",
    [Wanted(hours=0), Wanted(hours=9_999), Wanted(guards=0), Wanted(shortest=5, longest=3), Wanted(hours=2)],
)
def test_figures_out_of_range_are_refused_in_words(town, wanted):
    with pytest.raises(CannotPlan):
        propose(town.actor(town.cora), wanted, now=NOW)


def test_too_few_incidents_make_no_plan_and_members_and_police_make_none_at_all(town):
    happen(town, town.bakery, NOW - days(1))
    with pytest.raises(CannotPlan, match="too few to plan by"):
        propose(town.actor(town.cora), Wanted(), now=NOW)
    for account in (town.ada, town.person("Pat", "police-officer")):
        with pytest.raises(NotPermitted):
            propose(town.actor(account), Wanted(), now=NOW)
    assert signed_in(town.ada).get("/deployments/plan/?hours=40").status_code == 403


def test_the_page_proposes_and_each_shift_fills_in_the_form_that_a_person_sends(town):
    busy_town(town)
    office = signed_in(town.cora)
    assert office.get("/deployments/plan/").status_code == 200
    page = office.get("/deployments/plan/?hours=8&guards=1&shortest=4&longest=4&pounds=20").content.decode()
    assert "Roster" in page
    form = office.get(
        "/deployments/new/?premises_ref=x&day=2026-12-11&starts=21:00&ends=23:00&purpose=Planned&guard_ref=y"
    ).content.decode()
    assert 'value="Planned"' in form
    assert 'value="2026-12-11"' in form
    assert office.get("/deployments/plan/?hours=-1&guards=1&shortest=4&longest=4").status_code == 422
