"""Check an exported ledger on a computer of your own. Needs nothing but Python.

    python check_ledger.py ledger.jsonl letters.txt

The first file comes from `watchward export-ledger`. The second holds the daily letters that you kept, or only their
lines such as "T-7K3MQ2XD9T 1204:9f2c…". Prints what it found; ends with 0 if everything fits and 1 if not.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

HEAD = re.compile(r"\b\d+:[0-9a-f]{64}\b")


def check(lines: Iterable[str], kept: dict[int, str]) -> tuple[int, str]:
    """Walk the chain; return (number of rows, what is wrong or an empty text)."""
    previous, number, digest = "0" * 64, 0, "0" * 64
    wanted = dict(kept)
    for number, line in enumerate(lines, 1):
        row, digest = json.loads(line)
        if row[1] != number:
            return number, f"row {number} is missing"
        if row[-1] != previous:
            return number, f"row {number} does not follow from the row before it"
        if hashlib.sha256(json.dumps(row, sort_keys=True, separators=(",", ":")).encode()).hexdigest() != digest:
            return number, f"row {number} was changed"
        if wanted.pop(number, digest) != digest:
            return number, f"row {number} is not the row whose head you kept: the ledger was rewritten"
        previous = digest
    if wanted:
        return number, f"you kept a head of row {max(wanted)}, but the ledger ends at row {number}"
    return number, ""


def main(arguments: list[str]) -> int:
    """Read both files, say what they show."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    text = Path(arguments[1]).read_text(encoding="utf-8", errors="replace")
    kept = {int(one.split(":")[0]): one.split(":")[1] for one in HEAD.findall(text)}
    with Path(arguments[0]).open(encoding="utf-8") as lines:
        rows, wrong = check(lines, kept)
    if wrong:
        print(f"NOT WHOLE: {wrong}.")
        return 1
    print(
        f"Whole: {rows} rows, and all {len(kept)} heads that you kept fit."
        if kept
        else f"The chain fits itself: {rows} rows. Without a head that you kept this proves little."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
