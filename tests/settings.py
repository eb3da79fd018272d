"""The product's own settings in a home of their own. The runner reads them before any conftest, so this stands here."""

import os
import tempfile

os.environ["WATCHWARD_TESTING"] = "1"
os.environ["WATCHWARD_HOME"] = tempfile.mkdtemp(prefix="watchward-test-")  # one per worker process
os.environ.setdefault("WATCHWARD_SECRET_KEY", "only-for-tests")

from watchward.settings import *  # noqa: F403
from watchward.settings import STATIC_ROOT

STATIC_ROOT.mkdir(exist_ok=True)  # nothing is collected for a test; the finders serve the pages' own files

if DATABASES["default"]["ENGINE"].endswith("records.sqlite"):  # noqa: F405
    # A file, as in real life: one connection in memory, shared by the threads of a live server, mixes transactions.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}  # noqa: F405
