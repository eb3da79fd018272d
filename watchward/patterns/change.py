"""Comparing two periods honestly: a ratio with its interval, and silence where the numbers are too few."""

import math
from dataclasses import dataclass

from watchward.patterns.exact import binomial_interval

FEWEST_FOR_AN_ARROW = 20  # figures d.4: never show year-on-year arrows on fewer than 20 events


@dataclass(frozen=True, slots=True)
class Change:
    """What two periods say about each other.

    `ratio` is after : before per unit of exposure; None if nothing was counted before.

    `low` and `high` bound the true ratio at `level`; `high` is infinite when nothing was counted before.
    """

    before: int
    after: int
    ratio: float | None
    low: float
    high: float
    level: float
    reporting_note: str

    @property
    def is_too_few(self) -> bool:
        """Say whether fewer than 20 events were counted in both periods together (figures d.4)."""
        return self.before + self.after < FEWEST_FOR_AN_ARROW

    @property
    def is_clear(self) -> bool:
        """Say whether the interval leaves "no change" out."""
        return self.low > 1 or self.high < 1

    @property
    def may_show_arrow(self) -> bool:
        """Say whether an arrow is honest: 20 events or more (figures d.4), "no change" ruled out."""
        return self.is_clear and not self.is_too_few

    @property
    def direction(self) -> str:
        """Return "up", "down" or, wherever no arrow may be shown, "unclear"."""
        if not self.may_show_arrow:
            return "unclear"
        return "up" if self.low > 1 else "down"

    @property
    def sentence(self) -> str:
        """Say how reporting changed first (figures d.4), then the change in plain words with its uncertainty."""
        return " ".join(part for part in (self.reporting_note, self._finding()) if part)

    def _finding(self) -> str:
        counts = f"{self.before:,} before and {self.after:,} after"
        if self.is_too_few:
            return f"{counts}: too few to say whether anything changed."
        if not self.is_clear:
            return f"{counts}: no clear change ({self._range()} is possible)."
        if self.ratio is None:
            return f"{counts}: a rise from nothing."
        percent = abs(round((self.ratio - 1) * 100))
        verb = "a rise" if self.ratio > 1 else "a fall"
        return f"{counts}: {verb} of about {percent:,} % ({self._range()} is possible)."

    def _range(self) -> str:
        return f"anything from {_as_change(self.low)} to {_as_change(self.high)}"


def compare(
    before: int,
    after: int,
    exposure_before: float = 1.0,
    exposure_after: float = 1.0,
    *,
    level: float = 0.95,
    reporting_note: str = "",
) -> Change:
    """Compare two counts by the ratio of their rates, with the exact conditional interval.

    Args:    exposures in any one unit (weeks, opening hours, members); only their ratio counts.
             reporting_note: what changed in how much is reported (see `reporting_note`).
    Raises:  ValueError: a negative count, an exposure of 0 or less, or a level outside 0-1.
    Source:  given the total, `after` is binomial; Clopper-Pearson on that share
             (Przyborowski and Wilenski, 1940). It holds for two periods chosen beforehand. It does not repair
             a place chosen *because* it was hot: that falls by itself.
    """
    if before < 0 or after < 0:
        raise ValueError(f"The counts are {before} and {after}. Counts start at 0.")
    if not all(math.isfinite(e) and e > 0 for e in (exposure_before, exposure_after)):
        raise ValueError("An exposure must be a number above 0, such as the weeks counted.")
    low_share, high_share = binomial_interval(after, before + after, level)
    scale = exposure_before / exposure_after
    ratio = after / before * scale if before else None
    return Change(before, after, ratio, _odds(low_share) * scale, _odds(high_share) * scale, level, reporting_note)


def reporting_note(reporters_before: int, reporters_after: int, *, who: str = "members") -> str:
    """Say a change in how many report at all; it belongs before any talk of crime (figures d.4)."""
    if reporters_before == reporters_after:
        return ""
    more = reporters_after > reporters_before
    return (
        f"{who.capitalize()} that reported went from {reporters_before:,} to {reporters_after:,}, so "
        f"{'more' if more else 'fewer'} reports may mean {'better' if more else 'weaker'} reporting, "
        f"not {'more' if more else 'less'} crime."
    )


def _odds(share: float) -> float:
    return math.inf if share >= 1 else share / (1 - share)


def _as_change(ratio: float) -> str:
    if math.isinf(ratio):
        return "any rise"
    percent = round((ratio - 1) * 100)
    return "no change" if percent == 0 else f"{'+' if percent > 0 else '−'}{abs(percent):,} %"
