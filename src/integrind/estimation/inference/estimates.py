"""Estimates of the domains of a partition, whatever their measure and however their variance is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from integrind.arrays.categorical import Categorical
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, above_rounding, taken
from integrind.concurrently import cached
from integrind.estimation.domains.links import Link
from integrind.estimation.domains.partition import Partition
from integrind.estimation.inference.imputation import (
    ImputedSpread,
    Imputing,
    imputing_in,
    imputing_in_difference,
)
from integrind.estimation.inference.spread import Spread
from integrind.estimation.totals.base import by_domain, by_entry


class Tallied(Protocol):
    """A base of which rows and weights are known."""

    def n(self, partition: Partition) -> IntArray:
        """Rows, by domain."""
        ...

    @property
    def weights(self) -> FloatArray:
        """Sums of weights, by finest entry."""
        ...


@dataclass(frozen=True)
class Estimates:
    """Everything about the domains of one partition that a table or a comparison needs, all (domains,)."""

    partition: Partition
    n: IntArray
    n_weighted: FloatArray
    theta: FloatArray
    """NaN where there is no base, and where the measure is undefined."""
    se: FloatArray
    spread: Spread
    interval: tuple[FloatArray, FloatArray] | None = None
    """Of a measure that has an interval of its own."""
    linearised: BoolArray | None = None
    """Where the spread is known, for a measure that can't always be linearised."""

    @classmethod
    def of(
        cls,
        base: Tallied,
        partition: Partition,
        theta: FloatArray,
        spread: Spread,
        n_weighted: FloatArray | None = None,
    ) -> Self:
        """Estimates whose standard error is that of their spread; `n_weighted` where it is known already."""
        n = base.n(partition)
        if n_weighted is None:
            n_weighted = by_domain(by_entry(base.weights, partition), partition)
        known = np.where(n > 0, theta, np.nan)
        se = np.where(np.isfinite(known), np.sqrt(spread.variance()), np.nan)
        se = above_rounding(se, np.abs(known))
        return cls(partition, n, n_weighted, known, se, spread)

    @classmethod
    def combined(cls, each: Sequence[Estimates]) -> Estimates:
        """Estimates of each imputation as one; people are those of the first (Rubin 1987)."""
        first, theta = each[0], np.stack([it.theta for it in each])
        mean: FloatArray = theta.mean(axis=0)
        still = np.logical_and.reduce([it.still for it in each]) & (theta == theta[0]).all(axis=0)
        within = np.mean([it.se**2 for it in each], axis=0)
        se = above_rounding(np.sqrt(within + Imputing.of(theta).variance), np.abs(mean))
        return cls(
            first.partition,
            first.n,
            first.n_weighted,
            mean,
            se,
            ImputedSpread(tuple(it.spread for it in each), theta, still),
            linearised=np.logical_and.reduce([it.has_spread for it in each]),
        )

    @cached
    def design_df(self) -> FloatArray:
        """Degrees of freedom that the design gives; NaN without a base: nobody has none, rather than 0."""
        return np.where(self.n > 0, self.spread.degrees_of_freedom(), np.nan)

    @cached
    def df(self) -> FloatArray:
        """Those of the estimate: fewer where some of its variance is from imputing."""
        return self.usable_df(self.design_df)

    def usable_df(self, of_design: FloatArray) -> FloatArray:
        """Degrees of freedom of the estimate, where the design gives some."""
        imputing = imputing_in(self.spread)
        return of_design if imputing is None else imputing.degrees_of_freedom(of_design, self.se**2)

    @property
    def from_imputing(self) -> FloatArray | None:
        """What part of the variance is from imputing; None where nothing is imputed."""
        imputing = imputing_in(self.spread)
        return None if imputing is None else imputing.share(self.se**2)

    @cached
    def still(self) -> BoolArray:
        """Where all answers are alike, so that nothing can be said of how the estimate varies.

        A quantile has an interval of its own, which says what can be said.
        """
        return (self.n > 0) & self.spread.is_still() & (self.interval is None)

    @property
    def has_spread(self) -> BoolArray:
        """Where a difference from something else has a variance."""
        return np.isfinite(self.theta) if self.linearised is None else self.linearised


