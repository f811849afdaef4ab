"""A result table of another survey, as what groups are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from integrind.data.columns import as_number
from integrind.data.table import open_table
from integrind.errors import DataError

_COLUMNS = ("indicator", "wave", "area", "group", "quantity", "estimate", "se", "df")
_CATEGORY = "category"


@dataclass(frozen=True)
class Published:
    """An estimate for a population, with its standard error and degrees of freedom."""

    estimate: float
    se: float
    df: float


def read_published(path: str) -> Mapping[tuple[str, str, str], Published]:
    """Population rows by indicator, wave and category (empty without one). Raises DataError."""
    table = open_table(path)
    lacking = [column for column in _COLUMNS if column not in table.columns]
    if lacking:
        raise DataError(
            f"{path}: this is no result table: it has no {', '.join(lacking)}",
            "write one with integrind compute OTHER.csv -o table.csv",
        )
    frame = table.read([*_COLUMNS, *(it for it in (_CATEGORY,) if it in table.columns)])
    if _CATEGORY not in frame.columns:  # of a version before there were distributions
        frame = frame.with_columns(pl.lit("").alias(_CATEGORY))
    frame = frame.filter((frame["area"] == "") & (frame["group"] == "") & (frame["quantity"] == "level"))
    numbers = frame.with_columns(as_number(frame[name]).alias(name) for name in ("estimate", "se", "df"))
    known = numbers.drop_nulls(["estimate", "se", "df"])
    if known.is_empty():
        raise DataError(f"{path}: no row has a population's estimate with its se and df")
    rows = known.select("indicator", "wave", _CATEGORY, "estimate", "se", "df").iter_rows()
    found: dict[tuple[str, str, str], Published] = {}
    for indicator, wave, category, estimate, se, df in rows:
        if (indicator, wave, category) in found:
            raise DataError(f"{path}: {indicator} has two rows for the population")
        found[indicator, wave, category] = Published(estimate, se, df)
    return found
