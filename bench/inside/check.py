"""`python -m bench.inside.check FACTS`: compare what clients were told (a JSON file) with what is stored.

Every sentence printed is something that must never happen.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bench.inside.django_up  # noqa: F401
from watchward.collect.models import Custody, Evidence, MentionedGoods, MentionedPerson, Report
from watchward.collect.vaults import vault
from watchward.records import engine, ledger
from watchward.records.models import Delivery, Event

KIND = "report.submitted"


def acknowledged(sent: list[dict[str, Any]]) -> Iterator[str]:
    """What was acknowledged is stored once, under its reference; the rest is absent or stored once; nothing else is."""
    stored = Counter(str(key) for key in Report.everywhere.values_list("client_key", flat=True))
    refs = dict(Report.everywhere.values_list("client_key", "ref"))
    by_key = {str(key): ref for key, ref in refs.items()}
    for one in sent:
        times = stored.pop(one["key"], 0)
        if one["ref"] and times == 0:
            yield f"LOST: {one['ref']} was acknowledged and is not stored."
        if times > 1:
            yield f"DOUBLED: {one['key']} is stored {times} times."
        if one["ref"] and times == 1 and by_key[one["key"]] != one["ref"]:
            yield f"RENAMED: {one['ref']} was acknowledged and is stored as {by_key[one['key']]}."
    for key in stored:
        yield f"INVENTED: a report with the key {key}, which nobody sent."


def whole(sent: list[dict[str, Any]]) -> Iterator[str]:
    """A stored report has all that was sent with it: words, people, goods, files."""
    facts = {one["key"]: one for one in sent}
    for report in Report.everywhere.all():
        said = facts.get(str(report.client_key))
        if said is None:
            continue
        found = {
            "people": MentionedPerson.everywhere.filter(report=report).count(),
            "goods": MentionedGoods.everywhere.filter(report=report).count(),
            "words": report.narrative,
            "hashes": sorted(report.evidence.values_list("original_sha256", flat=True)),
        }
        for name, value in found.items():
            if value != said[name]:
                yield f"HALF: {report.ref} has {name} {value!r}, and {said[name]!r} were sent."


def events() -> Iterator[str]:
    """Exactly one event per report, none without its report, each on its way to the subscribers once."""
    told = Counter(Event.everywhere.filter(kind=KIND).values_list("ref", flat=True))
    for ref in Report.everywhere.values_list("ref", flat=True):
        if (times := told.pop(f"report/{ref}", 0)) != 1:
            yield f"HALF: {ref} has {times} events."
    yield from (f"HALF: an event tells of {ref}, which is not stored." for ref in told)
    waiting = Delivery.everywhere.filter(subscriber=Delivery.UNDIRECTED, event__kind=KIND).count()
    if waiting != (count := Event.everywhere.filter(kind=KIND).count()):
        yield f"HALF: {count} events and {waiting} of them in the outbox."


def files() -> Iterator[str]:
    """Each evidence row has its file with its hash, its clean copies and the first line of its continuity."""
    for item in Evidence.everywhere.all():
        if not vault().verify(item.original_key, item.original_sha256):
            yield f"HALF: the file of {item.ref} is missing or changed."
        if missing := list(vault().missing([item.shown_key, item.thumbnail_key])):
            yield f"HALF: {item.ref} lacks {missing}."
        if [one.sha256 for one in Custody.everywhere.filter(evidence=item)] != [item.original_sha256]:
            yield f"HALF: the continuity of {item.ref} is not one line with its hash."


def chains() -> Iterator[str]:
    """The ledger verifies."""
    for partnership_id, _rows, bad in ledger.verify_all():
        if bad is not None:
            yield f"BROKEN: chain {partnership_id} at row {bad.seq}: {bad.why}."


def promises() -> Iterator[str]:
    """The engine is as safe as it was told to be."""
    yield from (f"UNSAFE: {problem}." for problem in engine.durability_problems())


def main(path: Path) -> None:
    """Print the sentences and some counts as JSON."""
    sent = json.loads(path.read_text(encoding="utf-8"))
    wrong = [*acknowledged(sent), *whole(sent), *events(), *files(), *chains(), *promises()]
    counts = {
        "sent": len(sent),
        "acknowledged": sum(bool(one["ref"]) for one in sent),
        "stored": Report.everywhere.count(),
        "files": Evidence.everywhere.count(),
        "engine": engine.settings_of_durability(),
    }
    print(json.dumps({"wrong": wrong, **counts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