class Estimator(Protocol):
    """One measure of one base."""

    def estimate(self, partition: Partition) -> Estimates:
        """Estimates of the domains of a partition."""
        ...

    def srs_variance(self, partition: Partition) -> FloatArray:
        """Variance under simple random sampling, by domain; NaN for a measure without a design effect."""
        ...

    def remarks(self, partition: Partition) -> Mapping[str, BoolArray]:
        """What must be said of some domains."""
        ...


class PartitionEstimates:
    """The estimates of an estimator, those of each partition made once."""

    def __init__(self, estimator: Estimator) -> None:
        self._estimator = estimator
        self._known: dict[Partition, Estimates] = {}

    def of(self, partition: Partition) -> Estimates:
        """Estimates of the domains of a partition."""
        if partition not in self._known:
            self._known[partition] = self._estimator.estimate(partition)
        return self._known[partition]


@dataclass(frozen=True)
class Opposite:
    """What domains are compared with, all (domains,); NaN where there is none."""

    theta: FloatArray
    se: FloatArray
    n: FloatArray
    """Infinite for a number that no sample stands behind; NaN where nobody says."""
    df: FloatArray
    still: FloatArray
    """1 where nothing that is known of it varies, else 0."""

    @classmethod
    def of(cls, theirs: Estimates, at: IntArray) -> Opposite:
        """The estimates at some domains."""
        columns = (theirs.theta, theirs.se, theirs.n, theirs.df, theirs.still)
        return cls(*(taken(column.astype(np.float64), at) for column in columns))

    @classmethod
    def fixed(cls, theta: FloatArray) -> Opposite:
        """Numbers that are known without a sample."""
        nothing, endless = np.zeros(len(theta)), np.full(len(theta), np.inf)
        return cls(theta, nothing, endless, endless, nothing)

    @property
    def columns(self) -> tuple[FloatArray, ...]:
        """One after another."""
        return self.theta, self.se, self.n, self.df, self.still


_COLUMNS = 10
"""Of gaps, with those of whom they are from."""


@dataclass(frozen=True)
class Gap:
    """Differences from a reference, all (domains,); NaN where there is no reference."""

    opposite: Opposite
    gap: FloatArray
    se: FloatArray
    df: FloatArray
    log_se: FloatArray
    """Standard error of the logarithm of the ratio."""
    identical: BoolArray
    """Where both sides have the same rows: there is no gap, whatever the sample."""
    from_imputing: FloatArray | None = None
    """What part of the variance is from imputing; None where nothing is imputed."""

    @property
    def reference(self) -> FloatArray:
        """The estimates compared with."""
        return self.opposite.theta

    @classmethod
    def alone(cls, found: Estimates, df: FloatArray, tested: BoolArray) -> Gap:
        """Differences that are estimates themselves; without variation where they can't be tested.

        `df` are those that the design gives.
        """
        none, nowhere = np.full(len(df), np.nan), np.zeros(len(df), dtype=bool)
        se, opposite = np.where(tested, found.se, np.nan), Opposite(none, none, none, none, none)
        return cls(opposite, found.theta, se, found.usable_df(df), none, nowhere, found.from_imputing)

    @classmethod
    def joined(cls, parts: Sequence[tuple[IntArray, Gap]], size: int) -> Gap:
        """Gaps of some domains each, put together; NaN for a domain in no part."""
        columns = np.full((_COLUMNS, size), np.nan)
        identical = np.zeros(size, dtype=bool)
        for domains, gap in parts:
            columns[:, domains], identical[domains] = gap._columns, gap.identical
        imputed = any(gap.from_imputing is not None for _, gap in parts)
        return cls._of(columns, identical, imputed=imputed)

    def without(self, domains: BoolArray) -> Gap:
        """No reference for some domains."""
        columns = [np.where(domains, np.nan, column) for column in self._columns]
        return self._of(columns, self.identical, imputed=self.from_imputing is not None)

    @classmethod
    def _of(cls, columns: Sequence[FloatArray] | FloatArray, identical: BoolArray, *, imputed: bool) -> Gap:
        gap, se, df, log_se, from_imputing, *opposite = columns
        found = from_imputing if imputed else None
        return cls(Opposite(*opposite), gap, se, df, log_se, identical, found)

    @property
    def _columns(self) -> tuple[FloatArray, ...]:
        found = np.full(len(self.gap), np.nan) if self.from_imputing is None else self.from_imputing
        return self.gap, self.se, self.df, self.log_se, found, *self.opposite.columns


