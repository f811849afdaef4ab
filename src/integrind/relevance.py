"""How large a gap has to be to matter: as a user says it, or by how much people differ."""

from __future__ import annotations

import polars as pl

from integrind.vocabulary import SHARES

TINY = 0.1
"""Standard deviations below which a gap is small, clear as it may be."""


def margin(spread: pl.Expr, matters: float | None) -> pl.Expr:
    """Give the smallest gap that matters, in the unit of `gap`; null where nothing says it.

    `matters` is in the unit that tables print, percentage points for a share; without it a tenth of `spread`,
    the standard deviation of an indicator in the population.
    """
    if matters is None:
        return spread * TINY
    in_percent = pl.col("measure").is_in(SHARES) | (pl.col("unit") == "percent").fill_null(value=False)
    return pl.when(in_percent).then(matters / 100).otherwise(matters)
