"""The product's own settings in a home of their own. The runner reads them before any conftest, so this stands here."""

import os
import tempfile

os.environ["WATCHWARD_TESTING"] = "1"
os.environ["WATCHWARD_HOME"] = tempfile.mkdtemp(prefix="watchward-test-")  # one per worker process
os.environ.setdefault("WATCHWARD_SECRET_KEY", "only-for-tests")

from watchward.settings import *  # noqa: E402, F403
from watchward.settings import STATIC_ROOT  # noqa: E402

STATIC_ROOT.mkdir(exist_ok=True)  # nothing is collected for a test; the finders serve the pages' own files