def gap_between(
    ours: Estimates,
    theirs: Estimates,
    link: Link,
    df: FloatArray,
    *,
    nested: bool,
    over: tuple[Spread, Link] | None = None,
) -> Gap:
    """Gap of each domain from its counterpart, with their covariance.

    `df` are those that the design gives. `nested`: the counterpart holds every row of the domain, so that one
    as large is the same. `over`: the population, where the counterpart isn't it.
    """
    at = link.domain
    opposite = Opposite.of(theirs, at)
    gap = ours.theta - opposite.theta
    of_gap = ours.spread.variance_of_difference(theirs.spread, link, over)
    se = above_rounding(np.sqrt(of_gap), np.abs(ours.theta) + np.abs(opposite.theta))
    log_se = np.sqrt(ours.spread.variance_of_log_ratio(theirs.spread, link, of_gap, over))
    same = nested & link.found & (ours.n == opposite.n) & np.isfinite(gap)
    known = np.isfinite(gap) & ours.has_spread & (taken(theirs.has_spread.astype(np.float64), at) == 1)
    imputing = imputing_in_difference(ours.spread, theirs.spread, link)
    return Gap(
        opposite,
        np.where(same, 0.0, gap),
        np.where(same, 0.0, np.where(known, se, np.nan)),
        df if imputing is None else np.where(same, df, imputing.degrees_of_freedom(df, se**2)),
        np.where(same, 0.0, np.where(known, log_se, np.nan)),
        same,
        None if imputing is None else imputing.share(se**2),
    )


def gap_from_target(ours: Estimates, target: float, df: FloatArray) -> Gap:
    """Gap of each domain from a fixed number."""
    with np.errstate(divide="ignore", invalid="ignore"):
        log_se = np.where(ours.theta > 0, ours.se / ours.theta, np.nan)
    opposite = Opposite.fixed(np.where(np.isfinite(ours.theta), target, np.nan))
    nowhere = np.zeros(len(df), dtype=bool)
    return Gap(opposite, ours.theta - target, ours.se, df, log_se, nowhere, ours.from_imputing)


def gap_from_another_survey(ours: Estimates, theirs: Opposite) -> Gap:
    """Gap of each domain from an independent estimate; degrees of freedom after Satterthwaite (1946)."""
    estimate, se = theirs.theta, theirs.se
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = ours.se**2 + se**2
        joint_df = variance**2 / (ours.se**4 / ours.df + se**4 / theirs.df)
        positive = (ours.theta > 0) & (estimate > 0)
        log_se = np.where(positive, np.hypot(ours.se / ours.theta, se / estimate), np.nan)
        share = None if ours.from_imputing is None else ours.from_imputing * ours.se**2 / variance
    nowhere = np.zeros(len(estimate), dtype=bool)
    return Gap(theirs, ours.theta - estimate, np.sqrt(variance), joint_df, log_se, nowhere, share)


def said_of_imputing(level: Estimates | Gap | None, gap: Estimates | Gap | None) -> Categorical:
    """What part of the variance of rows, and of their gaps', is from imputing: for the notes."""
    shares = [None if it is None else it.from_imputing for it in (level, gap)]
    rows = next(len(it.se) for it in (level, gap) if it is not None)
    if all(it is None for it in shares):
        return Categorical.repeated("", rows)
    of_level, of_gap = (np.full(rows, np.nan) if it is None else it for it in shares)
    return Categorical.of(
        [_said_of_imputing(*it) for it in zip(of_level.tolist(), of_gap.tolist(), strict=True)]
    )


def _said_of_imputing(level: float, gap: float) -> str:
    if np.isfinite(level):
        of_gap = f", {gap:.0%} of the gap's" if np.isfinite(gap) else ""
        return f"{level:.0%} of the variance is from imputing{of_gap}"
    return f"{gap:.0%} of the gap's variance is from imputing" if np.isfinite(gap) else ""
