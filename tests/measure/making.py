"""Incidents for towns that are counted by hand: written straight to the table, since only counting is tried here."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.support.town import Town
from watchward.collect.models import Report
from watchward.partners.models import Organisation, Premises
from watchward.patterns.hours import hour_of_week

NOW = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)  # a Wednesday
MONDAY = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)


def happen(town: Town, premises: Premises, at: datetime, *, times: int = 1, **said: Any) -> list[Report]:
    """`times` incidents at one moment, with the hour stored as the product stores it."""
    plain: dict[str, Any] = {"form": "incident", "kind": "theft", "lists_version": "1", "told_at": timezone.now()}
    zone = town.partnership.zone_info
    return Report.everywhere.bulk_create(
        Report(
            partnership=town.partnership, premises=premises, organisation_id=premises.organisation_id,
            reporter=town.cora, happened_at=at, hour_of_week=hour_of_week(at, zone), **(plain | said),
        )
        for _ in range(times)
    )  # fmt: skip


def open_shop(town: Town, name: str, sector: str = "food") -> Premises:
    """One more member with one more premises."""
    member = Organisation.everywhere.create(partnership=town.partnership, name=name, joined_on="2025-01-01")
    return Premises.everywhere.create(
        partnership=town.partnership, organisation=member, zone=town.zone, name=name, sector=sector,
        latitude=51.38, longitude=0.52,
    )  # fmt: skip


def days(many: float) -> timedelta:
    """So many days."""
    return timedelta(days=many)
