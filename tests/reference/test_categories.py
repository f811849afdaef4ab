"""Distributions over categories, computed with R's `survey`, again by the program."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest
import yaml

import integrind

from .comparison import DESIGNS, HERE
from .declarations import write_survey
from .rows import POPULATION, Row

Key = tuple[str, str, str, str]
"""Design, variable, groups and condition of a table."""
NUMERATOR = re.compile(r"numerator degrees of freedom: ([^;\s]+)")


def key(row: Row) -> Key:
    """The table that a row belongs to."""
    where = json.loads(row["args"]).get("where", "")
    return row["design"], row["variable"], row["group_var"], re.sub(r"\s*&\s*", " and ", where)


def read(folder: Path, name: str) -> Mapping[Key, Sequence[Row]]:
    """Rows of distributions by their tables."""
    with (folder / name).open(encoding="utf-8") as file:
        rows = sorted((it for it in csv.DictReader(file) if it["kind"] == "distribution"), key=key)
    return {table: list(its) for table, its in groupby(rows, key)}


def wrong(
    table: Key, rows: Sequence[Row], data: Path, designs: Mapping[str, Mapping[str, object]], folder: Path
) -> list[str]:
    """How the program's tables differ from R's rows."""
    design, variable, by, where = table
    write_survey(folder / "it.survey.yaml", design, designs, rows, 0)
    (folder / "structural").mkdir()
    (folder / "structural" / "it.yaml").write_text(
        yaml.safe_dump(
            {
                "id": "it",
                "title": "it",
                "dimension": "structural",
                "description": "A row of the reference.",
                "measure": "distribution",
                "value": variable,
                "direction": "descriptive",
            }
        )
    )

    @cache
    def computed(reference: str) -> pl.DataFrame:
        return integrind.compute(
            data,
            survey=folder / "it.survey.yaml",
            indicators=[folder / "structural"],
            by=[by],
            where=where or None,
            gap_from=reference,
            policy="none",
        ).frame

    found = []
    for row in rows:
        group = None if row["group"] == POPULATION else row["group"]
        frame = computed(row["reference"] or "population")
        of_all = {"dissimilarity": "dissimilarity", "test": "equality"}.get(row["quantity"], "level")
        its = frame.filter(
            pl.col("group").eq_missing(pl.lit(group, dtype=pl.String)),
            pl.col("category").eq_missing(pl.lit(row["category"] or None, dtype=pl.String)),
            pl.col("quantity") == of_all,
        )
        found += [f"{row['group']} {row['category']} {row['quantity']}: {it}" for it in differences(row, its)]
    return found


def differences(row: Row, its: pl.DataFrame) -> list[str]:
    """What of a row isn't so: 1e-9, above 1e-12."""
    if its.height != 1:
        return [f"{its.height} rows"]
    ours = its.row(0, named=True)
    match row["quantity"]:
        case "test":
            numerator = NUMERATOR.search(ours["notes"])
            pairs = {"statistic": ours["estimate"], "ddf": ours["df"], "p": ours["gap_p"]}
            pairs["ndf"] = float(numerator.group(1)) if numerator else None
        case "gap":
            pairs = {"estimate": ours["gap"], "se": ours["gap_se"], "df": ours["gap_df"], "n": ours["n"]}
        case _:
            pairs = {"estimate": ours["estimate"], "se": ours["se"], "df": ours["df"], "n": ours["n"]}
    return [
        f"{name}: {value} is not {row[name]}"
        for name, value in pairs.items()
        if value is None or abs(value - float(row[name])) > max(1e-12, 1e-9 * abs(float(row[name])))
    ]


TABLES = read(HERE, "distributions.csv")


@pytest.mark.parametrize("table", TABLES, ids=" ".join)
def test_distribution_is_r_s(table: Key, tmp_path: Path) -> None:
    file = str(DESIGNS[table[0].partition("|")[0]]["file"])
    found = wrong(table, TABLES[table], HERE / file, DESIGNS, tmp_path)
    assert not found, "\n" + "\n".join(found)
