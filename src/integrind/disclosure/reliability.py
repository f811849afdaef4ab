"""Which numbers can bear a reading: groups in few PSUs keep their gap, but no test of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from integrind.errors import UsageError
from integrind.faults import did_you_mean
from integrind.vocabulary import Status


@dataclass(frozen=True)
class Reliability:
    """Degrees of freedom of a group below which its gap isn't tested, and below which it has no interval."""

    minimum_df: int
    minimum_df_interval: int


POLICIES: Mapping[str, Reliability] = {"default": Reliability(8, 1), "none": Reliability(0, 0)}
"""Why 8: with the population's degrees of freedom, 95% intervals of the gap of a group in 2, 3 and 5 of 60
PSUs cover 66, 78 and 88% (docs/statistics.md)."""


def reliability_of(policy: str) -> Reliability:
    """The rules of a named policy; raises UsageError for an unknown one."""
    if policy not in POLICIES:
        raise UsageError(f"--policy {policy}: there is no such policy", did_you_mean(policy, POLICIES))
    return POLICIES[policy]


def without_unsound_tests(frame: pl.DataFrame, rules: Reliability) -> pl.DataFrame:
    """Take the test from groups with few degrees of freedom, and the interval from those with hardly any."""
    has_gap = pl.col("group").is_not_null() & pl.col("gap_se").is_not_null()
    few = has_gap & (pl.col("df") < rules.minimum_df)
    none = has_gap & (pl.col("df") < rules.minimum_df_interval)
    interval = ("gap_ci_low", "gap_ci_high", "ratio_ci_low", "ratio_ci_high")
    return frame.with_columns(
        pl.when(~few).then("gap_p").alias("gap_p"),
        *(pl.when(~none).then(name).alias(name) for name in interval),
        pl.when(few).then(pl.lit(str(Status.LOW_RELIABILITY))).otherwise("status").alias("status"),
    )
