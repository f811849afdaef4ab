"""What may be published of the association of two indicators."""

from __future__ import annotations

import polars as pl

from integrind.definitions.policy import Policy
from integrind.disclosure.sensitive import is_sensitive_count
from integrind.vocabulary import Status

_COUNTS = ("n", "n_weighted")
_INTERVAL = ("ci_low", "ci_high")
_TEST = ("p", "p_adjusted", "comparisons", "finding")
_NUMBERS = ("correlation", "oriented", "se", *_INTERVAL, "df", *_TEST)


def release_pairs(pairs: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Hide what a policy doesn't let be shown, mark what it doubts.

    `fewest` is how many people are in the smallest cell of those indicators that are yes or no: from a
    correlation, its base and both shares, the four cells of two of them could be told. `withheld`: one of the
    indicators is hidden for the population itself.
    """
    each, fewest = pairs["n"].to_numpy(), pairs["fewest"].to_numpy()
    broken = pl.Series(is_sensitive_count(each, policy.disclosure, fewest), dtype=pl.Boolean)
    nobody = pl.col("n") == 0
    hidden = (broken | pl.col("withheld")) & ~nobody & policy.disclosure.hides
    rules = policy.reliability
    df, n, weighted = pl.col("df"), pl.col("n"), pl.col("n_weighted")
    untested = df < (rules.minimum_df.flag or 0)
    without_interval = df < (rules.minimum_df.withhold or 0)
    people, grossed = rules.minimum_base, rules.minimum_weighted_base
    doubtful = untested | (n < (people.flag or 0)) | (weighted < (grossed.flag or 0))
    left_out = (n < (people.withhold or 0)) | (weighted < (grossed.withhold or 0))
    status = (
        pl.when(nobody).then(pl.lit(str(Status.NO_SAMPLE)))
        .when(hidden).then(pl.lit(str(Status.SUPPRESSED)))
        .when(pl.col("correlation").is_null()).then(pl.lit(str(Status.NOT_APPLICABLE)))
        .when(doubtful | left_out).then(pl.lit(str(Status.LOW_RELIABILITY)))
        .otherwise(pl.lit(str(Status.OK)))
    )  # fmt: skip
    lost = {
        **dict.fromkeys(_COUNTS, hidden),
        **dict.fromkeys(_NUMBERS, hidden | left_out),
        **dict.fromkeys(_INTERVAL, hidden | left_out | without_interval),
        **dict.fromkeys(_TEST, hidden | left_out | untested),
    }
    released = pairs.with_columns(
        status.alias("status"), *(pl.when(~gone).then(name).alias(name) for name, gone in lost.items())
    )
    base = policy.disclosure.round_counts_to
    return released if base is None else released.with_columns(_rounded(name, base) for name in _COUNTS)


def _rounded(name: str, base: int) -> pl.Expr:
    return (pl.col(name) / base).round(0, mode="half_away_from_zero") * base
