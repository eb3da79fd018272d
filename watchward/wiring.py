"""When this happens, do that: the only list of subscribers. Down is a function call, up is an event."""

from watchward.assess.intake import come_back_with_news, lay_on_desk, wait_for_reporter
from watchward.partners.letters import send_invitation, send_second_step_reset
from watchward.records.outbox import Subscriber, Subscribers
from watchward.share.channels import webhooks
from watchward.share.rules.webhooks import KINDS

_OURS: dict[str, list[Subscriber]] = {
    "account.second_step_reset": [send_second_step_reset],
    "membership.invited": [send_invitation],
    "report.added_to": [come_back_with_news],
    "report.correction_asked": [wait_for_reporter],
    "report.files_added": [come_back_with_news],
    "report.submitted": [lay_on_desk],
}
# Programs of the partnership hear of what may leave the house; each receiver gets a message of its own.
SUBSCRIBERS: Subscribers = {
    kind: [*_OURS.get(kind, ()), *([webhooks.lay_out] if kind in KINDS else ())] for kind in sorted({*_OURS, *KINDS})
}
