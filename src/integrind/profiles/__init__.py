"""Where groups are ahead or behind in each dimension, and how far the dimensions diverge.

From the released result table alone: what is suppressed or doubtful there counts as not computable here.
Gaps of different indicators are made comparable by the standard deviation of each in the population.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from integrind.results import Results
from integrind.vocabulary import UNCLEAR, Dimension, Direction, Finding, Quantity, Status

KEYS = ("wave", "area_by", "area", "group_by", "group")
"""What names a group of a profile."""

COLUMNS: Mapping[str, type[pl.DataType]] = {
    **dict.fromkeys(KEYS, pl.String),
    "dimension": pl.String,
    "indicators": pl.Int64,
    "ahead": pl.Int64,
    "unclear": pl.Int64,
    "behind": pl.Int64,
    "higher": pl.Int64,
    "neither": pl.Int64,
    "lower": pl.Int64,
    "equivalent": pl.Int64,
    "not_computable": pl.Int64,
    "standardised": pl.Int64,
    "median_gap": pl.Float64,
    "lower_quartile": pl.Float64,
    "upper_quartile": pl.Float64,
    "spread": pl.Float64,
    "furthest_from": pl.String,
    "divergence": pl.Float64,
    "gap_from": pl.String,
    "confidence_level": pl.Float64,
    "notes": pl.String,
}
"""Name and type of every column; docs/profile.md says what they hold."""

_COUNTED: Mapping[str, tuple[bool, Sequence[Finding]]] = {
    "ahead": (False, (Finding.BETTER,)),
    "unclear": (False, UNCLEAR),
    "behind": (False, (Finding.WORSE,)),
    "higher": (True, (Finding.HIGHER,)),
    "neither": (True, UNCLEAR),
    "lower": (True, (Finding.LOWER,)),
}
"""Whether the indicators that a column counts are descriptive, and what was found of them."""

_ORIENTATION = {str(Direction.HIGHER_IS_BETTER): 1.0, str(Direction.LOWER_IS_BETTER): -1.0}


@dataclass(frozen=True)
class Profile:
    """Groups × dimensions, in the order of the result table that they were read off."""

    results: Results
    frame: pl.DataFrame
    counted: pl.DataFrame
    """Rows of the result table that are counted, with the name of their count in the column `counted`."""
    associations: pl.DataFrame | None = None
    """Pairs of indicators, where they were asked for; see `integrind.profiles.associations`."""


def profile_of(results: Results, *, standardised: bool, associations: pl.DataFrame | None) -> Profile:
    """Read the profile off a result table; `standardised`: of the standardised estimates, not the levels."""
    gaps = _gaps(results, Quantity.STANDARDISED if standardised else Quantity.LEVEL)
    counted = gaps.filter(pl.col("counted").is_not_null())
    groups = gaps.select(KEYS).unique(maintain_order=True)
    sizes = _sizes(results.frame)
    frame = _with_divergence(
        groups.join(sizes, how="cross", maintain_order="left_right").join(
            _counted(gaps),
            on=[*KEYS, "dimension"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
    )
    frame = frame.with_columns(
        *(pl.col(name).fill_null(0) for name in (*_COUNTED, "equivalent", "standardised")),
        gap_from=pl.lit(results.about.gap_from),
        confidence_level=pl.lit(results.about.level),
        notes=pl.lit(" ".join(results.about.notices) or None, dtype=pl.String),
    ).with_columns(not_computable=pl.col("indicators") - pl.sum_horizontal(*_COUNTED))
    finished = frame.select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())
    return Profile(results, finished, counted, associations)


def _gaps(results: Results, quantity: Quantity) -> pl.DataFrame:
    """The rows of groups with a usable finding, and their gaps in standard deviations, positive is better.

    A group that others are compared with has no gap from itself, and no profile.
    """
    reference = results.about.gap_from
    itself = pl.format("group={}:{}", "group_by", "group").eq(reference) | pl.format("group={}", "group").eq(
        reference
    )
    usable = (pl.col("status") == str(Status.OK)) & pl.col("finding").is_not_null()
    sign = pl.col("direction").replace_strict(_ORIENTATION, default=None, return_dtype=pl.Float64)
    of_groups = (pl.col("quantity") == str(quantity)) & pl.col("group").is_not_null()
    return results.frame.filter(of_groups, ~itself).with_columns(
        pl.when(usable).then("finding").alias("finding"),
        counted=pl.when(usable).then(_count()),
        gap=pl.when(usable).then(pl.col("gap_sd") * sign),
    )


def _count() -> pl.Expr:
    """The name of the count that a row with a finding is in."""
    descriptive = pl.col("direction") == str(Direction.DESCRIPTIVE)
    return pl.coalesce(
        pl.when(descriptive == of_descriptive, pl.col("finding").is_in(list(map(str, findings)))).then(
            pl.lit(name)
        )
        for name, (of_descriptive, findings) in _COUNTED.items()
    )


def _sizes(frame: pl.DataFrame) -> pl.DataFrame:
    """How many indicators each dimension has, the dimensions in their order."""
    order = pl.Enum([str(it) for it in Dimension])
    held = frame.group_by("dimension").agg(pl.col("indicator").n_unique().alias("indicators"))
    return held.sort(pl.col("dimension").cast(order))


def _counted(gaps: pl.DataFrame) -> pl.DataFrame:
    """Counts of findings, and median and quartiles of the gaps, by group and dimension."""
    gap = pl.col("gap")
    several = gap.count() > 1
    quartiles = {"lower_quartile": 0.25, "upper_quartile": 0.75}
    return (
        gaps.group_by(*KEYS, "dimension")
        .agg(
            *((pl.col("counted") == name).sum().cast(pl.Int64).alias(name) for name in _COUNTED),
            (pl.col("finding") == str(Finding.EQUIVALENT)).sum().cast(pl.Int64).alias("equivalent"),
            gap.count().cast(pl.Int64).alias("standardised"),
            gap.median().alias("median_gap"),
            *(pl.when(several).then(gap.quantile(q, "linear")).alias(name) for name, q in quartiles.items()),
        )
        .with_columns(spread=pl.col("upper_quartile") - pl.col("lower_quartile"))
    )


def _with_divergence(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the dimension of the same group whose median is furthest, and how far it is."""
    place = frame.with_row_index("row")
    others = place.filter(pl.col("median_gap").is_not_null()).select(
        *KEYS, furthest_from="dimension", their_median="median_gap", their_row="row"
    )
    furthest = (
        place.join(others, on=KEYS, nulls_equal=True)
        .filter(pl.col("dimension") != pl.col("furthest_from"))
        .with_columns(divergence=pl.col("median_gap") - pl.col("their_median"))
        .filter(pl.col("divergence").is_not_null())
        .sort("row", pl.col("divergence").abs(), "their_row", descending=[False, True, False])
        .group_by("row", maintain_order=True)
        .agg(pl.col("furthest_from", "divergence").first())
    )
    return place.join(furthest, on="row", how="left", maintain_order="left").drop("row")
