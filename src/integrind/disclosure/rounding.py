"""Numbers as coarse as counts that are rounded: none of them tells a count more closely than that."""

from __future__ import annotations

import polars as pl

from integrind.results import COLUMNS
from integrind.vocabulary import SHARES, Measure, Quantity

COUNTS = ("n", "n_missing", "n_undecided", "n_weighted")
_TELLING = ("df", "gap_df", "deff", "cv")
"""Without clusters, degrees of freedom are the count less one; the others follow from it and the estimate."""
_CERTAINTY = ("se", "gap_se", "gap_p", "ratio", "ratio_ci_low", "ratio_ci_high")
_LEVELS = ("estimate", "reference")
_DISTANCES = ("ci_low", "ci_high", "gap", "gap_ci_low", "gap_ci_high")
_DIGITS = 2
"""Significant ones of what says how certain an estimate is."""


def rounded(frame: pl.DataFrame, base: int) -> pl.DataFrame:
    """Round counts to multiples of `base`, half away from zero, and all else as coarsely.

    A share is given as the middle of a class so wide that every number of people who may be meant by its
    count has a share in it; and as none of them has its middle, none seems to be the right one. A total of
    yes or no is a count. Amounts keep as many digits as a share of so many people has.
    """
    share = _step(1 / pl.col("n").fill_null(1).clip(lower_bound=1))
    is_share = pl.col("measure").is_in(SHARES) | pl.col("having").is_not_null()
    is_share &= pl.col("quantity") != str(Quantity.EQUALITY)
    counted = (pl.col("measure") == str(Measure.TOTAL)) & is_share
    counted |= pl.col("quantity") == str(Quantity.GROUP_TOTAL)

    def step(size: str) -> pl.Expr:
        amount = pl.max_horizontal(share, _step(share * pl.col(size).abs().fill_null(1.0)))
        return pl.when(counted).then(float(base)).when(is_share).then(share).otherwise(amount)

    def level(name: str) -> pl.Expr:
        by = step(name)
        return pl.when(counted).then(_to_multiple(pl.col(name), by)).otherwise(_middle(pl.col(name), by))

    return frame.with_columns(
        *(_to_multiple(pl.col(name), pl.lit(float(base))).cast(COLUMNS[name]).alias(name) for name in COUNTS),
        *(level(name).alias(name) for name in _LEVELS),
        *(_to_multiple(pl.col(name), step("estimate")).alias(name) for name in _DISTANCES),
        *(pl.col(name).round_sig_figs(_DIGITS).alias(name) for name in _CERTAINTY),
        *(pl.lit(None).cast(COLUMNS[name]).alias(name) for name in _TELLING),
    )


def _to_multiple(value: pl.Expr, step: pl.Expr) -> pl.Expr:
    return _times((value / step).round(0, mode="half_away_from_zero"), step)


def _middle(value: pl.Expr, step: pl.Expr) -> pl.Expr:
    """Of the class of width `step` that holds a value."""
    return _times(2 * (value / step).floor() + 1, step / 2)


def _times(times: pl.Expr, step: pl.Expr) -> pl.Expr:
    """Written as people would: 0.14, not the nearest product of 14 and 0.01."""
    return pl.when(step < 1).then(times / (1 / step).round(0)).otherwise(times * step) + 0.0


def _step(least: pl.Expr) -> pl.Expr:
    """The smallest of 1, 2 and 5 times a power of ten that is as large."""
    power = 10.0 ** pl.when(least > 0).then(least).otherwise(1.0).log10().floor()
    times = least / power
    slack = 1 + 1e-9
    return power * pl.when(times <= slack).then(1).when(times <= 2 * slack).then(2).when(
        times <= 5 * slack
    ).then(5).otherwise(10)
