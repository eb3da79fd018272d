"""When this happens, do that: the only list of subscribers. Down is a function call, up is an event."""

from watchward.partners.letters import send_invitation
from watchward.records.outbox import Subscribers

SUBSCRIBERS: Subscribers = {
    "membership.invited": [send_invitation],
}
