"""How far groups live apart, computed with R's `survey` from joint totals, again by the program."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest
import yaml

import integrind

from .comparison import DESIGNS, HERE
from .more import description, designs
from .rows import Row

Key = tuple[str, str, str, str]
"""Design, groups, areas and condition of a table."""
COLUMNS = ("estimate", "se", "df", "n")


def key(row: Row) -> Key:
    """The table that a row belongs to."""
    where = json.loads(row["args"]).get("where", "")
    return row["design"], row["group_var"], row["area_var"], re.sub(r"\s*&\s*", " and ", where)


def read(path: Path) -> Mapping[Key, Sequence[Row]]:
    """Rows by their tables."""
    with path.open(encoding="utf-8") as file:
        rows = sorted((it for it in csv.DictReader(file) if it["kind"] == "segregation"), key=key)
    return {table: list(its) for table, its in groupby(rows, key)}


def wrong(
    table: Key, rows: Sequence[Row], design: Mapping[str, object], data: Path, folder: Path
) -> Iterator[str]:
    """How the program's table differs from R's rows: 1e-9, above 1e-12."""
    _, by, area, where = table
    (folder / "survey.yaml").write_text(yaml.safe_dump(description(table[0], design, ())))
    frame = integrind.segregation(
        data, survey=folder / "survey.yaml", by=[by], area=[area], where=where or None, policy="none"
    ).frame
    for row in rows:
        versus = pl.col("versus").eq_missing(pl.lit(row["reference"] or None, pl.String))
        its = frame.filter(versus, group=row["group"], quantity=row["quantity"], area_by=area)
        ours = its.row(0, named=True)
        for name in COLUMNS:
            expected = float(row[name])
            if abs(ours[name] - expected) > max(1e-12, 1e-9 * abs(expected)):
                yield f"{row['group']} {row['quantity']} {name}: {ours[name]} is not {row[name]}"


ALL = {**DESIGNS, **designs(HERE / "more_designs.json")}
TABLES = read(HERE / "segregation.csv")


@pytest.mark.parametrize("table", TABLES, ids=" ".join)
def test_segregation_is_r_s(table: Key, tmp_path: Path) -> None:
    design = ALL[table[0].partition("|")[0]]
    found = list(wrong(table, TABLES[table], design, HERE / str(design["file"]), tmp_path))
    assert not found, "\n" + "\n".join(found)
