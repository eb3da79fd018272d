"""`watchward work`: the worker. It delivers events, runs imports, deletes what is due, and cleans up once a day."""

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from types import FrameType

import click
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from watchward.assess.actions.alarms import watch_canaries, watch_looks
from watchward.assess.actions.desk import bring_back_silent
from watchward.assess.indexing import index_waiting
from watchward.cli.housekeeping import clean_up
from watchward.collect.actions.imports import work_imports_once
from watchward.partners.actions.anchors import anchor_ledgers
from watchward.policy import operator_at_console
from watchward.records.outbox import work_once
from watchward.records.retention.engine import run_retention
from watchward.share.actions.letters import post_what_is_due
from watchward.share.channels.webhooks import send_due
from watchward.wiring import RETENTION, SUBSCRIBERS

log = logging.getLogger(__name__)
LETTERS_EVERY = timedelta(minutes=10)
IDLE = 1.0  # seconds between two looks when nothing waits
TURN_SECONDS = 3.0  # then the deliveries have their turn
AFTER_TROUBLE = 5.0  # seconds until the database is asked again

AN_HOUR = timedelta(hours=1)

Job = Callable[[datetime], int]


class Stop:
    """Set by SIGTERM or Ctrl-C; the worker finishes the piece in hand first."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, _sign: int = 0, _frame: FrameType | None = None) -> None:
        """Finish the piece in hand, then stop."""
        self.asked = True

    def sleep(self, seconds: float) -> None:
        """Sleep, but wake up soon after being asked to stop."""
        until = time.monotonic() + seconds
        while not self.asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))


@click.command(epilog="Example: watchward work --once. Exit codes: 0 stopped or all done, 1 broken, 2 not understood.")
@click.option("--once", is_flag=True, help="Do everything that waits now, then end.")
def work(once: bool) -> None:
    """Do what waits: deliveries, imports, deletion, daily housekeeping. `watchward run` starts one by itself."""
    with stopping_politely() as stop:
        if once:
            do_all_that_waits(stop)
        else:
            keep_working(stop)


@contextmanager
def stopping_politely() -> Iterator[Stop]:
    """Signals set a flag instead of breaking what is under way."""
    stop = Stop()
    before = {sign: signal.signal(sign, stop.ask) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def deliver(now: datetime) -> int:
    """Hand out events and deliver what is due."""
    return work_once(SUBSCRIBERS, now)


def bring_in_logs(now: datetime) -> int:
    """Bring in the next rows of members' own logs."""
    return work_imports_once(now)


def tell_programs(now: datetime) -> int:
    """Send webhooks that are due."""
    return send_due(now)


def bring_back(now: datetime) -> int:
    """Lay what waited too long on top of the desk again."""
    return bring_back_silent(actor=operator_at_console(), now=now)


def keep_time(now: datetime) -> int:
    """Delete what is due, once an hour, a few seconds at a time (R-01 to R-08)."""
    return run_retention(RETENTION, actor=operator_at_console(), now=now, seconds=TURN_SECONDS)


def file_for_search(now: datetime) -> int:
    """File the next reports that came in past the deliveries, so that search finds them."""
    return index_waiting(now)


class NowAndThen:
    """A job that looks again only after a while: its clocks are days, and nobody waits for the second."""

    def __init__(self, job: Job, every: timedelta) -> None:
        self.__name__ = job.__name__
        self.job, self.every = job, every
        self.again_at: datetime | None = None

    def __call__(self, now: datetime) -> int:
        """Do it if its time has come."""
        if self.again_at is not None and self.again_at - self.every <= now < self.again_at:
            return 0
        self.again_at = now + self.every
        return self.job(now)


def post_letters(now: datetime) -> int:
    """Begin the rounds of letters that are due."""
    return post_what_is_due(actor=operator_at_console(), now=now)


def watch(now: datetime) -> int:
    """Whoever looked at a record that is nobody is asked at once."""
    return watch_canaries(actor=operator_at_console(), now=now)


def compare_looks(now: datetime) -> int:
    """What else was unusual about looks at people; each alarm is raised once a day."""
    return watch_looks(actor=operator_at_console(), now=now)


JOBS: tuple[Job, ...] = (
    watch,
    NowAndThen(post_letters, LETTERS_EVERY),
    deliver,
    tell_programs,
    bring_in_logs,
    file_for_search,
    keep_time,
    NowAndThen(compare_looks, AN_HOUR),
)


def tidy(now: datetime) -> None:
    """Once a day: the clocks of the desk, then the cleaning."""
    while bring_back(now):
        continue
    anchor_ledgers(actor=operator_at_console(), now=now)
    clean_up(now)


def work_through(now: datetime, jobs: tuple[Job, ...] = JOBS) -> int:
    """One round of every job; one that breaks is logged and stops no other. A lost database stops the round."""
    done = 0
    for job in jobs:
        try:
            done += int(job(now) or 0)
        except (InterfaceError, DatabaseError):
            raise
        except Exception:
            log.exception("%s failed and will be tried again.", job.__name__)
    return done


def do_all_that_waits(stop: Stop) -> None:
    """Rounds until nothing is left, and the cleaning."""
    while not stop.asked and work_through(timezone.now()):
        continue
    tidy(timezone.now())


def keep_working(stop: Stop, jobs: tuple[Job, ...] = JOBS) -> None:
    """Until asked to stop. A restart of the database is waited out."""
    cleaned_on: date | None = None
    while not stop.asked:
        now = timezone.now()
        try:
            close_old_connections()
            done = work_through(now, jobs)
            if cleaned_on != now.date() and not done:  # what people wait for comes first
                tidy(now)
                cleaned_on = now.date()
        except (InterfaceError, DatabaseError) as trouble:
            log.warning("The database did not answer (%s). Trying again in %.0f s.", trouble, AFTER_TROUBLE)
            connection.close()
            stop.sleep(AFTER_TROUBLE)
            continue
        if not done:
            stop.sleep(IDLE)
