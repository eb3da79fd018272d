"""The safety page shows numbers and nothing that leads to a person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.measure.making import happen, open_shop
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def una(town):
    return signed_in(town.person("Una", "safety-representative"))


def test_small_counts_are_words_and_larger_ones_numbers(town, una):
    lately = timezone.now() - timedelta(days=1)
    happen(town, town.bakery, lately, times=4, has_abuse=True, narrative="He hit Wanda.")
    few = una.get("/staff-safety/?period=4w").content.decode()
    assert '<p class="stat__value">Fewer than 5</p>' in few
    assert '<p class="stat__value">4</p>' not in few
    happen(town, town.bakery, lately, has_abuse=True)
    enough = una.get("/staff-safety/?period=4w").content.decode()
    assert '<p class="stat__value">5</p>' in enough
    assert "Wanda" not in enough
    assert "/reports/R-" not in enough
    assert f"/premises/{town.bakery.ref}" not in enough


def test_the_worst_place_has_its_share_of_every_incident_and_not_of_those_shown(town, una):
    lately = timezone.now() - timedelta(days=1)
    happen(town, town.bakery, lately, times=6, has_abuse=True)
    for name in ("Chandler", "Cobbler"):
        happen(town, open_shop(town, name), lately, times=2, has_abuse=True)
    page = una.get("/staff-safety/?period=4w").content.decode()
    assert f"{town.bakery.name} has the most incidents: 6 of 10 (60%)." in page


def test_nothing_reported_is_not_called_safe(una):
    page = una.get("/staff-safety/").content.decode()
    assert "That nothing was reported does not mean that nothing happened." in page
