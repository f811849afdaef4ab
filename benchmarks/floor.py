"""The floor: what plain polars needs to scan the columns and to group one set of weighted sums.

    python benchmarks/floor.py FILE KEY[,KEY...] VARIABLE[,VARIABLE...] [WEIGHT,...]

Groups by the keys, and sums each variable times `weight`, and `weight` where it is answered. Of further
weights, only their own sums are taken: that they are read is what counts. No estimate, no error, no check,
and sums that depend on the order of rows: nothing that gives a table can be faster for long.
"""

from __future__ import annotations

import sys

import polars as pl


def main() -> None:
    """Sum by the keys, with the engine that is the fastest at it."""
    file, *columns = sys.argv[1:]
    keys, variables, weights = ([*named.split(","), ""][:-1] for named in [*columns, ""][:3])
    weights = [name for name in weights if name]
    numbers = [*variables, "weight", *weights]
    if file.endswith(".parquet"):
        scan = pl.scan_parquet(file)
    else:
        scan = pl.scan_csv(file, schema_overrides=dict.fromkeys(numbers, pl.Float64))
    weight = pl.col("weight")
    sums = [(pl.col(name) * weight).sum() for name in variables]
    bases = [
        pl.when(pl.col(name).is_not_null()).then(weight).sum().alias(f"base_{name}") for name in variables
    ]
    read = [pl.col(name).sum() for name in weights]
    grouped = scan.select(*keys, *numbers).group_by(keys).agg(sums + bases + read)
    print(grouped.collect(engine="streaming").shape)


if __name__ == "__main__":
    main()
