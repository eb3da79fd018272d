"""Reports on their way in: what is sent, by whom, and how the answer is read."""

import io
import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from bench.client import Browser, File

PATH = "/report/"
GOODS = ("alcohol", "food", "health")


class NotTakenError(Exception):
    """The server answered, and did not take the report."""


@dataclass
class Submission:
    """One report with its photographs, and what became of it."""

    client_key: UUID
    worker: int
    premises: str
    words: str
    people: int
    goods: int
    photos: list[bytes] = field(default_factory=list)
    opened_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    ref: str = ""  # set when the server has said so: from then on it must be there
    tries: int = 0

    def send(self, browser: Browser) -> None:
        """Send it once. Raises OSError or HTTPException where nobody knows whether it arrived."""
        self.tries += 1
        files = [File("photos", f"photo{number}.jpg", one) for number, one in enumerate(self.photos)]
        answer = browser.post(PATH, self._fields(), files)
        sent = re.fullmatch(r"/report/sent/(R-[0-9A-Z]+)/", answer.location)
        if answer.status != 302 or sent is None:
            problems = re.sub(r"<[^>]+>|\s+", " ", answer.body.decode(errors="replace"))
            raise NotTakenError(f"{answer.status} {answer.location} {problems[:600]}")
        self.ref = sent[1]

    def _fields(self) -> list[tuple[str, str]]:
        """As the page of the report sends them. The same at every try: a repeat under one key is the same report."""
        return [
            ("form", "incident"), ("client_key", str(self.client_key)), ("step", "send"),
            ("opened_at", self.opened_at), ("device_at", self.opened_at), ("when", "now"),
            ("kind", "theft"), ("exactly", "theft.concealed"), ("premises", self.premises), ("narrative", self.words),
            ("q_value", "19.99"), *(("q_goods", GOODS[number]) for number in range(self.goods)),
            ("people", str(max(self.people, 1))), ("vehicles", "0"),
            *((f"p{number}_known", "by-name") for number in range(self.people)),
            *((f"p{number}_name", f"Person {number}") for number in range(self.people)),
        ]  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """For the check afterwards."""
        return {
            "key": str(self.client_key), "ref": self.ref, "tries": self.tries,
            "people": self.people, "goods": self.goods, "words": self.words,
            "hashes": sorted(sha256(one).hexdigest() for one in self.photos),
        }  # fmt: skip


def photograph(dice: random.Random) -> bytes:
    """A small JPEG that no other one equals."""
    picture = Image.effect_noise((dice.randint(160, 320), dice.randint(120, 240)), 40).convert("RGB")
    picture.putpixel((0, 0), (dice.randrange(256), dice.randrange(256), dice.randrange(256)))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue() + dice.randbytes(8)  # behind the end marker: decoders ignore it, the hash does not


def make(dice: random.Random, worker: int, premises: str, *, photos: int) -> Submission:
    """An ordinary report."""
    return Submission(
        client_key=uuid4(),
        worker=worker,
        premises=premises,
        words=f"Report {dice.randrange(10**9)}: took goods and left without paying.",
        people=dice.randint(0, 2),
        goods=dice.randint(1, 3),
        photos=[photograph(dice) for _ in range(photos)],
    )
