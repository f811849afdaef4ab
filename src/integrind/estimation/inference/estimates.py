"""Estimates of the domains of a layer, whatever measure they are of and however their variance is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, IntArray, above_rounding, taken
from integrind.concurrently import kept
from integrind.estimation.domains.domains import Layer, Link
from integrind.estimation.totals.base import by_domain, by_entry


class Spread(Protocol):
    """What is known of the sampling variation of the estimates of one layer."""

    @property
    def layer(self) -> Layer:
        """The domains, and the entries that the variation is kept by."""
        ...

    def variance(self) -> FloatArray:
        """Variance by domain."""
        ...

    def variance_of_difference(
        self, other: Self, link: Link, over: tuple[Self, Link] | None = None
    ) -> FloatArray:
        """Variance of the difference from the linked domain of another layer, by domain.

        `over` is the population in which lonely PSUs are counted, where `other` isn't it.
        """
        ...

    def variance_of_log_ratio(
        self, other: Self, link: Link, of_gap: FloatArray, over: tuple[Self, Link] | None = None
    ) -> FloatArray:
        """Variance of the logarithm of the ratio to the linked domain; `of_gap` is the difference's."""
        ...

    def minus(self, other: Self, link: Link) -> Self:
        """Variation of the difference from the linked domain, to be compared further."""
        ...

    def logarithm(self) -> Self:
        """Variation of the logarithm of the estimates."""
        ...

    def degrees_of_freedom(self) -> IntArray:
        """Degrees of freedom by domain."""
        ...

    def is_still(self) -> BoolArray:
        """Which domains are samples in which no unit differs from another."""
        ...

    def joint_degrees_of_freedom(self, other: Self, link: Link) -> IntArray:
        """Degrees of freedom of a domain and its counterpart together, by domain."""
        ...


class Tallied(Protocol):
    """A base of which rows and weights are known."""

    def n(self, layer: Layer) -> IntArray:
        """Rows, by domain."""
        ...

    @property
    def weights(self) -> FloatArray:
        """Sums of weights, by finest entry."""
        ...


@dataclass(frozen=True)
class Estimates:
    """Everything about the domains of one layer that a table or a comparison needs, all (domains,)."""

    layer: Layer
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
        layer: Layer,
        theta: FloatArray,
        spread: Spread,
        n_weighted: FloatArray | None = None,
    ) -> Self:
        """Estimates whose standard error is that of their spread; `n_weighted` where it is known already."""
        n = base.n(layer)
        if n_weighted is None:
            n_weighted = by_domain(by_entry(base.weights, layer), layer)
        known = np.where(n > 0, theta, np.nan)
        se = np.where(np.isfinite(known), np.sqrt(spread.variance()), np.nan)
        se = above_rounding(se, np.abs(known))
        return cls(layer, n, n_weighted, known, se, spread)

    @kept
    def df(self) -> FloatArray:
        """Degrees of freedom; NaN without a base: nobody has none, rather than 0."""
        return np.where(self.n > 0, self.spread.degrees_of_freedom(), np.nan)

    @kept
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

    def estimate(self, layer: Layer) -> Estimates:
        """Estimates of the domains of a layer."""
        ...

    def srs_variance(self, layer: Layer) -> FloatArray:
        """Variance under simple random sampling, by domain; NaN for a measure without a design effect."""
        ...

    def remarks(self, layer: Layer) -> Mapping[str, BoolArray]:
        """What must be said of some domains."""
        ...


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

    @property
    def reference(self) -> FloatArray:
        """The estimates compared with."""
        return self.opposite.theta

    @classmethod
    def alone(cls, found: Estimates, df: FloatArray, tested: BoolArray) -> Gap:
        """Differences that are estimates themselves; without variation where they can't be tested."""
        none, nowhere = np.full(len(df), np.nan), np.zeros(len(df), dtype=bool)
        se = np.where(tested, found.se, np.nan)
        return cls(Opposite(none, none, none, none, none), found.theta, se, df, none, nowhere)

    @classmethod
    def joined(cls, parts: Sequence[tuple[IntArray, Gap]], df: FloatArray) -> Gap:
        """Gaps of some domains each, put together; NaN for a domain in no part."""
        columns = np.full((8, len(df)), np.nan)
        identical = np.zeros(len(df), dtype=bool)
        for domains, gap in parts:
            columns[:, domains], identical[domains] = gap._columns, gap.identical
        return cls._of(columns, df, identical)

    def without(self, domains: BoolArray) -> Gap:
        """No reference for some domains."""
        columns = [np.where(domains, np.nan, column) for column in self._columns]
        return self._of(columns, self.df, self.identical)

    @classmethod
    def _of(cls, columns: Sequence[FloatArray] | FloatArray, df: FloatArray, identical: BoolArray) -> Gap:
        gap, se, log_se, *opposite = columns
        return cls(Opposite(*opposite), gap, se, df, log_se, identical)

    @property
    def _columns(self) -> tuple[FloatArray, ...]:
        return self.gap, self.se, self.log_se, *self.opposite.columns


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

    `nested`: the counterpart holds every row of the domain, so that one as large is the same. `over`: the
    population, where the counterpart isn't it.
    """
    at = link.domain
    opposite = Opposite.of(theirs, at)
    gap = ours.theta - opposite.theta
    of_gap = ours.spread.variance_of_difference(theirs.spread, link, over)
    se = above_rounding(np.sqrt(of_gap), np.abs(ours.theta) + np.abs(opposite.theta))
    log_se = np.sqrt(ours.spread.variance_of_log_ratio(theirs.spread, link, of_gap, over))
    same = nested & link.found & (ours.n == opposite.n) & np.isfinite(gap)
    known = np.isfinite(gap) & ours.has_spread & (taken(theirs.has_spread.astype(np.float64), at) == 1)
    return Gap(
        opposite,
        np.where(same, 0.0, gap),
        np.where(same, 0.0, np.where(known, se, np.nan)),
        df,
        np.where(same, 0.0, np.where(known, log_se, np.nan)),
        same,
    )


def gap_from_target(ours: Estimates, target: float, df: FloatArray) -> Gap:
    """Gap of each domain from a fixed number."""
    with np.errstate(divide="ignore", invalid="ignore"):
        log_se = np.where(ours.theta > 0, ours.se / ours.theta, np.nan)
    opposite = Opposite.fixed(np.where(np.isfinite(ours.theta), target, np.nan))
    return Gap(opposite, ours.theta - target, ours.se, df, log_se, np.zeros(len(df), dtype=bool))


def gap_from_another_survey(ours: Estimates, theirs: Opposite) -> Gap:
    """Gap of each domain from an independent estimate; degrees of freedom after Satterthwaite (1946)."""
    estimate, se = theirs.theta, theirs.se
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = ours.se**2 + se**2
        joint_df = variance**2 / (ours.se**4 / ours.df + se**4 / theirs.df)
        positive = (ours.theta > 0) & (estimate > 0)
        log_se = np.where(positive, np.hypot(ours.se / ours.theta, se / estimate), np.nan)
    nowhere = np.zeros(len(estimate), dtype=bool)
    return Gap(theirs, ours.theta - estimate, np.sqrt(variance), joint_df, log_se, nowhere)
