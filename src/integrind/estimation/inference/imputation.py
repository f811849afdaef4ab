"""Estimates of each imputation as one: their mean, with what is not known for imputing in its variance.

Source: Rubin (1987), Multiple Imputation for Nonresponse in Surveys, chapter 3; degrees of freedom after
Barnard and Rubin (1999), Biometrika 86(4). R: `mitools::MIcombine`, which with `df.complete` takes B where
they have (1 + 1/m) B.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from integrind.arrays.elementary import log
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, taken
from integrind.estimation.domains.links import Link
from integrind.estimation.domains.partition import Partition
from integrind.estimation.inference.spread import Spread
from integrind.estimation.variance.cancellation import of_log_ratio


@dataclass(frozen=True)
class Imputing:
    """What imputing adds to a variance, (domains,)."""

    imputations: int
    variance: FloatArray
    """(1 + 1/m) B, with B the variance of the estimates between m imputations."""

    @classmethod
    def of(cls, theta: FloatArray) -> Imputing:
        """From estimates (imputations, domains)."""
        imputations = len(theta)
        between = ((theta - theta.mean(axis=0)) ** 2).sum(axis=0) / (imputations - 1)
        return cls(imputations, (1 + 1 / imputations) * between)

    def share(self, whole: FloatArray) -> FloatArray:
        """What part of the whole variance is from imputing; 0 where there is none."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(whole > 0, self.variance / whole, np.where(np.isnan(whole), np.nan, 0.0))

    def degrees_of_freedom(self, complete: FloatArray, whole: FloatArray) -> FloatArray:
        """Of Barnard and Rubin, where the design would have some with complete data."""
        share = self.share(whole)
        with np.errstate(divide="ignore", invalid="ignore"):
            observed = (complete + 1) / (complete + 3) * complete * (1 - share)
            return 1 / (share**2 / (self.imputations - 1) + 1 / observed)


@dataclass(frozen=True)
class ImputedSpread:
    """How the mean of estimates of several imputations varies: as each does, and as they differ.

    Differences are of the same imputation on both sides.
    """

    each: tuple[Spread, ...]
    theta: FloatArray
    """Estimates (imputations, domains)."""
    still: BoolArray

    @property
    def partition(self) -> Partition:
        """The domains, which all have in common."""
        return self.each[0].partition

    def imputing(self) -> Imputing:
        """What imputing adds to the variance."""
        return Imputing.of(self.theta)

    def imputing_of_difference(self, other: ImputedSpread, link: Link) -> Imputing:
        """What it adds to that of the difference from the linked domain."""
        return Imputing.of(self._apart(other, link))

    def variance(self) -> FloatArray:
        """Variance by domain."""
        within: FloatArray = np.mean([it.variance() for it in self.each], axis=0)
        return within + self.imputing().variance

    def variance_of_difference(
        self, other: ImputedSpread, link: Link, over: tuple[ImputedSpread, Link] | None = None
    ) -> FloatArray:
        """Variance of the difference from the linked domain, by domain."""
        wholes = [None] * len(self.each) if over is None else [(it, over[1]) for it in over[0].each]
        sides = zip(self.each, other.each, wholes, strict=True)
        within: FloatArray = np.mean(
            [mine.variance_of_difference(its, link, whole) for mine, its, whole in sides], axis=0
        )
        return within + self.imputing_of_difference(other, link).variance

    def variance_of_log_ratio(
        self,
        other: ImputedSpread,
        link: Link,
        of_gap: FloatArray,
        over: tuple[ImputedSpread, Link] | None = None,  # noqa: ARG002
    ) -> FloatArray:
        """Variance of the logarithm of the ratio of the means, by the delta method."""
        theta, there = (taken(it, link.domain) for it in (other.theta.mean(axis=0), other.variance()))
        return of_log_ratio(self.theta.mean(axis=0), self.variance(), theta, there, of_gap)

    def minus(self, other: ImputedSpread, link: Link) -> ImputedSpread:
        """Variation of the difference from the linked domain."""
        each = tuple(mine.minus(its, link) for mine, its in zip(self.each, other.each, strict=True))
        return ImputedSpread(each, self._apart(other, link), self.still)

    def logarithm(self) -> ImputedSpread:
        """Variation of the logarithms."""
        logs = np.where(self.theta > 0, log(self.theta), np.nan)
        return ImputedSpread(tuple(it.logarithm() for it in self.each), logs, self.still)

    def degrees_of_freedom(self) -> IntArray:
        """Those that the design would have with complete data."""
        return _least([it.degrees_of_freedom() for it in self.each])

    def is_still(self) -> BoolArray:
        """Which domains no imputation tells any variation of."""
        return self.still

    def joint_degrees_of_freedom(self, other: ImputedSpread, link: Link) -> IntArray:
        """With complete data, of a domain and its counterpart together."""
        sides = zip(self.each, other.each, strict=True)
        return _least([mine.joint_degrees_of_freedom(its, link) for mine, its in sides])

    def _apart(self, other: ImputedSpread, link: Link) -> FloatArray:
        return self.theta - np.stack([taken(it, link.domain) for it in other.theta])


def _least(each: Sequence[IntArray]) -> IntArray:
    least: IntArray = np.min(each, axis=0)
    return least


def imputing_in(spread: Spread) -> Imputing | None:
    """What imputing adds to a variance; None where nothing is imputed."""
    return spread.imputing() if isinstance(spread, ImputedSpread) else None


def imputing_in_difference(ours: Spread, theirs: Spread, link: Link) -> Imputing | None:
    """What it adds to that of a difference from a linked domain."""
    if isinstance(ours, ImputedSpread) and isinstance(theirs, ImputedSpread):
        return ours.imputing_of_difference(theirs, link)
    return None
