"""When this happens, do that: the only list of subscribers. Down is a function call, up is an event."""

from watchward.assess.intake import come_back_with_news, lay_on_desk, wait_for_reporter
from watchward.partners.letters import send_invitation, send_second_step_reset
from watchward.records.outbox import Subscribers

SUBSCRIBERS: Subscribers = {
    "account.second_step_reset": [send_second_step_reset],
    "membership.invited": [send_invitation],
    "report.added_to": [come_back_with_news],
    "report.correction_asked": [wait_for_reporter],
    "report.files_added": [come_back_with_news],
    "report.submitted": [lay_on_desk],
}
