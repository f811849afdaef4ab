"""How indicators go together among respondents: columns of the pairs, and what they come to by dimension."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from integrind.vocabulary import Association, Dimension, Status

COLUMNS: Mapping[str, type[pl.DataType]] = {
    "wave": pl.String,
    "dimension": pl.String,
    "indicator": pl.String,
    "title": pl.String,
    "other_dimension": pl.String,
    "other_indicator": pl.String,
    "other_title": pl.String,
    "shared_variables": pl.String,
    "n": pl.Int64,
    "n_weighted": pl.Float64,
    "correlation": pl.Float64,
    "se": pl.Float64,
    "ci_low": pl.Float64,
    "ci_high": pl.Float64,
    "df": pl.Float64,
    "confidence_level": pl.Float64,
    "p": pl.Float64,
    "p_adjusted": pl.Float64,
    "comparisons": pl.Int64,
    "oriented": pl.Float64,
    "finding": pl.String,
    "status": pl.String,
    "notes": pl.String,
}
"""Name and type of every column; docs/profile.md says what they hold."""


def comparable(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs that tell something: reliable, and not made from the same answers."""
    return pairs.filter(
        pl.col("status") == str(Status.OK),
        pl.col("shared_variables").is_null(),
        pl.col("correlation").is_not_null(),
    )


def strongest(pairs: pl.DataFrame, most: int) -> pl.DataFrame:
    """The clear associations of largest size between different dimensions."""
    return (
        comparable(pairs)
        .filter(
            pl.col("dimension") != pl.col("other_dimension"),
            pl.col("finding").is_in([str(Association.TOGETHER), str(Association.OPPOSED)]),
        )
        .sort(pl.col("correlation").abs(), descending=True, maintain_order=True)
        .head(most)
    )


def medians(pairs: pl.DataFrame) -> Mapping[tuple[str, str], float]:
    """The median size of association by pair of dimensions, each pair in their order."""
    found = (
        comparable(pairs)
        .group_by("dimension", "other_dimension")
        .agg(pl.col("correlation").abs().median().alias("median"))
    )
    order = [str(it) for it in Dimension]
    known = {(one, other): median for one, other, median in found.iter_rows()}
    return {
        (one, other): known[one, other]
        for at, one in enumerate(order)
        for other in order[at:]
        if (one, other) in known
    }
