"""Reports about nobody: they look like any other, and count in nothing."""

from django.db import models

from watchward.collect.models.reports import Report
from watchward.records.base import HouseModel


class Decoy(HouseModel):
    """One report that a canary sits on. A table of its own, so that no index of reports has to know."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="+")

    class Privacy:
        personal: set[str] = set()
        plain = {"report"}
        keep_days = None

    def __str__(self) -> str:
        return f"decoy {self.report_id}"
