"""From gaps to findings: how many tests were made, and what a clear gap says."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from integrind.estimation.inference.intervals import t_quantile, t_quantiles
from integrind.estimation.inference.multiplicity import ADJUSTMENTS
from integrind.vocabulary import Adjustment, Direction, Finding, Quantity

POWER = 0.8
"""Of a test: the chance to find a gap that is there."""
_OF_ALL_CATEGORIES = "of_all_categories"
"""A test of a whole distribution, in a family of its own: it is no gap."""


def adjusted(frame: pl.DataFrame, method: Adjustment) -> pl.DataFrame:
    """Fill comparisons and gap_p_adjusted; a family is the tests of all groups of one group_by."""
    is_test = pl.col("gap_p").is_not_null() & pl.col("group").is_not_null()
    of_all = (pl.col("quantity") == str(Quantity.EQUALITY)).alias(_OF_ALL_CATEGORIES)
    tested = frame.select("group_by", "group", "gap_p", of_all).with_row_index("row").filter(is_test)
    found = [
        family.select(
            "row",
            pl.Series("gap_p_adjusted", ADJUSTMENTS[method](family["gap_p"].to_numpy())).fill_nan(None),
            pl.lit(family.height).cast(pl.Int64).alias("comparisons"),
        )
        for family in tested.partition_by("group_by", _OF_ALL_CATEGORIES, maintain_order=True)
    ]
    if not found:
        return frame
    by_row = pl.concat(found)
    return frame.with_columns(
        frame[name].scatter(by_row["row"], by_row[name]) for name in ("gap_p_adjusted", "comparisons")
    )


def with_detectable(frame: pl.DataFrame) -> pl.DataFrame:
    """Fill gap_detectable of what was tested: the smallest true gap that would be found clear with power 0.8.

    (t(1 - a/2) + t(0.8)) se at the gap's degrees of freedom, a being 1 - level.
    """
    tested = frame.with_row_index("row").drop_nulls(["gap_p", "gap_se", "gap_df"])
    if tested.is_empty():
        return frame
    df = tested["gap_df"].to_numpy()
    times = t_quantiles(tested["level"].to_numpy(), df) + t_quantile(2 * POWER - 1, df)
    found = pl.Series(times * tested["gap_se"].to_numpy(), nan_to_null=True)
    return frame.with_columns(frame["gap_detectable"].scatter(tested["row"], found))


def with_findings(frame: pl.DataFrame, directions: Mapping[str, Direction]) -> pl.DataFrame:
    """Fill direction by indicator, and finding from the adjusted p (else p), the gap's sign and direction."""
    p = pl.coalesce("gap_p_adjusted", "gap_p")
    # Leaving what is good to have is no good: the exit from it turns the direction round.
    above = (pl.col("gap") > 0) ^ (pl.col("quantity") == Quantity.EXIT)
    higher_is_better = pl.col("direction") == Direction.HIGHER_IS_BETTER
    finding = (
        pl.when(p.is_null() | pl.col("gap").is_null()).then(None)
        .when(p >= 1 - pl.col("level")).then(pl.lit(str(Finding.NO_CLEAR_DIFFERENCE)))
        .when((pl.col("direction") == Direction.DESCRIPTIVE) & (pl.col("gap") > 0))
        .then(pl.lit(str(Finding.HIGHER)))
        .when(pl.col("direction") == Direction.DESCRIPTIVE).then(pl.lit(str(Finding.LOWER)))
        .when(above == higher_is_better).then(pl.lit(str(Finding.BETTER)))
        .otherwise(pl.lit(str(Finding.WORSE)))
    )  # fmt: skip
    words = pl.col("indicator").replace_strict(
        list(directions), [str(direction) for direction in directions.values()], return_dtype=pl.String
    )
    return frame.with_columns(words.alias("direction")).with_columns(finding.alias("finding"))
