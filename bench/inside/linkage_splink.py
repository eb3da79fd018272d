"""The same files linked by Splink alone, with models as its documentation has them for these files: the baseline."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.inside.linkage import Quality, Rows, best_threshold, of_groups, of_pairs

AT = 0.95  # the threshold that its tutorials cluster at
LOOSE = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Pairs at 0.95 and at the best threshold; groups likewise (of one file only); processor seconds."""

    at: Quality
    best: Quality
    groups_at: Quality | None
    groups_best: Quality | None
    seconds: float

    def said(self) -> str:
        """For the table: F1 by pairs, or after clustering where there is one file."""
        what = (self.groups_at, self.groups_best) if self.groups_at and self.groups_best else (self.at, self.best)
        b_cubed = f" (B-cubed {what[0].b_cubed:.4f} and {what[1].b_cubed:.4f})" if self.groups_at else ""
        return (
            f"Splink alone: F1 {what[0].f1:.4f} at p >= 0.95, {what[1].f1:.4f} at its best threshold{b_cubed}; "
            f"{self.seconds:.1f} CPU s"
        )


def linked(name: str, tables: Sequence[Rows], truth: Sequence[Sequence[str]]) -> Baseline:
    """Splink's own result for one of the models below; `truth`: the person of each row of each table."""
    import duckdb
    import pyarrow
    import splink

    began = time.process_time()
    engine = duckdb.connect()
    api = splink.DuckDBAPI(engine)
    frames = [api.register(_table(rows, at, pyarrow), table_name=f"t{at}") for at, rows in enumerate(tables)]
    settings, deterministic, recall, passes, blind = MODELS[name]()
    settings["link_type"] = "dedupe_only" if len(tables) == 1 else "link_only"
    linker = splink.Linker(frames if len(frames) > 1 else frames[0], settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(deterministic, recall=recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=blind, seed=1)
    for one in passes:
        linker.training.estimate_parameters_using_expectation_maximisation(one)
    found = linker.inference.predict(threshold_match_probability=0.001)
    columns = ("match_probability", "unique_id_l", "unique_id_r")
    table = engine.sql(f"select {', '.join(columns)} from {found.physical_name}").fetchnumpy()
    return _judged(table, truth, time.process_time() - began)


def _judged(table: dict[str, Any], truth: Sequence[Sequence[str]], seconds: float) -> Baseline:
    people = np.array([one for part in truth for one in part])
    probability = np.asarray(table["match_probability"], np.float64)
    left, right = np.asarray(table["unique_id_l"], np.int64), np.asarray(table["unique_id_r"], np.int64)
    wanted = _wanted(truth)
    is_true = people[left] == people[right]
    sure = probability >= AT
    at = of_pairs(people[left[sure]].tolist(), people[right[sure]].tolist(), wanted)
    best = best_threshold(probability, is_true, wanted)
    if len(truth) > 1:
        return Baseline(at, best, None, None, seconds)
    groups = {
        one: of_groups(_connected(len(people), left, right, probability >= one), people.tolist()) for one in LOOSE
    }
    return Baseline(at, best, groups[AT], max(groups.values(), key=lambda one: one.f1), seconds)


def _wanted(truth: Sequence[Sequence[str]]) -> int:
    if len(truth) == 2:
        first, second = (dict(zip(*np.unique(np.array(one), return_counts=True), strict=True)) for one in truth)
        return int(sum(many * second.get(who, 0) for who, many in first.items()))
    _, sizes = np.unique(np.array(truth[0]), return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())


def _connected(size: int, left: NDArray[np.int64], right: NDArray[np.int64], kept: NDArray[np.bool_]) -> list[int]:
    """Connected components, as Splink clusters."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(zip(left[kept].tolist(), right[kept].tolist(), strict=True))
    labels = [0] * size
    for members in networkx.connected_components(graph):
        first = min(members)
        for one in members:
            labels[one] = first
    return labels


def _table(rows: Rows, at: int, pyarrow: Any) -> Any:
    """Empty is null; ids count on through the tables."""
    begin = 5000 * at
    columns = {name: [row[name] or None for row in rows] for name in rows[0]}
    return pyarrow.table({**columns, "unique_id": list(range(begin, begin + len(rows)))})


def _febrl(*, has_id: bool) -> tuple[dict[str, Any], list[str], float, list[Any], float]:
    import splink.comparison_library as cl
    from splink import block_on

    comparisons = [
        cl.NameComparison("given_name"), cl.NameComparison("surname"),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
    ]  # fmt: skip
    if has_id:
        comparisons.append(cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]))
    rules = [
        block_on("given_name", "surname"), block_on("postcode", "given_name"), block_on("postcode", "surname"),
        block_on("date_of_birth"), block_on("street_number", "given_name"), block_on("street_number", "surname"),
        block_on("suburb", "street_number"),
    ]  # fmt: skip
    if has_id:
        rules.append(block_on("soc_sec_id"))
    settings = {"comparisons": comparisons, "blocking_rules_to_generate_predictions": rules}
    sure = ["l.given_name = r.given_name and l.surname = r.surname and l.date_of_birth = r.date_of_birth",
            "l.date_of_birth = r.date_of_birth and l.postcode = r.postcode"]  # fmt: skip
    return settings, sure, 0.8, [block_on("date_of_birth"), block_on("postcode")], 1e6


def _fake() -> tuple[dict[str, Any], list[str], float, list[Any], float]:
    import splink.comparison_library as cl
    from splink import block_on

    comparisons = [
        cl.NameComparison("first_name"), cl.JaroAtThresholds("surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True), cl.EmailComparison("email"),
    ]  # fmt: skip
    settings = {"comparisons": comparisons,
                "blocking_rules_to_generate_predictions": [block_on("first_name", "city"), block_on("surname"),
                                                           block_on("first_name"), block_on("email")]}  # fmt: skip
    sure = ["l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1",
            "l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2", "l.email = r.email"]  # fmt: skip
    return settings, sure, 0.7, [block_on("first_name", "surname"), block_on("dob")], 1e6


def _crowd() -> tuple[dict[str, Any], list[str], float, list[Any], float]:
    """As its documentation links historical people: names, date of birth, postcode, place, occupation."""
    import splink.comparison_library as cl
    from splink import block_on

    comparisons = [
        cl.ForenameSurnameComparison("given", "surname"), cl.DateOfBirthComparison("birth", input_is_string=True),
        cl.PostcodeComparison("postcode"), cl.ExactMatch("area").configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("phone", [1, 2]), cl.LevenshteinAtThresholds("vehicle", [1, 2]),
        cl.JaroWinklerAtThresholds("address", [0.9]), cl.ExactMatch("hair").configure(term_frequency_adjustments=True),
    ]  # fmt: skip
    rules = [
        block_on("given", "surname"), block_on("postcode", "given"), block_on("postcode", "surname"),
        block_on("birth", "given"), block_on("birth", "surname"), block_on("birth", "postcode"), block_on("phone"),
        block_on("vehicle"), block_on("address"),
    ]  # fmt: skip
    settings = {"comparisons": comparisons, "blocking_rules_to_generate_predictions": rules}
    sure = ["l.given = r.given and l.surname = r.surname and l.birth = r.birth", "l.phone = r.phone"]
    return settings, sure, 0.6, [block_on("given", "surname"), block_on("birth")], 1e6


MODELS: dict[str, Any] = {
    "febrl": lambda: _febrl(has_id=False),
    "febrl with id": lambda: _febrl(has_id=True),
    "fake_1000": _fake,
    "crowd": _crowd,
}
