"""R-08: what people said goes in time, and the figures of the dashboard stay the same to the penny."""

from datetime import timedelta

from django.utils import timezone

from tests.support.clockwork import let_time_pass, plant
from watchward.collect.models import Report
from watchward.measure.queries.counting import by_place, count_and_reporters, data_span, incidents, losses_of


def figures(town) -> tuple[object, ...]:
    here, now = town.partnership.pk, timezone.now()
    rows = incidents(here, now - timedelta(days=900), now, group="theft")
    return (
        losses_of(rows), by_place(rows), count_and_reporters(rows), data_span(here, town.partnership.zone_info)
    )  # fmt: skip


def test_figures_are_the_same_before_and_after_a_deletion_r_08(town):
    for days in (800, 400, 366, 300, 1):
        plant(town, timezone.now() - timedelta(days=days), photos=1)
    before = figures(town)
    let_time_pass(timezone.now())
    assert Report.everywhere.filter(purged_at__isnull=False).count() == 3
    assert figures(town) == before
    assert before[2] == (5, 1)
