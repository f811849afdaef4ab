"""The clearest of many differences: what fits a screen, chosen from what may be shown."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from integrind.results import Results
from integrind.vocabulary import Finding, Status

ROWS_OF_A_SCREEN = 200
_MOST = 40


def clearest(results: Results) -> Results:
    """The forty clearest differences of a long table, in its order; a short one as it is.

    Clearest: the largest in units of its standard error, among reliable ones whose test or interval is clear.
    Hidden rows have neither, so that nothing is ranked by what may not be known.
    """
    frame = results.frame
    if frame.height <= ROWS_OF_A_SCREEN:
        return results
    of_gap = pl.col("finding").is_in([str(it) for it in Finding if it is not Finding.NO_CLEAR_DIFFERENCE])
    of_level = pl.col("group").is_null() & ((pl.col("ci_low") > 0) | (pl.col("ci_high") < 0))
    size = (
        pl.when(of_gap)
        .then((pl.col("gap") / pl.col("gap_se")).abs())
        .when(of_level)
        .then((pl.col("estimate") / pl.col("se")).abs())
    )
    reliable = frame.with_row_index("row").filter(pl.col("status") == str(Status.OK))
    ranked = reliable.with_columns(size.alias("size")).drop_nulls("size")
    chosen = ranked.sort(["size", "row"], descending=[True, False]).head(_MOST).sort("row")
    found = f"The {chosen.height} clearest of" if chosen.height else "None that is reliable and clear among"
    said = f"{found} {frame.height:,} differences; all of them: -o differences.csv"
    about = replace(results.about, notices=(said, *results.about.notices))
    return replace(results, frame=chosen.select(frame.columns), about=about, unavailable={})
