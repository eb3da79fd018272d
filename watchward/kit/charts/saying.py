"""The sentence of a chart: what stands out, and that nothing does."""

from collections.abc import Sequence

from watchward.kit.charts.svg import number


def most_of(counted: Sequence[tuple[str, float]], unit: str, total: float) -> str:
    """Who has the most, out of how many; several with as much are not told apart.

    Args: counted: (name, count), at least one. total: above 0.
    """
    value = max(count for _name, count in counted)
    first = [name for name, count in counted if count == value]
    if len(first) == 1:
        return f"{first[0]} has the most {unit}: {number(value)} of {number(total)} ({value / total:.0%})."
    return f"{number(len(first))} have the most {unit}: {number(value)} of {number(total)} each."
