"""B3: what the mark costs. A gallery of 60 marked pictures against the same server giving out the same files bare."""

import re
import sys
import time
from collections.abc import Iterator, Sequence
from html import unescape
from http.client import HTTPConnection

from bench.client import COOKIE
from bench.machine import family, peak_memory
from bench.place import Place, scratch
from bench.results import Number
from bench.server import Server
from watchward.share.marking import MOST_BYTES

GOAL = 3.0
FACES, QUICK_FACES = 60, 12
ROUNDS, QUICK_ROUNDS = 8, 3
MEMORY_GOAL = 96_000_000  # the bounded store, and as much again for drawing
PICTURE = re.compile(r'src="(/people-to-know/pictures/[^"]+)"')
SHARED = {"cache-control": "private, no-store", "cross-origin-resource-policy": "same-origin"}


def measure(*, quick: bool = False) -> Iterator[Number]:
    """One server, one session, marked and bare in turns; the first look at each picture is told apart."""
    with scratch("b3") as folder:
        place = Place(folder)
        place.prepare()
        faces = QUICK_FACES if quick else FACES
        laid = place.call("bench.inside.gallery", faces)
        session = place.call("bench.inside.session", laid["viewer"])[laid["viewer"]]
        print(f"B3: a gallery of {faces} marked pictures.", file=sys.stderr, flush=True)
        server = Server(place, workers=1)
        server.start()
        try:
            yield from _measured(server, session, faces, QUICK_ROUNDS if quick else ROUNDS)
        finally:
            server.stop()


def _measured(server: Server, session: str, faces: int, rounds: int) -> list[Number]:
    asker = _Asker(server.port, session)
    page = asker.get("/people-to-know/")[1].decode()
    marked = [unescape(one).replace("size=small", "size=large") for one in PICTURE.findall(page)]
    assert len(marked) == faces, f"The gallery shows {len(marked)} pictures, not {faces}."
    bare = [f"/bench/bare/{one.split('/')[3]}/" for one in marked]
    asker.timed(bare[:1])
    before = _memory(server)
    cold = asker.timed(marked)
    warm, plain = [], []
    for _ in range(rounds):
        plain += asker.timed(bare)
        warm += asker.timed(marked)
    held = _memory(server) - before
    asker.close()
    return _numbers(cold, warm, plain, held=held, leaks=asker.leaks, asked=asker.asked, faces=faces)


def _numbers(
    cold: Sequence[float], warm: Sequence[float], plain: Sequence[float], *, held: int, leaks: int, asked: int,
    faces: int,
) -> list[Number]:  # fmt: skip
    ratio = _p95(warm) / _p95(plain)
    how = "python -m bench --only B3"
    beside = f"{_p95(plain):.1f} ms bare; {_p95(warm):.1f} ms marked; {_p95(cold):.1f} ms the first look of the day"
    return [
        Number(
            "B3", f"p95 of a marked picture, seen again, in a gallery of {faces}, against the same file bare",
            f"<= {GOAL} x", round(ratio, 2), beside, "x", ratio <= GOAL, how, gross=ratio > 2 * GOAL,
        ),
        Number(
            "B3", f"memory that marking {faces} pictures takes, drawing included", f"<= {MEMORY_GOAL // 10**6} MB",
            round(held / 10**6), f"at most {MOST_BYTES // 10**6} MB of pictures are held", "MB", held <= MEMORY_GOAL,
            how, gross=held > 2 * MEMORY_GOAL,
        ),
        Number(
            "B3", "answers with a picture or a page of the gallery that a shared cache might keep", "0", leaks,
            f"{asked} answers", "answers", leaks == 0, how, gross=leaks > 0,
        ),
    ]  # fmt: skip


class _Asker:
    """One connection, which also looks at the headers of every answer."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": f"{COOKIE}={session}"}
        self.leaks = self.asked = 0

    def get(self, path: str) -> tuple[float, bytes]:
        """(milliseconds, body)."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1000
        assert answer.status == 200, f"{path.split('?')[0]} answered {answer.status}."
        if path.startswith("/people-to-know/"):
            self.asked += 1
            said = {name.lower(): value for name, value in answer.getheaders()}
            is_private = all(said.get(name) == value for name, value in SHARED.items())
            self.leaks += not (is_private and "cookie" in said.get("vary", "").lower() and "etag" not in said)
        return took, body

    def timed(self, paths: Sequence[str]) -> list[float]:
        """Milliseconds of each."""
        return [self.get(path)[0] for path in paths]

    def close(self) -> None:
        """Drop the connection."""
        self.connection.close()


def _p95(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]


def _memory(server: Server) -> int:
    return sum(peak_memory(pid) for pid in family(server.pid))
