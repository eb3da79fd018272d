"""The demonstration: a generated town, and a real stream of public records beside it."""

import time
from datetime import datetime

from django.utils import timezone

from watchward.cli.console import say
from watchward.cli.demo.chicago import GROUPS, NAME, chicago, lay_chicago, queue_stream
from watchward.cli.demo.fresh import lay_fresh, lay_questions
from watchward.cli.demo.past import lay_past
from watchward.cli.demo.town import lay_town, town
from watchward.collect.models import ImportBatch
from watchward.kit.errors import Refused
from watchward.partners.queries.demo import demo_is_allowed


class CannotSeed(Refused):
    """The demonstration is not laid beside real data."""


def seed_if_needed(now: datetime | None = None) -> bool:
    """Lay whatever is missing; an interrupted seed goes on where it ended. Returns whether there was anything to do."""
    if not demo_is_allowed():
        raise CannotSeed(
            "This database holds real data. The demonstration is not laid beside it; choose an empty home folder."
        )
    if is_laid():
        return False
    began = time.monotonic()
    say("Laying the demonstration: a generated town, and real public records beside it.")
    seed(now or timezone.now())
    say(f"Laid in {time.monotonic() - began:.0f} s. The worker brings in the records while you look around.")
    return True


def seed(now: datetime) -> None:
    """Every step looks for itself whether it was done."""
    lay_town(now)
    lay_chicago(now)
    partnership, stream = town(), chicago()
    assert partnership is not None
    assert stream is not None
    lay_past(partnership, now)
    lay_fresh(partnership, now)
    lay_questions(partnership, now)
    queue_stream(stream, now)


def is_laid() -> bool:
    """Whether the last step was reached: every part of the stream has its import."""
    return ImportBatch.everywhere.filter(partnership__name=NAME).count() >= len(GROUPS)
