"""The national table with Python's `svy`: each group's gap from the population, with its standard error.

    PYTHON benchmarks/peers/svy_gaps.py FOLDER OUT.csv

PYTHON is one that has `svy` (`pip install svy`). `svy` gives contrasts of domains with their covariance, but
the population is no domain beside its groups; so everybody is there a second time, in a group named
`population`. Both lie in the same PSUs, and the contrast's standard error is exact.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import svy

VARIABLES = [f"y{number}" for number in range(30)]


def main() -> None:
    """One estimation for each variable, one contrast for each group."""
    folder, output = Path(sys.argv[1]), Path(sys.argv[2])
    people = pl.read_csv(
        folder / "survey.csv",
        columns=["stratum", "psu", "weight", "group", *VARIABLES],
        schema_overrides={"group": pl.String, **dict.fromkeys(VARIABLES, pl.Float64)},
    )
    everybody = people.with_columns(group=pl.lit("population"))
    design = svy.Design(stratum="stratum", psu="psu", wgt="weight", singleton="center")
    sample = svy.Sample(pl.concat([people, everybody]), design)
    tables = []
    for variable in VARIABLES:
        found = sample.estimation.mean(variable, by="group", drop_nulls=True)
        groups = [key for key in found.keys() if key != "population"]  # noqa: SIM118 - it is no mapping
        gaps = found.contrast({key: svy.estd(key) - svy.estd("population") for key in groups})
        estimates = found.to_polars().select("group", estimate="est")
        contrasts = gaps.to_polars().select(group="contrast", gap="est", gap_se="se")
        tables.append(estimates.join(contrasts, on="group").with_columns(variable=pl.lit(variable)))
    pl.concat(tables).write_csv(output)


if __name__ == "__main__":
    main()
