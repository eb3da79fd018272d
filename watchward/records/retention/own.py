"""The clock of this floor itself: why a hold was placed is forgotten a year after it ended (R-04)."""

from watchward.records.models import Hold
from watchward.records.retention.rows import WholeRows

# That they were placed, reviewed and ended stays in the ledger.
ENDED_HOLDS = WholeRows("R-04", "hold", "Legal holds that ended", Hold, "ended_at", "after its end", "holds")
