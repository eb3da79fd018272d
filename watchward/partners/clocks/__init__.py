"""When invitations and stated purposes are forgotten, and who somebody was that left."""

from collections.abc import Sequence

from watchward.partners.clocks.leavers import Leavers, knows_leaver
from watchward.partners.models import Invitation, Partnership, StatedPurpose
from watchward.records.retention.rows import WholeRows

__all__ = ["INVITATIONS", "PURPOSES", "Leavers", "knows_leaver", "partnership_ids"]

# S-06: what members' people gave us for signing in is kept as long as it serves that; who joined has an account by now.
INVITATIONS = WholeRows(
    "S-06", "invitation", "Invitations that were used, withdrawn or ran out", Invitation, "expires_at",
    "after the link in the letter ran out", "invitations",
)  # fmt: skip
# G-12: why somebody looked a person up is kept as long as looks are compared with each other.
PURPOSES = WholeRows(
    "G-12", "purpose", "Purposes that were stated before a look", StatedPurpose, "given_at", "after it was stated",
    "purposes",
)  # fmt: skip


def partnership_ids() -> Sequence[int]:
    """Every partnership of the installation."""
    return list(Partnership.everywhere.order_by("pk").values_list("pk", flat=True))
