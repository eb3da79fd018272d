"""When deployments are forgotten: the officers' names and licences, what they were for and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from watchward.act.models import Deployment
from watchward.records.retention.clock import Leftover
from watchward.records.retention.rows import WholeRows


@dataclass(frozen=True)
class Deployments(WholeRows):
    """R-08: a year after it ended; the one that replaced it no longer says what it replaced."""

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:
        """The whole row; that it was planned, changed or cancelled stays in the ledger."""
        Deployment.everywhere.filter(replaces__ref__in=refs).update(replaces=None)
        return super().erase(refs, now)


DEPLOYMENTS = Deployments(
    "R-08", "deployment", "Deployments with their officers", Deployment, "ends_at", "after its end", "deployments"
)
