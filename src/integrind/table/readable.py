"""What lets a row be read and drawn without the codebook: labels, and its gap in the population's spread."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from integrind.labels import Labels, of_group, of_value
from integrind.vocabulary import Quantity

DEVIATIONS = {"indicator": pl.String, "wave": pl.String, "deviation": pl.Float64}
"""Columns of standard deviations: of each indicator in the population of a wave, all areas together."""

_FLOWS = [str(Quantity.ENTRY), str(Quantity.EXIT)]
"""Shares of people who change, which the spread of a level doesn't measure."""


def readable(frame: pl.DataFrame, labels: Labels, spreads: pl.Series) -> pl.DataFrame:
    """Fill group_label, area_label and gap_sd; `spreads` as `spreads_of` gives them."""
    return frame.with_columns(
        _labelled(frame, "group_by", "group", labels, of_group),
        _labelled(frame, "area_by", "area", labels, of_value),
        (frame["gap"] / spreads).alias("gap_sd"),
    )


def of_shown(deviations: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    """Those of populations whose level isn't hidden, nor left out: a gap in them would tell of it."""
    without = levels.filter(
        pl.col("quantity") == str(Quantity.LEVEL),
        *(pl.col(name).is_null() for name in ("group", "area", "estimate")),
    )
    return deviations.join(without, on=["indicator", "wave"], how="anti", nulls_equal=True)


def spreads_of(frame: pl.DataFrame, deviations: pl.DataFrame) -> pl.Series:
    """Standard deviations of the population of all areas in each row's wave; null where gaps have none."""
    on = ["indicator", "wave"]
    joined = frame.select(*on, "quantity").join(
        deviations, on=on, how="left", nulls_equal=True, maintain_order="left"
    )
    measured = (pl.col("deviation") > 0) & ~pl.col("quantity").is_in(_FLOWS)
    return joined.select(pl.when(measured).then("deviation").alias("deviation")).to_series()


def _labelled(
    frame: pl.DataFrame, by: str, code: str, labels: Labels, name: Callable[[str, str, Labels], str]
) -> pl.Series:
    """The label of each row's code, by the variable that it is of."""
    known = frame.select(by, code).unique().drop_nulls()
    named = pl.Series([name(of, it, labels) for of, it in known.iter_rows()], dtype=pl.String)
    pairs = known.with_columns(named.alias("label"))
    return frame.join(pairs, on=[by, code], how="left", maintain_order="left")["label"].alias(f"{code}_label")
