"""When this happens, do that: the only list of subscribers. Down is a function call, up is an event."""

from watchward.partners.letters import send_invitation, send_second_step_reset
from watchward.records.outbox import Subscribers

SUBSCRIBERS: Subscribers = {
    "account.second_step_reset": [send_second_step_reset],
    "membership.invited": [send_invitation],
}
