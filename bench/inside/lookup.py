"""The live look-up under measurement: an index of a generated crowd, questions about it, and reports that stream in.

python -m bench.inside.lookup build FOLDER PEOPLE QUESTIONS     makes all that the others read
python -m bench.inside.lookup ask FOLDER                        in a process that has nothing else in memory
python -m bench.inside.lookup scan FOLDER PEOPLE QUESTIONS      the same questions, going through a few persons
python -m bench.inside.lookup resolve FOLDER REPORTS            look up, decide, insert, one report after the other
python -m bench.inside.lookup fresh FOLDER INSERTS              inserts here, found there: a second process looks
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final

from bench.inside.crowd import TODAY, crowd, queries, records
from watchward.identify.compare import Kind
from watchward.identify.evidence import Field, Record, Schema, with_partners
from watchward.identify.index import Drop, Index, Put, Viewer
from watchward.identify.index.ranker import Ranker
from watchward.identify.index.stored import Shape
from watchward.identify.model.card import Card, from_json, starting
from watchward.identify.model.frequencies import with_frequencies

SEED, OTHER_SEED = 505, 404  # of the crowd that is asked about; of another, whose frequencies the card knows
COUNTED: Final = 30_000  # persons of the other crowd
SCOPE, SHOWN = 1, 0
VIEWER: Final = Viewer(frozenset({(SCOPE, SHOWN)}))
SCHEMA: Final = Schema(
    tuple(
        with_partners(
            [
                Field("given", Kind.GIVEN, ("given", "middle")),
                Field("surname", Kind.FAMILY),
                Field("aliases", Kind.NAMES),
                Field("birth", Kind.DATE),
                Field("age", Kind.AGE),
                Field("height", Kind.HEIGHT),
                Field("build", Kind.BUILD),
                Field("hair", Kind.HAIR),
                Field("marks", Kind.MARKS),
                Field("accent", Kind.ACCENT),
                Field("address", Kind.STREET),
                Field("postcode", Kind.POSTCODE),
                Field("area", Kind.AREA),
                Field("phone", Kind.PHONES),
                Field("vehicle", Kind.VEHICLES),
                Field("mo", Kind.METHODS),
            ]
        )
    )
)


def person(row: dict[str, str]) -> Record:
    """The record of a known person; how old they are follows from the birth date."""
    year = int(str(TODAY)[:4])
    return SCHEMA.record(row | {"age": str(year - int(row["birth"][:4]))})


def build(folder: Path, people: int, asked: int) -> dict[str, Any]:
    """An index of everybody, the card, the questions and the persons themselves."""
    others = [person(row) for row in crowd(COUNTED, OTHER_SEED).rows()]
    card = with_frequencies(starting(SCHEMA, records=people), others)
    (folder / "card.json").write_text(card.to_json(), encoding="utf-8")
    persons = crowd(people, SEED)
    (folder / "people").write_text(str(people), encoding="ascii")
    write(folder / "questions.jsonl", queries(persons, asked, SEED).rows())
    write(folder / "some.jsonl", (persons.row(at) for at in range(min(people, 10_000))))
    began, cpu = time.perf_counter(), time.process_time()
    puts = (Put(row["person"], SCOPE, SHOWN, person(row)) for row in persons.rows())
    Index.build(folder / "index", card, puts, 1).close()
    disk = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "disk": disk}


def ask(folder: Path) -> dict[str, Any]:
    """How long each question takes, with all that is said of ten candidates; who is right; what is held in memory."""
    card = card_of(folder)
    asked = [(row["truth"], SCHEMA.record(row)) for row in read(folder / "questions.jsonl")]
    began = time.perf_counter()
    index = Index.open(folder / "index", card)
    index.find(VIEWER, asked[0][1])
    started = time.perf_counter() - began
    wall, cpu, first, listed = [], [], 0, 0
    for truth, record in asked:
        at, at_cpu = time.perf_counter(), time.thread_time()
        found = index.find(VIEWER, record).to_dict()
        cpu.append(time.thread_time() - at_cpu)
        wall.append(time.perf_counter() - at)
        refs = [one["ref"] for one in found["candidates"]]
        first += refs[:1] == [truth]
        listed += truth in refs
    memory = memory_of_this_process()
    return {
        "wall": wall,
        "cpu": cpu,
        "first": first / len(asked),
        "listed": listed / len(asked),
        "open": started,
    } | memory


def scan(folder: Path, people: int, asked: int) -> dict[str, Any]:
    """The same weights with no index: every question against each of a few persons."""
    card = card_of(folder)
    shape, ranker = Shape(SCHEMA), Ranker(card)
    lines = [shape.lines(shape.written(person(row))) for row in list(read(folder / "some.jsonl"))[:people]]
    cpu = []
    for row in list(read(folder / "questions.jsonl"))[:asked]:
        began = time.thread_time()
        weigh = ranker.asked(SCHEMA.record(row))
        max(map(weigh, lines))
        cpu.append(time.thread_time() - began)
    return {"cpu": cpu, "people": len(lines)}


def resolve(folder: Path, reports: int) -> dict[str, Any]:
    """Reports come in one after the other: prepared, looked up, said to be of somebody or not, and put in."""
    card = card_of(folder)
    persons = crowd(int((folder / "people").read_text(encoding="ascii")), SEED)
    rows = list(records(persons, 1, SEED + 1).rows())[:reports]
    index = Index.open(folder / "index", card)
    position, right, known = index.position, 0, 0
    began, cpu = time.perf_counter(), time.process_time()
    for at, row in enumerate(rows):
        record = SCHEMA.record(row)
        best = index.resolve(VIEWER, record)
        if best is not None and best.probability >= card.threshold:
            known += 1
            right += best.ref == row["truth"]
        index.apply([Put(row["record"], SCOPE, SHOWN, record)], position + at + 1)
    return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - began, "reports": len(rows),
            "known": known, "right": right}  # fmt: skip


def fresh(folder: Path, inserts: int) -> dict[str, Any]:
    """Seconds from the beginning of an insert or a deletion here until a second process has answered accordingly."""
    card = card_of(folder)
    index = Index.open(folder / "index", card)
    other = subprocess.Popen(
        [sys.executable, "-m", "bench.inside.lookup", "look", str(folder)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert other.stdin
    assert other.stdout
    found: dict[str, list[float]] = {"insert": [], "delete": []}
    position = index.position
    for at in range(inserts):
        row = {"given": "Fresh", "surname": f"Zq{at}tulip", "birth": "1980-01-02"}
        for change, case in ((Put("fresh", SCOPE, SHOWN, SCHEMA.record(row)), "insert"), (Drop("fresh"), "delete")):
            position += 1
            began = time.monotonic()
            index.apply([change], position)
            there = answer(other.stdin, other.stdout, row)
            assert ("fresh" in there["refs"]) == (case == "insert"), f"{case} {at}: {there}"
            found[case].append(there["at"] - began)
    other.stdin.close()
    other.wait()
    return found


def look(folder: Path) -> None:
    """The second process: answers each line on its input."""
    index = Index.open(folder / "index", card_of(folder))
    for line in sys.stdin:
        found = index.find(VIEWER, SCHEMA.record(json.loads(line)))
        said = {"refs": [one.ref for one in found.candidates], "at": time.monotonic()}
        print(json.dumps(said), flush=True)


def answer(there: IO[str], back: IO[str], row: dict[str, str]) -> dict[str, Any]:
    """Ask the second process."""
    there.write(json.dumps(row) + "\n")
    there.flush()
    return dict(json.loads(back.readline()))


def card_of(folder: Path) -> Card:
    """The card that the index was built with."""
    return from_json((folder / "card.json").read_text(encoding="utf-8"))


def memory_of_this_process() -> dict[str, int]:
    """Bytes in memory: `own` of this process alone, `mapped` pages of files, which all processes share."""
    with Path("/proc/self/status").open() as status:
        lines = dict(line.split(":", 1) for line in status)
    return {"own": int(lines["RssAnon"].split()[0]) * 1024, "mapped": int(lines["RssFile"].split()[0]) * 1024}


def write(path: Path, rows: Iterator[dict[str, str]]) -> None:
    """One row a line."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def read(path: Path) -> Iterator[dict[str, str]]:
    """The rows again."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


COMMANDS: Final[dict[str, Callable[..., Any]]] = {
    "build": build, "ask": ask, "scan": scan, "resolve": resolve, "fresh": fresh, "look": look,
}  # fmt: skip

if __name__ == "__main__":
    said = COMMANDS[sys.argv[1]](Path(sys.argv[2]), *map(int, sys.argv[3:]))
    if said is not None:
        print(json.dumps(said))
