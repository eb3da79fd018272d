"""The demonstration: a generated town, and a real stream of public records beside it."""

import time
from datetime import datetime

from django.utils import timezone

from watchward.cli.console import say
from watchward.cli.demo.stream import GROUPS, NAME
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
    from watchward.cli.demo.lay import seed  # heavy, and needed once

    began = time.monotonic()
    say("Laying the demonstration: a generated town, and real public records beside it.")
    seed(now or timezone.now())
    say(f"Laid in {time.monotonic() - began:.0f} s. The worker brings in the records while you look around.")
    return True


def is_laid() -> bool:
    """Whether the last step was reached: every part of the stream has its import."""
    return ImportBatch.everywhere.filter(partnership__name=NAME).count() >= len(GROUPS)
