"""When this happens, do that: the only list of subscribers. Down is a function call, up is an event."""

from watchward.records.outbox import Subscribers

SUBSCRIBERS: Subscribers = {}
