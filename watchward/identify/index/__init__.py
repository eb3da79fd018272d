"""The live look-up: an index beside the database that answers in a blink who somebody may be, and why."""

from watchward.identify.index.changes import Change, Drop, Put, Shelf
from watchward.identify.index.live import Candidate, Found, Index, StaleIndexError, Viewer

__all__ = ["Candidate", "Change", "Drop", "Found", "Index", "Put", "Shelf", "StaleIndexError", "Viewer"]
