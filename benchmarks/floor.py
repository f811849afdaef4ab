"""The floor: what plain polars needs to read the file and to group one set of weighted sums.

    python benchmarks/floor.py FILE KEY[,KEY...] VARIABLE[,VARIABLE...] [WEIGHT,...]

One scan with a schema, one group-by of the keys on the streaming engine: by each weight (`weight`, and those
that are named), a float sum of weight times each variable, and of the weight where the variable is answered.
No estimate, no error, no check, and sums that depend on the order of rows: nothing that gives a table can be
faster for long.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl


def scanned(file: Path, numbers: Sequence[str]) -> pl.LazyFrame:
    """The file, its variables and weights as floats, all else as integers."""
    if file.suffix == ".parquet":
        return pl.scan_parquet(file)
    with file.open(encoding="utf-8") as lines:
        columns = lines.readline().rstrip("\n").split(",")
    return pl.scan_csv(file, schema={it: pl.Float64 if it in numbers else pl.Int64 for it in columns})


def sums(variables: Sequence[str], weights: Sequence[str]) -> Iterator[pl.Expr]:
    """By weight and variable, those that every mean is made of."""
    for weight in map(pl.col, weights):
        for variable in map(pl.col, variables):
            named = f"{weight.meta.output_name()}_{variable.meta.output_name()}"
            yield (variable * weight).sum().alias(f"y_{named}")
            yield pl.when(variable.is_not_null()).then(weight).sum().alias(f"w_{named}")


def main() -> None:
    """Sum by the keys."""
    file, *columns = sys.argv[1:]
    keys, variables, more = ([*named.split(","), ""][:-1] for named in [*columns, ""][:3])
    weights = ["weight", *filter(None, more)]
    rows = scanned(Path(file), [*variables, *weights])
    print(rows.group_by(keys).agg(sums(variables, weights)).collect(engine="streaming").shape)


if __name__ == "__main__":
    main()
