"""A5: kill the server with -9 at random moments while reports with photographs come in, and count what is left."""

import json
import random
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

from bench.client import Browser
from bench.place import Place, scratch
from bench.results import Number
from bench.server import PORTS, Server
from bench.submissions import Submission, make

KILLS, QUICK_KILLS = 50, 5
WRITERS = 6
LONGEST_LIFE = 1.5  # seconds between the first answer of a server and its end
GIVES_UP = 0.2  # of the people whose report was cut off never try again: theirs may be there or not, but never twice


class Crowd:
    """People who send one report after another, and send it again under the same key when the line goes dead."""

    def __init__(self, port: int, people: list[dict[str, str]], seed: int) -> None:
        self.port, self.people, self.seed = port, people, seed
        self.sent: list[Submission] = []
        self.cut_off = 0
        self.refusals: list[str] = []
        self._stop = threading.Event()
        self._up = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(number,), daemon=True) for number in range(len(people))
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Let everybody bring the report in their hand to its end."""
        self._stop.set()
        self._up.set()
        for thread in self._threads:
            thread.join()

    def server_is(self, up: bool) -> None:
        """Whether it makes sense to try."""
        self._up.set() if up else self._up.clear()

    def acknowledged(self) -> int:
        """How many were answered until now."""
        return sum(bool(one.ref) for one in list(self.sent))

    def _work(self, number: int) -> None:
        dice = random.Random(self.seed * 1000 + number)
        person = self.people[number]
        browser = Browser(self.port, person["session"], timeout=30)
        while not self._stop.is_set():
            one = make(dice, number, person["premises"], photos=dice.choice((0, 1, 1, 2)))
            self.sent.append(one)
            self._until_answered(one, browser, dice)
        browser.close()

    def _until_answered(self, one: Submission, browser: Browser, dice: random.Random) -> None:
        while not one.ref:
            self._up.wait(30)
            try:
                one.send(browser)
            except (OSError, HTTPException):
                self.cut_off += 1
                if dice.random() < GIVES_UP:
                    return
                time.sleep(0.02)
            except Exception as refusal:  # an answer that is no acknowledgement: a failure of the measurement
                self.refusals.append(str(refusal))
                return


def measure(*, quick: bool = False, kills: int = 0) -> Iterator[Number]:
    """Kill, restart, repeat; then compare what clients know with what is stored."""
    kills = kills or (QUICK_KILLS if quick else KILLS)
    with scratch("a5") as folder:
        place = Place(folder)
        place.prepare()
        said = killed(place, kills, seed=random.randrange(10**6))
    wrong = said["wrong"] + [f"REFUSED: {one}" for one in said["refusals"][:5]]
    for sentence in wrong[:20]:
        print(f"A5: {sentence}", file=sys.stderr)
    yield Number(
        id="A5",
        what=f"Reports lost, doubled or half there after {kills} kills with -9 during submissions with photographs, "
        f"{place.engine} {said['engine']}",
        goal="0",
        value=len(wrong),
        baseline=f"{said['sent']} sent, {said['acknowledged']} acknowledged, {said['cut_off']} cut off in the middle, "
        f"{said['stored']} stored with {said['files']} photographs",
        unit="reports",
        holds=not wrong,
        how=f"python -m bench.kill --kills {kills}",
        gross=bool(wrong),
    )


def killed(place: Place, kills: int, seed: int) -> dict[str, Any]:
    """The run itself; the answer is what bench.inside.check says, with the crowd's own counts."""
    people = place.call("bench.inside.writers", WRITERS)
    server, dice = Server(place, port=PORTS[4]), random.Random(seed)
    crowd = Crowd(server.port, people, seed)
    server.start()
    crowd.start()
    try:
        for number in range(kills):
            _wait_for_one_more(crowd)
            time.sleep(dice.uniform(0, LONGEST_LIFE))
            crowd.server_is(False)
            server.kill()
            server.start()
            crowd.server_is(True)
            print(
                f"A5: kill {number + 1} of {kills}, {crowd.acknowledged()} acknowledged.", file=sys.stderr, flush=True
            )
        _wait_for_one_more(crowd)
    finally:
        crowd.finish()
        server.stop()
    facts = Path(place.home) / "sent.json"
    facts.write_text(json.dumps([one.facts() for one in crowd.sent]), encoding="utf-8")
    said: dict[str, Any] = place.call("bench.inside.check", facts)
    return said | {"cut_off": crowd.cut_off, "refusals": crowd.refusals}


def _wait_for_one_more(crowd: Crowd, seconds: float = 60) -> None:
    """Until this server has acknowledged something, so that no kill is in vain."""
    before, until = crowd.acknowledged(), time.monotonic() + seconds
    crowd.server_is(True)
    while crowd.acknowledged() == before:
        if time.monotonic() > until or crowd.refusals:
            raise TimeoutError(f"The server took no report for {seconds:.0f} s. Refusals: {crowd.refusals[:3]}")
        time.sleep(0.005)
