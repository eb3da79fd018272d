"""The child process: draws one photograph and answers with one line of JSON. Started by `decoder`.

Started as a script with `python -I -S`, so that no environment variable, no start-up file of the
environment and no current directory has a say; where to import from comes with the order.
Standard input is the photograph, standard output takes the answer, and two more open files take the drawings.
"""

import errno
import json
import os
import sys
from typing import Any

_TAIL_BYTES = 65_536


def main(order: dict[str, Any]) -> dict[str, Any]:
    sys.path[:0] = order["import_from"]
    limits = order["limits"]
    from watchward.kit.images import confine

    confine.bound(limits)
    try:
        from watchward.kit.images import draw

        if order["kind"] == "heic":
            import pillow_heif  # noqa: F401 - nothing can be imported after the lock-down
        confined = confine.lock_down()
        with (
            os.fdopen(0, "rb", closefd=False) as source,
            os.fdopen(order["shown"], "wb") as shown,
            os.fdopen(order["thumbnail"], "wb") as thumbnail,
        ):
            if crop := order.get("crop"):
                made = draw.pixels(source, shown, kind=order["kind"], limits=limits, crop=crop)
            else:
                made = draw.draw(source, shown, thumbnail, kind=order["kind"], limits=limits)
            return {**made, "confined": confined}
    except BaseException as failure:
        reason = reason_for(failure)
        return {"reason": "truncated" if reason == "broken" and is_cut_off(0, order["kind"]) else reason}


def reason_for(failure: BaseException) -> str:
    """The `Reason` behind an exception. Pillow tells truncated from damaged only in its words."""
    words = str(failure).lower()
    if type(failure).__name__ == "Unusable":
        return words
    if isinstance(failure, MemoryError) or "memory" in words:
        return "too_much_memory"
    if isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return "disk_full"
    if isinstance(failure, EOFError) or "truncated" in words:
        return "truncated"
    if isinstance(failure, ImportError) or not isinstance(failure, Exception):
        return "decoder_failed"
    return "broken"


def is_cut_off(photo: int, kind: str) -> bool:
    """Whether the end of a file that could not be read is missing: better advice than "damaged"."""
    size = os.fstat(photo).st_size
    if kind == "webp":
        return 8 + int.from_bytes(os.pread(photo, 4, 4), "little") > size
    end = {"jpeg": b"\xff\xd9", "png": b"IEND"}.get(kind, b"")
    return end not in os.pread(photo, _TAIL_BYTES, max(0, size - _TAIL_BYTES))


if __name__ == "__main__":
    answer = json.dumps(main(json.loads(sys.argv[1])))
    os.write(1, answer.encode())
    os._exit(0)  # nothing to tidy up, and a damaged heap gets no chance to run on
