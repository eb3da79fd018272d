"""One file into people: F1 and B-cubed of the product beside Splink's own."""

from bench.inside.linkage import Rows, of_groups, ours
from bench.inside.linkage_splink import linked
from bench.results import Number


def numbers(
    ident: str, what: str, rows: Rows, truth: list[str], kinds: dict[str, str], goals: tuple[float, float],
    beside: str, how: str,
) -> list[Number]:  # fmt: skip
    """F1 of pairs after clustering, and B-cubed where its goal is not 0, at the shipped threshold."""
    found, seconds = ours(rows, kinds)
    quality = of_groups(found.labels, truth)
    said = f"{quality.said()}; {beside}ours {seconds:.1f} CPU s"
    made = [number(ident, f"F1 after clustering, {what}", quality.f1, goals[0], said, how)]
    if goals[1]:
        made.append(number(ident, f"B-cubed, {what}", quality.b_cubed, goals[1], said, how))
    return made


def splink(model: str, rows: Rows, truth: list[str]) -> str:
    """Splink's own result in words."""
    return linked(model, [rows], [truth]).said() + "; "


def number(ident: str, what: str, value: float, goal: float, beside: str, how: str) -> Number:
    """One share against its goal; a goal of 0 is none."""
    return Number(
        id=ident, what=what, goal=f">= {goal}" if goal else "not in the goal, watched", value=round(value, 4),
        baseline=beside, unit="", holds=value >= goal, how=how, gross=value < goal - 0.1,
    )  # fmt: skip
