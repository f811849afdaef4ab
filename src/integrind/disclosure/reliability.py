"""Which numbers can bear a reading: doubtful ones are marked, hopeless ones left out."""

from __future__ import annotations

import polars as pl

from integrind.definitions.policy import MaximumShare, MinimumCount, Reliability
from integrind.vocabulary import SHARES, Status

TESTS = ("gap_p", "movement")
"""What a gap, or its change, loses where a group has few degrees of freedom."""

INTERVALS = ("gap_ci_low", "gap_ci_high", "ratio_ci_low", "ratio_ci_high")
"""What a gap loses where its group has hardly any degrees of freedom."""

Doubts = tuple[pl.Expr, pl.Expr]
"""Whether a row is to be marked, and whether its numbers are to be left out."""


def without_unsound_tests(frame: pl.DataFrame, rules: Reliability) -> pl.DataFrame:
    """Take the test from groups with few degrees of freedom, and the interval from those with hardly any.

    Comes before the family of tests is counted: what isn't tested is no comparison.
    """
    own_df = pl.coalesce("own_df", "df")
    has_gap = pl.col("group").is_not_null() & pl.col("gap_se").is_not_null()
    few = (has_gap | pl.col("own_df").is_not_null()) & (own_df < (rules.minimum_df.flag or 0))
    none = has_gap & (own_df < (rules.minimum_df.withhold or 0))
    return frame.with_columns(
        *(pl.when(~few).then(name).alias(name) for name in TESTS),
        *(pl.when(~none).then(name).alias(name) for name in INTERVALS),
        pl.when(few).then(pl.lit(str(Status.LOW_RELIABILITY))).otherwise("status").alias("status"),
    )


def doubtful(rules: Reliability) -> dict[str, Doubts]:
    """Whether each rule marks a row, and whether it leaves its numbers out, by the rule's name."""
    share = pl.col("measure").is_in(SHARES)
    width = pl.col("ci_high") - pl.col("ci_low")
    gap_width = pl.col("gap_ci_high") - pl.col("gap_ci_low")
    asked = pl.col("n") + pl.col("n_missing")
    return {
        "minimum_base": _below(pl.col("n"), rules.minimum_base),
        "minimum_weighted_base": _below(pl.col("n_weighted"), rules.minimum_weighted_base),
        "minimum_cell_base": _below(pl.col("cell_base"), rules.minimum_cell_base),
        "maximum_cv": _above(pl.when(~share).then("cv"), rules.maximum_cv),
        "maximum_interval_width": _above(
            pl.when(share).then(pl.max_horizontal(width, gap_width)), rules.maximum_interval_width
        ),
        "maximum_missing_share": _above(pl.col("n_missing") / asked, rules.maximum_missing_share),
    }


def few_in_a_category(rules: Reliability) -> pl.Expr:
    """What the notes say where a category of what is standardised has few people; null elsewhere."""
    flag, withhold = _below(pl.col("cell_base"), rules.minimum_cell_base)
    limits = rules.minimum_cell_base
    said = "fewer than {} people in a category that is held constant"
    left_out = pl.when(withhold).then(pl.lit(f"{said.format(limits.withhold)}: left out"))
    return pl.coalesce(left_out, pl.when(flag).then(pl.lit(said.format(limits.flag))))


def _below(value: pl.Expr, limits: MinimumCount) -> Doubts:
    return _known(value < (limits.flag or 0)), _known(value < (limits.withhold or 0))


def _above(value: pl.Expr, limits: MaximumShare) -> Doubts:
    flag, withhold = (float("inf") if it is None else it for it in (limits.flag, limits.withhold))
    return _known(value > flag), _known(value > withhold)


def _known(expression: pl.Expr) -> pl.Expr:
    return expression.fill_null(value=False)
