"""Reports on their way in: what is sent, by whom, and how the answer is read."""

import io
import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from bench.client import Browser, File

PATH = "/bench/report/"
GOODS = ("meat", "alcohol", "cosmetics")


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
    ref: str = ""  # set when the server has said so: from then on it must be there
    tries: int = 0

    def send(self, browser: Browser) -> None:
        """Send it once. Raises OSError or HTTPException where nobody knows whether it arrived."""
        self.tries += 1
        happened = datetime.now(UTC) - timedelta(hours=2)
        fields = [
            ("client_key", str(self.client_key)), ("premises", self.premises), ("kind", "theft.concealed"),
            ("happened_at", self.happened_at(happened)), ("narrative", self.words), ("loss_pence", "1999"),
            *(("person", f"Person {number}") for number in range(self.people)),
            *(("goods", GOODS[number]) for number in range(self.goods)),
        ]  # fmt: skip
        files = [File("photos", f"photo{number}.jpg", one) for number, one in enumerate(self.photos)]
        answer = browser.post(PATH, fields, files)
        if answer.status != 200:
            raise NotTakenError(f"{answer.status} {answer.location} {answer.body[:300]!r}")
        self.ref = str(json.loads(answer.body)["ref"])

    def happened_at(self, first: datetime) -> str:
        """The same at every try: a repeat under one key must be the same report."""
        if not hasattr(self, "_happened"):
            self._happened = first.replace(microsecond=0).isoformat()
        return self._happened

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
        goods=dice.randint(0, 3),
        photos=[photograph(dice) for _ in range(photos)],
    )
