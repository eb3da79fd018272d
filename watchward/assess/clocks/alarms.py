"""When alarms are forgotten, and whose name is still needed after they left."""

from collections.abc import Collection, Mapping
from datetime import datetime

from watchward.assess.models import Alarm, Case, CaseStep
from watchward.partners.clocks.leavers import accounts_of
from watchward.records.retention.rows import WholeRows

ASKED, AT_WORK = "an alarm about them is open", "they worked on a case that is kept"

# G-12: what was unusual, whom it was asked, and what they answered.
ALARMS = WholeRows(
    "G-12", "alarm", "Alarms with the words that closed them", Alarm, "created_at", "after it was raised", "alarms"
)


def still_asked_about(names: Collection[str], partnership_id: int, now: datetime) -> Mapping[str, str]:  # noqa: ARG001
    """People who left, with an open alarm about them or a part in a case that is not deleted yet (a shield)."""
    accounts = accounts_of(names)
    if not accounts:
        return {}
    wanted = set(accounts.values())
    alarms = Alarm.everywhere.filter(account__in=wanted, closed_at__isnull=True)
    asked = set(alarms.values_list("account_id", flat=True))
    at_work: set[int | None] = set()
    for rows, doers in (
        (Case.everywhere.all(), ("owner", "opened_by")),
        (CaseStep.everywhere.all(), ("taken_by", "done_by", "owner")),
    ):
        for doer in doers:
            at_work.update(rows.filter(**{f"{doer}__in": wanted}).values_list(f"{doer}_id", flat=True))
    return {
        name: ASKED if account in asked else AT_WORK
        for name, account in accounts.items()
        if account in asked or account in at_work
    }
