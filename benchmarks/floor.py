"""The floor: what plain polars needs to scan the columns and to group one set of weighted sums.

    python benchmarks/floor.py FILE KEY[,KEY...] VARIABLE[,VARIABLE...]

No estimate, no error, no check: nothing that gives a table can be faster for long.
"""

from __future__ import annotations

import sys

import polars as pl


def main() -> None:
    """Sum weights, and weights times values, by stratum, PSU and the keys."""
    file, keys, variables = sys.argv[1], sys.argv[2].split(","), sys.argv[3].split(",")
    weight = pl.col("weight")
    by = ["stratum", "psu", *keys]
    if file.endswith(".parquet"):
        scan = pl.scan_parquet(file)
    else:
        scan = pl.scan_csv(file, schema_overrides=dict.fromkeys([*variables, "weight"], pl.Float64))
    sums = [(pl.col(name) * weight).sum() for name in variables]
    bases = [(pl.col(name).is_not_null() * weight).sum().alias(f"x_{name}") for name in variables]
    print(scan.select("weight", *by, *variables).group_by(by).agg(sums + bases).collect().shape)


if __name__ == "__main__":
    main()
