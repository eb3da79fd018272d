"""What `alarm.raised` causes: whoever reads a grave alarm hears at once that it is there, and nothing of it."""

from watchward.assess.rules.alarms import GRAVE
from watchward.policy import operator_at_console
from watchward.records.models import Event
from watchward.share.actions._post import post
from watchward.share.choices import Topic
from watchward.share.queries.letters import alarm_readers
from watchward.share.queries.newsletters import stoppers


def tell_of_alarm(event: Event) -> None:
    """One letter to each of its readers. Safe to run again; alarms that are not grave wait for Monday."""
    where = event.partnership_id
    if event.detail.get("rule") not in GRAVE or where is None:
        return
    ref = event.ref.removeprefix("alarm/")
    stopped = stoppers(where, Topic.ALARM)
    pairs = [(ref, who) for who in alarm_readers(where, event.at, alarm_ref=ref) if who not in stopped]
    post(actor=operator_at_console(), partnership_id=where, topic=Topic.ALARM, pairs=pairs, now=event.at)
