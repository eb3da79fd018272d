"""Check the chain of one partnership."""

from watchward.kit.errors import Refused
from watchward.partners.queries.ledger import VERIFIED, chain_state, ledger_ref
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import Break, record_view, verify

MOST_ROWS = 200_000  # about ten seconds; a longer chain is checked from the console


class CannotVerifyLedger(Refused):
    """The chain is too long for a page."""


def verify_ledger(*, actor: Actor) -> Break | None:
    """Walk the whole chain now; what was found is an event itself, so that a check is known to have been made."""
    require(actor, Permission.LEDGER_READ)
    rows = chain_state(actor).rows
    if rows > MOST_ROWS:
        raise CannotVerifyLedger(
            f"This ledger has {rows:,} rows, too many for a page. "
            "Ask the people who run this site for `watchward verify-ledger`."
        )
    found = verify(actor.partnership_id)  # outside a transaction: it reads for seconds and must not hold the pen
    detail = {"rows": rows, "bad_row": found.seq if found else 0}
    record_view(VERIFIED, actor=actor, ref=ledger_ref(actor), detail=detail)
    return found
