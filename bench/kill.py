"""`python -m bench.kill --kills 50`: only A5. Exit 1 if one report is lost, doubled or half there."""

import argparse
import signal
import sys

from bench import a5_kills
from bench.results import save


def main() -> int:
    """The full form writes its number down; fewer kills only print."""
    parser = argparse.ArgumentParser(prog="python -m bench.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=a5_kills.KILLS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server and its folder are cleared away
    kills = parser.parse_args().kills
    numbers = list(a5_kills.measure(kills=kills))
    for number in numbers:
        print(number.line())
    if kills >= a5_kills.KILLS:
        save(numbers)
    return 1 if any(number.gross for number in numbers) else 0


if __name__ == "__main__":
    sys.exit(main())
