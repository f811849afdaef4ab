"""Change between survey files of their own samples: variances add, and so do degrees of freedom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from integrind.arrays.exact import BoolArray, FloatArray
from integrind.estimation.inference.intervals import p_value, symmetric, t_quantiles
from integrind.estimation.inference.movement import TestedGap, movements
from integrind.results import COLUMNS
from integrind.vocabulary import Quantity, Status

_KEY = ("indicator", "area_by", "area", "group_by", "group", "category")
_DOUBTFUL = (
    Status.SUPPRESSED,
    Status.NOT_AVAILABLE,
    Status.NOT_APPLICABLE,
    Status.NO_SAMPLE,
    Status.LOW_RELIABILITY,
)
"""The status of a change is the first of these that either side has."""


@dataclass(frozen=True)
class Wave:
    """The released levels of one file, and the indicators whose series breaks with it."""

    label: str
    levels: pl.DataFrame
    breaks: Collection[str]


def pairs_of(waves: int) -> list[tuple[int, int]]:
    """Each wave with the one before and with the first: numbers of the later and the earlier."""
    return [(later, earlier) for later in range(1, waves) for earlier in sorted({0, later - 1})]


def changes(waves: Sequence[Wave]) -> pl.DataFrame:
    """Changes from the file before and from the first, in the rows and columns of docs/results.md."""
    frames = []
    for later, earlier in pairs_of(len(waves)):
        broken = {indicator for wave in waves[earlier + 1 : later + 1] for indicator in wave.breaks}
        frames.append(_change(waves[later], waves[earlier], broken))
    order = waves[-1].levels.with_row_index("order").select("order", *_KEY)
    whole = pl.concat(frames).with_row_index("place")
    placed = whole.join(order, on=_KEY, how="left", nulls_equal=True, maintain_order="left")
    return placed.sort("order", "place", nulls_last=True).select(list(COLUMNS))


def _change(later: Wave, earlier: Wave, broken: Collection[str]) -> pl.DataFrame:
    both = later.levels.join(
        earlier.levels, on=_KEY, how="inner", nulls_equal=True, suffix=" before", maintain_order="left"
    )
    columns = {**_difference(both, ""), **_difference(both, "gap_")}
    p = p_value(columns["gap"], columns["gap_se"], columns["gap_df"])
    p = np.where(_untested(both, "") | _untested(both, " before"), np.nan, p)
    alpha = 1 - both["level"].to_numpy()
    moved = movements(_tested(both, " before"), _tested(both, ""), p, alpha)
    found = both.with_columns(
        *(pl.Series(name, values).fill_nan(None).cast(COLUMNS[name]) for name, values in columns.items()),
        pl.Series("gap_p", p).fill_nan(None),
        pl.Series("movement", [word or None for word in moved.texts()], dtype=pl.String),
        pl.lit(later.label).alias("wave"),
        pl.lit(earlier.label).alias("versus"),
        pl.lit(str(Quantity.CHANGE)).alias("quantity"),
        pl.Series("ci_method", ["t" if it else None for it in np.isfinite(columns["ci_low"])], pl.String),
        _status().alias("status"),
        *(pl.lit(None).cast(COLUMNS[name]).alias(name) for name in _NOT_OF_CHANGES),
    )
    return _without_broken(found, broken).select(list(COLUMNS))


_NOT_OF_CHANGES = (
    *("deff", "cv", "reference", "ratio", "ratio_ci_low", "ratio_ci_high"),
    *("gap_p_adjusted", "comparisons", "finding"),
    *("gap_sd", "gap_detectable"),
)
_OF_ERROR = ("se", "ci_low", "ci_high")
_NUMBERS = tuple(name for name, dtype in COLUMNS.items() if dtype.is_numeric() and name != "level")


def _difference(both: pl.DataFrame, prefix: str) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Difference of estimates (or gaps), its standard error, interval and degrees of freedom."""
    value = prefix.rstrip("_") or "estimate"
    now, then = _sides(both, value)
    se = np.hypot(*(_error(both, prefix, side) for side in ("", " before")))
    df = np.add(*_sides(both, f"{prefix}df"))
    low, high = symmetric(now - then, se, t_quantiles(both["level"].to_numpy(), df))
    return {
        value: now - then,
        f"{prefix}se": se,
        f"{prefix}df": df,
        f"{prefix}ci_low": low,
        f"{prefix}ci_high": high,
    }


def _error(both: pl.DataFrame, prefix: str, side: str) -> FloatArray:
    """A side's standard error; NaN for one of 0 whose interval isn't a point: it isn't known to be 0."""
    se, low, high = (both[f"{prefix}{name}{side}"].cast(pl.Float64).to_numpy() for name in _OF_ERROR)
    return np.where((se == 0) & (low != high), np.nan, se)


def _sides(both: pl.DataFrame, name: str) -> tuple[FloatArray, FloatArray]:
    """A column of the later file and of the earlier."""
    return both[name].cast(pl.Float64).to_numpy(), both[f"{name} before"].cast(pl.Float64).to_numpy()


def _tested(both: pl.DataFrame, side: str) -> TestedGap:
    return TestedGap(*(both[f"{name}{side}"].cast(pl.Float64).to_numpy() for name in ("gap", "gap_p")))


def _untested(both: pl.DataFrame, side: str) -> BoolArray:
    """Where a side's own gap could not bear a test, though it has a standard error."""
    lost = both[f"gap_p{side}"].is_null() & (both[f"gap_se{side}"] > 0)
    return lost.fill_null(value=False).to_numpy()


def _status() -> pl.Expr:
    found = pl.lit(str(Status.OK))
    for status in reversed(_DOUBTFUL):
        either = (pl.col("status") == str(status)) | (pl.col("status before") == str(status))
        found = pl.when(either).then(pl.lit(str(status))).otherwise(found)
    return found


def _without_broken(found: pl.DataFrame, broken: Collection[str]) -> pl.DataFrame:
    """One row without numbers for an indicator whose series breaks between the files."""
    breaks = pl.col("indicator").is_in(list(broken))
    is_population = pl.col("area").is_null() & pl.col("group").is_null()
    remark = pl.lit("break in the series: no change across it")
    return found.filter(~breaks | is_population).with_columns(
        *(
            pl.when(~breaks).then(name).alias(name)
            for name in (*_NUMBERS, "ci_method", "movement", "gap_from")
        ),
        pl.when(breaks).then(pl.lit(str(Status.NOT_AVAILABLE))).otherwise("status").alias("status"),
        pl.when(breaks)
        .then(pl.concat_str("notes", remark, separator="; ", ignore_nulls=True))
        .otherwise("notes")
        .alias("notes"),
    )
