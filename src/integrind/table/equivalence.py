"""That a gap doesn't matter has to be shown: without clear difference there may be one all the same."""

from __future__ import annotations

import numpy as np
import polars as pl

from integrind.arrays.exact import FloatArray
from integrind.estimation.inference.intervals import p_value
from integrind.relevance import margin
from integrind.table.findings import adjusted
from integrind.vocabulary import Adjustment, Finding

_SAME = 1e-9
"""Relative difference of two p values of the same test."""


def margins_of(frame: pl.DataFrame, spreads: pl.Series, matters: float | None) -> pl.Series:
    """The smallest gap of each row that matters; it and `spreads` in the unit of `gap`, null if unknown."""
    return frame.select(margin(pl.lit(spreads), matters).cast(pl.Float64).alias("margin")).to_series()


def with_equivalent(frame: pl.DataFrame, margins: pl.Series, method: Adjustment) -> pl.DataFrame:
    """Say `equivalent` of gaps without clear difference that are shown to be smaller than the margins.

    Two one-sided t tests, each at 1 - level (Schuirmann 1987, J. Pharmacokinetics Biopharmaceutics 15): the
    interval of level 2 level - 1 lies within the margin. Their p values are adjusted as those of differences
    are. `margins`: in the unit of `gap`, a row each.
    """
    number = {name: frame[name].cast(pl.Float64).to_numpy() for name in ("gap", "gap_se", "gap_df", "gap_p")}
    p = _outside(**number, margin=margins.to_numpy())
    tests = adjusted(frame.with_columns(pl.Series("gap_p", p, nan_to_null=True)), method)
    shown = pl.coalesce(tests["gap_p_adjusted"], tests["gap_p"]) < 1 - frame["level"]
    unclear = frame["finding"] == str(Finding.NO_CLEAR_DIFFERENCE)
    found = pl.when(unclear & shown).then(pl.lit(str(Finding.EQUIVALENT))).otherwise("finding")
    return frame.with_columns(found.alias("finding"))


def _outside(
    gap: FloatArray, gap_se: FloatArray, gap_df: FloatArray, gap_p: FloatArray, margin: FloatArray
) -> FloatArray:
    """The larger p of the two tests that a gap lies beyond the margin.

    NaN where no margin is known, and where the gap's own test isn't t's: at 0 and 100% no error is known.
    """
    is_t = np.isclose(p_value(gap, gap_se, gap_df), gap_p, rtol=_SAME, atol=0)
    room = margin - np.abs(gap)
    p = p_value(room, gap_se, gap_df) / 2
    return np.where(is_t & np.isfinite(margin), np.where(room > 0, p, 1 - p), np.nan)
