"""What counts and what leaves holds no report about nobody; on the screen such a report looks like any other."""

from django.db.models import QuerySet

from watchward.collect.models import Decoy, Report


def without_decoys(rows: QuerySet[Report]) -> QuerySet[Report]:
    """The reports that count. One look-up in a table of a few rows, inside the same question."""
    return rows.exclude(pk__in=Decoy.everywhere.values("report_id"))
