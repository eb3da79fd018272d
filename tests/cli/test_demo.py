"""The demonstration: laid once, only where nothing is real, and made by the product's own means."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from watchward.cli.demo import seed_if_needed
from watchward.cli.demo.dice import dice
from watchward.cli.demo.faces import vehicle
from watchward.cli.demo.people import cast
from watchward.cli.demo.pictures import picture
from watchward.cli.demo.places import boundary, places
from watchward.cli.demo.trouble import PROFILES
from watchward.collect.files import keep_files
from watchward.collect.models import Report
from watchward.kit.errors import Refused
from watchward.kit.lists import load

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def test_real_data_refuse_the_seed(town):
    with pytest.raises(Refused, match="real data"):
        seed_if_needed(NOW)
    assert Report.everywhere.count() == 0


def test_table_of_places_and_people_fits_together():
    everywhere = places()
    names = {place.name for place in everywhere}
    people = cast(everywhere, NOW.date())
    assert all(not one.premises or one.premises in names for one in people)
    assert len({one.email for one in people}) == len(people)
    assert all(place.profile in PROFILES for place in everywhere)
    assert all(ring[0][0] == ring[0][-1] for ring in map(boundary, {place.zone for place in everywhere}))
    goods = load("goods")
    assert all(one in goods for place in everywhere for one in place.goods)
    assert all(kind in load("incident_types") for profile in PROFILES.values() for kind in profile.kinds)


def test_registrations_were_never_issued():
    plates = [vehicle(dice(str(seed))).registration for seed in range(200)]
    assert all(plate[0] == "Q" and plate[2:4] == "00" for plate in plates)


def test_pictures_go_through_the_products_own_pipeline(settings):
    kept, problems = keep_files([picture(3)])
    assert problems == []
    assert kept[0].width == 1280 or kept[0].width


@pytest.mark.slow
def test_whole_seed_is_laid_once(db):
    assert seed_if_needed()
    assert not seed_if_needed()
    assert Report.everywhere.filter(evidence__isnull=False).count() >= 7
    assert Report.everywhere.latest("told_at").told_at <= timezone.now()
