"""What the tables of a benchmark must agree with, to 1e-9: prints what was compared as lines of JSON.

    python benchmarks/check.py FOLDER [--r]

A cell of each kind is computed again by formulas.py, and with --r by R's `survey` too (peers/cells.R).
Tables of peers that are there (`tables/survey.csv`, `tables/svy.csv`) are compared in full. Parquet must give
the same bytes as CSV.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path

import polars as pl
from formulas import Cell, linearised, replicated, singly

RELATIVE = 1e-9
QUANTITIES = ("estimate", "se", "df", "gap", "gap_se", "gap_df")
INDICATORS = {
    "national": {"i00": "mean", "i01": "proportion"},
    "areas": {"i00": "mean in an area", "i01": "proportion in an area"},
    "singly": {"i00": "mean, no PSUs", "i01": "proportion, no PSUs"},
    "quantiles": {"m05": "median in an area", "q10": "quantile in an area"},
    "replicates": {"i00": "mean, replicates", "i01": "proportion, replicates"},
}
"""Which indicators of a table are checked, and which kind of cell that is."""
FORMULAS = {
    **dict.fromkeys(INDICATORS["replicates"].values(), replicated),
    **dict.fromkeys(INDICATORS["singly"].values(), singly),
}
"""Of the kinds that aren't linearised over the file's PSUs."""


def read(table: Path) -> pl.DataFrame:
    """Groups' rows of a result table that are shown, gap and all."""
    rows = pl.read_csv(table, infer_schema_length=None)
    return rows.filter(pl.col("group").is_not_null(), pl.col("gap_se").is_not_null())


def chosen(rows: pl.DataFrame, indicator: str) -> tuple[Cell, dict[str, float]]:
    """One of the indicator's larger cells, of an area if there are any, and what the table says of it.

    In the smallest ones, R doesn't keep to its rule: an end of a quantile's interval below the first value's
    share of the weights is the second value.
    """
    of_areas = pl.col("area").is_not_null() | pl.col("area").is_null().all()
    cells = rows.filter(pl.col("indicator") == indicator).filter(of_areas).sort("n", "area", "group")
    if cells.is_empty():
        raise SystemExit(f"no cell of {indicator} is shown: too few rows for a check")
    row = cells.row(cells.height * 3 // 4, named=True)
    q = {"m": 0.5, "q": 0.25}.get(indicator[0])
    area = None if row["area"] is None else int(row["area"])
    cell = Cell(indicator, f"y{int(indicator[1:])}", int(row["group"]), area, q)
    return cell, {name: float(row[name]) for name in QUANTITIES}


def by_r(folder: Path, cells: Sequence[Cell]) -> list[dict[str, float]]:
    """The cells by R's `survey`."""
    with tempfile.TemporaryDirectory() as work:
        asked, found = Path(work) / "cells.csv", Path(work) / "found.csv"
        with asked.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [it.name for it in fields(Cell)])
            writer.writeheader()
            writer.writerows(
                {name: "NA" if value is None else value for name, value in asdict(cell).items()}
                for cell in cells
            )
        program = Path(__file__).parent / "peers" / "cells.R"
        subprocess.run(["Rscript", program, folder, asked, found], check=True)
        return pl.read_csv(found).select(QUANTITIES).cast(pl.Float64).to_dicts()


def apart(ours: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    """The largest relative difference of all quantities."""
    return max(abs(ours[name] - theirs[name]) / (abs(theirs[name]) or 1.0) for name in theirs)


def agreed(what: str, oracle: str, differences: Iterable[float]) -> None:
    """Print the largest difference, or end."""
    found = list(differences)
    largest = max(found)
    if not largest <= RELATIVE:
        raise SystemExit(f"{what}: {largest:.1e} from {oracle}")
    print(json.dumps({"what": what, "oracle": oracle, "cells": len(found), "largest": largest}))


def check_cells(folder: Path, *, r: bool) -> None:
    """A cell of each kind of every table, by the formulas and by R."""
    cells: dict[str, tuple[Cell, dict[str, float]]] = {}
    for name, kinds in INDICATORS.items():
        table = folder / "tables" / f"{name}.csv"
        if table.exists():
            rows = read(table)
            cells |= {kind: chosen(rows, indicator) for indicator, kind in kinds.items()}
    for kind, (cell, ours) in cells.items():
        formula = FORMULAS.get(kind, linearised)
        agreed(kind, "formulas.py", [apart(ours, formula(folder / "survey.csv", cell))])
    for kind in INDICATORS["singly"].values():
        cells.pop(kind, None)  # cells.R knows the file's own design
    if r and cells:
        found = by_r(folder, [cell for cell, _ in cells.values()])
        for (kind, (_, ours)), theirs in zip(cells.items(), found, strict=True):
            agreed(kind, "R's survey", [apart(ours, theirs)])


def check_peer(tables: Path, name: str) -> None:
    """All gaps of the national table."""
    theirs = pl.read_csv(tables / f"{name}.csv", schema_overrides={"group": pl.Int64})
    theirs = theirs.with_columns(indicator="i" + pl.col("variable").str.slice(1).str.zfill(2))
    both = read(tables / "national.csv").join(theirs, on=["indicator", "group"], suffix="_theirs")
    compared = ("estimate", "gap", "gap_se")
    differences = (
        apart({it: row[it] for it in compared}, {it: row[f"{it}_theirs"] for it in compared})
        for row in both.iter_rows(named=True)
    )
    agreed("national table, all gaps", {"survey": "R's survey"}.get(name, name), differences)


def main() -> None:
    """Check every table that is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="as generate.py made it, with tables/")
    parser.add_argument("--r", action="store_true", help="compute the cells with R as well")
    asked = parser.parse_args()
    tables = asked.folder / "tables"
    check_cells(asked.folder, r=asked.r)
    for name in ("survey", "svy"):
        if (tables / f"{name}.csv").exists():
            check_peer(tables, name)
    if (tables / "parquet.csv").exists():
        if (tables / "parquet.csv").read_bytes() != (tables / "national.csv").read_bytes():
            raise SystemExit("CSV and Parquet give different tables")
        agreed("all of the table from Parquet", "the bytes of that from CSV", [0.0])


if __name__ == "__main__":
    main()
