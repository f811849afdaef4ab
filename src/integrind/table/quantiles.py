"""Several quantiles of one indicator: each is released as an indicator of its own, then they are one."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from integrind.definitions.quantiles import Part
from integrind.vocabulary import Measure


def with_joint_levels(frame: pl.DataFrame, parts: Mapping[str, Part], level: float) -> pl.DataFrame:
    """Say the level of each interval and test, that those of one indicator hold together at `level`."""
    if not parts:
        return frame
    joint = pl.col("indicator").replace_strict(
        {name: it.joint(level) for name, it in parts.items()}, default=None, return_dtype=pl.Float64
    )
    return frame.with_columns(pl.coalesce(joint, "level").alias("level"))


def put_together(
    frame: pl.DataFrame, parts: Mapping[str, Part], unavailable: Mapping[str, str]
) -> pl.DataFrame:
    """Give the rows of parts the id of their indicator, and their quantile as category.

    An indicator that the survey can't compute has one row of all, without a category.
    """
    if not parts:
        return frame
    first = {it.of: name for name, it in reversed(list(parts.items()))}
    doubled = [name for name, it in parts.items() if name in unavailable and first[it.of] != name]
    there = {name: it for name, it in parts.items() if name not in unavailable}
    return frame.filter(~pl.col("indicator").is_in(doubled)).with_columns(
        _of("indicator", {name: it.of for name, it in parts.items()}),
        _of("measure", dict.fromkeys(parts, str(Measure.QUANTILES))),
        _of("category", {name: it.category for name, it in there.items()}),
        _of("category_label", {name: it.label for name, it in there.items()}),
    )


def _of(column: str, values: Mapping[str, str]) -> pl.Expr:
    """A column with what rows of parts have in it."""
    its = pl.col("indicator").replace_strict(values, default=None, return_dtype=pl.String)
    return pl.coalesce(its, column).alias(column)
