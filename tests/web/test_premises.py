"""The register of premises and the page of one, as people see them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.measure.making import happen, open_shop
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


def without_token(response):
    """The page as a person reads it; the token against forged requests differs every time."""
    return re.sub(r"[A-Za-z0-9]{64}", "token", response.content.decode())


@pytest.fixture
def lately():
    return timezone.now() - timedelta(days=1)


def test_a_shop_worker_gets_the_same_answer_for_a_neighbour_and_for_nothing(town, lately):
    happen(town, town.pharmacy, lately)
    ada = signed_in(town.ada)
    neighbour, nothing = ada.get(f"/premises/{town.pharmacy.ref}/"), ada.get("/premises/P-0000000000/")
    assert neighbour.status_code == nothing.status_code == 404
    assert without_token(neighbour) == without_token(nothing)
    assert ada.get(f"/premises/{town.bakery.ref}/").status_code == 200
    assert town.pharmacy.name not in ada.get("/premises/").content.decode()


def test_words_and_types_narrow_the_list_and_stay_in_the_form(town, lately):
    happen(town, town.pharmacy, lately)
    page = signed_in(town.cora).get("/premises/?q=Pharmacy&sector=pharmacy&period=4w").content.decode()
    assert 'value="Pharmacy"' in page
    assert '<option value="pharmacy" selected>' in page
    assert town.bakery.name not in page
    assert "1 of 2 premises, together 1 incident" in page
    assert "period=all&amp;q=Pharmacy&amp;sector=pharmacy" in page
    assert "No premises fits." in signed_in(town.cora).get("/premises/?q=zzz").content.decode()


def test_a_member_with_no_place_is_told_who_adds_it(town):
    page = signed_in(town.person("New", "shop-worker")).get("/premises/").content.decode()
    assert "Your coordinator adds the places" in page


def test_a_place_where_nothing_happened_says_that_figures_cannot_tell_why(town):
    page = signed_in(town.ada).get(f"/premises/{town.bakery.ref}/").content.decode()
    assert "Either nothing happened or nothing was reported" in page


def test_a_busy_place_says_its_time_its_denominator_and_its_limits(town, lately):
    for minutes in range(0, 180, 31):
        happen(town, town.bakery, lately.replace(hour=11, minute=0) + timedelta(minutes=minutes))
    page = signed_in(town.ada).get(f"/premises/{town.bakery.ref}/?period=4w").content.decode()
    assert "is the busiest time: 6 of 6 incidents." in page
    assert "too few premises report here to say what is usual." in page
    assert "A busy slot can also mean that more staff were there" in page
    assert "/reports/R-" not in page  # a shop worker does not read the reports of others


def test_neighbours_of_the_same_type_are_never_named(town, lately):
    shops = [open_shop(town, f"Grocer number {number}") for number in range(6)]
    for shop in shops:
        happen(town, shop, lately, times=3)
    happen(town, town.bakery, lately)
    page = signed_in(town.ada).get(f"/premises/{town.bakery.ref}/").content.decode()
    assert "Of 6 other premises of the type food shop or supermarket" in page
    assert "Grocer number" not in page
