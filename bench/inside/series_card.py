"""Learn the series card that ships, on generated towns: python -m bench.inside.series_card WRITE_TO"""

import sys
from dataclasses import replace
from pathlib import Path

from bench.inside.serial import town
from watchward.identify.series.card import OTHER_CODES
from watchward.identify.series.incidents import columns
from watchward.identify.series.learn import learn

SERIES, SINGLES, SEEDS = 55, 300, (901, 902, 903)
APART_HOURS = 3 * 365 * 24.0  # the towns lie years apart, so that no incident is compared with one of another town


def main(path: Path) -> None:
    """A year of three towns; their fields have other names than yours, so the mean of them ships."""
    made = [town(SERIES, SINGLES, seed) for seed in SEEDS]
    incidents = [
        replace(one, ref=f"{at}-{one.ref}", start=one.start + at * APART_HOURS, end=one.end + at * APART_HOURS)
        for at, here in enumerate(made)
        for one in here.incidents
    ]
    series = {
        f"{at}-{ref}": {f"{at}-{person}" for person in people}
        for at, here in enumerate(made)
        for ref, people in here.series.items()
    }
    about = f"{len(made)} generated towns: {len(incidents):,} incidents of a year, {SERIES} series in each"
    card = learn(columns(incidents), series, version="2026.1", source=about)
    path.write_text(replace(card, codes={OTHER_CODES: card.codes[OTHER_CODES]}).to_json(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
