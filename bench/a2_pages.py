"""A2: what a signed-in page of 50 rows costs the server, against an empty view behind the same middleware."""

from collections.abc import Iterator

from bench.client import Browser
from bench.place import Place, scratch
from bench.results import Number
from bench.server import Server
from tools import postgres

GOALS = {"SQLite": 15, "PostgreSQL": 22}
READER = "coordinator@alone.example"
ROWS = 10_000
PAGE, EMPTY = "/reports/", "/bench/empty/"
BEST_OF = 3


def measure(*, quick: bool = False) -> Iterator[Number]:
    """The same server, the same session, in turns, best of three, on both engines."""
    with scratch("a2") as folder:
        yield _on(Place(folder), quick)
    with scratch("a2") as folder, postgres.database(durable=True) as url:
        yield _on(Place(folder, url), quick)


def _on(place: Place, quick: bool) -> Number:
    place.prepare()
    place.call("bench.inside.fill", ROWS if not quick else 500)
    session = place.call("bench.inside.session", READER)[READER]
    server = Server(place, workers=1)
    server.start()
    try:
        page, empty = _best(server, session, 60 if quick else 300)
    finally:
        server.stop()
    goal = GOALS[place.engine]
    return Number(
        id="A2",
        what=f"CPU of the server for the signed-in page of 50 reports against an empty view, {place.engine}",
        goal=f"<= {goal} x",
        value=round(page / empty, 1),
        baseline=f"{empty * 1000:.2f} ms empty; {page * 1000:.2f} ms the page",
        unit="x",
        holds=page / empty <= goal,
        how="python -m bench --only A2",
        gross=page / empty > 2 * goal,
    )


def _best(server: Server, session: str, requests: int) -> tuple[float, float]:
    """CPU seconds per request of the page and of the empty view. The empty one is asked more often: ticks are 10 ms."""
    browser = Browser(server.port, session)
    answer = browser.get(PAGE)
    rows = answer.body.count(b"R-")
    assert answer.status == 200, f"{PAGE} answered {answer.status} {answer.location}"
    assert rows >= 50, f"{PAGE} shows {rows} references, not a page of 50 rows."
    best = {PAGE: float("inf"), EMPTY: float("inf")}
    for _ in range(BEST_OF):
        for path, times in ((EMPTY, requests * 5), (PAGE, requests)):
            best[path] = min(best[path], _cpu_per_request(server, browser, path, times))
    browser.close()
    return best[PAGE], best[EMPTY]


def _cpu_per_request(server: Server, browser: Browser, path: str, times: int) -> float:
    for _ in range(20):
        browser.get(path)
    began = server.cpu()
    for _ in range(times):
        browser.get(path)
    return (server.cpu() - began) / times
