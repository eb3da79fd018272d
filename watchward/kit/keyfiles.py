"""Keys that lie in files of their own: made on first use, readable by their owner only, never replaced."""

import os
from pathlib import Path


def make_once(path: Path, text: bytes) -> None:
    """Give the key its name, unless another process was quicker: then its key stands, and this one is thrown away.

    The file gets its name only when whole, so that nobody reads half a key.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        _name_once(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _name_once(draft: Path, path: Path) -> None:
    """A link refuses an existing name, where a rename would replace the key that another process has just made."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
