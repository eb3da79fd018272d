"""Django's SQLite engine, with every writing transaction taking its turn in the queue first."""

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from watchward.records.sqlite.queue import Queue, queue_of


class DatabaseWrapper(base.DatabaseWrapper):
    """Enters the queue before BEGIN IMMEDIATE and leaves it after COMMIT or ROLLBACK."""

    _held: Queue | None = None

    def _start_transaction_under_autocommit(self) -> None:
        queue = queue_of(str(self.settings_dict["NAME"]))
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        if not queue.enter(seconds):
            raise OperationalError("database is locked: the turn to write did not come in time")
        self._held = queue
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._leave_unless_open()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_unless_open()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._leave()

    def _leave_unless_open(self) -> None:
        """A commit that failed leaves its transaction open, and the pen in our hand, until it is rolled back."""
        if self.connection is None or not self.connection.in_transaction:
            self._leave()

    def _leave(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.leave()
