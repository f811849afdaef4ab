"""Simulate how often 95% intervals of gaps hold the truth, for groups in few and in many PSUs.

Prints the table of docs/statistics.md; the same seed gives the same table. Each replication is a wave of one
file, so that the program itself, through its public function, computes all of them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

import integrind

PSUS = 60
GROUPS = (2, 3, 5, 8, 12, 20, 30, 45, 60)
"""In how many PSUs each group lives: also its label."""
IN_NO_GROUP = 20
IN_EACH_GROUP = 10
"""Rows in a PSU."""
WITHIN = 0.1
"""Intra-class correlation: the share of the variance that lies between PSUs."""
AT_ONCE = 100
"""Replications in one file."""

_SURVEY = """\
title: Simulated
design: {weight: weight, psu: psu}
variables:
  outcome: {column: outcome, type: number}
"""
_INDICATORS = {
    "mean": "measure: mean\nvalue: outcome",
    "proportion": "measure: proportion\nvalue: outcome > 0.5",
}
_INDICATOR = """\
id: {id}
title: {id}
dimension: structural
description: Of a made-up outcome.
direction: descriptive
{rest}
"""


def sample(generator: np.random.Generator, replications: int) -> pl.DataFrame:
    """Draw replications of one survey in which every group has the same distribution: all gaps are 0."""
    psu, group = np.array(
        [(psu, size) for psu in range(PSUS) for size in GROUPS if psu < size for _ in range(IN_EACH_GROUP)]
        + [(psu, 0) for psu in range(PSUS) for _ in range(IN_NO_GROUP)]
    ).T
    between = generator.normal(0, WITHIN**0.5, (replications, PSUS))
    outcome = between[:, psu] + generator.normal(0, (1 - WITHIN) ** 0.5, (replications, len(psu)))
    return pl.DataFrame(
        {
            "replication": np.repeat(np.arange(replications), len(psu)),
            "psu": np.tile(psu, replications),
            "group": np.tile(group, replications),
            "weight": np.ones(outcome.size),
            "outcome": outcome.ravel(),
        }
    ).with_columns(pl.col("group").cast(pl.String).replace("0", None))


def simulate(replications: int, seed: int) -> pl.DataFrame:
    """Give group, measure and whether each interval held the truth, averaged over replications."""
    generator = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "simulated.survey.yaml").write_text(_SURVEY, encoding="utf-8")
        for measure, rest in _INDICATORS.items():
            text = _INDICATOR.format(id=measure, rest=rest)
            (folder / f"{measure}.yaml").write_text(text, encoding="utf-8")
        parts = []
        for first in range(0, replications, AT_ONCE):
            sample(generator, min(AT_ONCE, replications - first)).write_parquet(folder / "simulated.parquet")
            parts.append(_intervals(folder))
    return pl.concat(parts).group_by("group", "indicator").agg(pl.len(), pl.col("gap", "own").mean())


def _intervals(folder: Path) -> pl.DataFrame:
    frame = integrind.compute(
        folder / "simulated.parquet",
        indicators=[folder / f"{measure}.yaml" for measure in _INDICATORS],
        by=["group"],
        wave="replication",
        policy="none",
    ).frame.filter(pl.col("group").is_not_null())
    truth = {"mean": 0.0, "proportion": _share_above(0.5)}
    level = pl.col("indicator").replace_strict(truth, return_dtype=pl.Float64)
    return frame.select(
        "group",
        "indicator",
        gap=(pl.col("gap_ci_low") <= 0) & (pl.col("gap_ci_high") >= 0),
        own=(pl.col("ci_low") <= level) & (pl.col("ci_high") >= level),
    )


def _share_above(value: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(-value))


def table(found: pl.DataFrame) -> Iterator[str]:
    """Give the lines of the table, in per cent."""
    yield "| PSUs of the group | its df | gap, mean | gap, proportion | level, mean | level, proportion |"
    yield "|--:|--:|--:|--:|--:|--:|"
    rows = {(row["group"], row["indicator"]): row for row in found.to_dicts()}
    for size in GROUPS:
        shares = [rows[str(size), it][interval] for interval in ("gap", "own") for it in _INDICATORS]
        yield "| " + " | ".join([str(size), str(size - 1), *(f"{100 * it:.1f}" for it in shares)]) + " |"


def main() -> None:
    """Run the tool's command line."""
    parser = argparse.ArgumentParser(description="Simulate the coverage of 95% intervals of gaps.")
    parser.add_argument("--replications", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=20261122)
    given = parser.parse_args()
    for line in table(simulate(given.replications, given.seed)):
        print(line)


if __name__ == "__main__":
    main()
