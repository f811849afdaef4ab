"""At risk of poverty: below a share of a quantile of the whole population's values.

The threshold is estimated, and that has a variance of its own. Source: Deville (1999); Osier (2009); with
replicates the threshold is computed again with each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from integrind.arrays.elementary import exp, log
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, taken
from integrind.concurrently import cached
from integrind.estimation.domains.links import Link, counterparts, link_domains
from integrind.estimation.domains.partition import Partition
from integrind.estimation.estimators.inequality import Rows, row_scores
from integrind.estimation.estimators.linear import LinearEstimator
from integrind.estimation.inference.estimates import Estimates
from integrind.estimation.totals.base import Base
from integrind.estimation.totals.indicator_variable import IndicatorVariable
from integrind.estimation.variance.cancellation import left_of_sum, of_log_ratio
from integrind.estimation.variance.replication import Replication, replicate
from integrind.estimation.variance.taylor import Scores
from integrind.vocabulary import Measure

_BANDWIDTH = 0.79

NO_LINE = "the poverty threshold isn't above 0"
TIED_LINE = "many have the very value that the poverty threshold is a share of: the interval may be too short"
_MANY = 0.01
"""Part of the population: of incomes said in hundreds nearly 3% have the median."""


@dataclass(frozen=True)
class PovertyScores:
    """Scores of the share below a fixed threshold, less `factor` times those of the threshold's quantile.

    The thresholds' scores spread over the whole population, so they are kept apart and shared.
    """

    own: Scores
    thresholds: Scores
    """By wave."""
    factor: FloatArray
    """(domains, waves); NaN for a wave that a domain isn't of. A change between waves is of two."""

    @property
    def partition(self) -> Partition:
        """The domains, and the entries of their own scores."""
        return self.own.partition

    def variance(self) -> FloatArray:
        """Variance by domain: of o - a, or of o - a - b with the thresholds a and b of two waves.

        V(o - a - b) = V(o - a) + V(o - b) - V(o) + 2 C(a, b), of which each term is sparse.
        """
        if self.own.sample.averages:
            return self._whole().variance()
        first, *others = self._by_wave
        found = self._less(*first)
        for number, (wave, times) in enumerate(others, start=1):
            before = [2 * its * times * self._covariance(one, wave) for one, its in self._by_wave[:number]]
            terms = [found, self._less(wave, times), -self.own.variance(), *before]
            found = left_of_sum(terms)
        return found

    def variance_of_difference(
        self,
        other: PovertyScores,
        shared: Link,
        over: tuple[PovertyScores, Link] | None = None,  # noqa: ARG002
    ) -> FloatArray:
        """Variance of the difference from the linked domain of another partition, by domain."""
        return np.where(shared.found, self.minus(other, shared).variance(), np.nan)

    def variance_of_log_ratio(
        self,
        other: PovertyScores,
        shared: Link,
        of_gap: FloatArray,
        over: tuple[PovertyScores, Link] | None = None,
    ) -> FloatArray:
        """Variance of the logarithm of the ratio to the linked domain; `of_gap` is the difference's."""
        if self.own.sample.averages:
            return self.logarithm().variance_of_difference(other.logarithm(), shared, over)
        theirs = taken(other.own.theta, shared.domain), taken(other.variance(), shared.domain)
        return of_log_ratio(self.own.theta, self.variance(), *theirs, of_gap)

    def minus(self, other: PovertyScores, shared: Link) -> PovertyScores:
        """Scores of each domain's estimate minus its counterpart's."""
        own = self.own.minus(other.own, shared)
        nothing = np.full((1, self.factor.shape[1]), np.nan)
        ours, theirs = self.factor, np.concatenate([other.factor, nothing])[shared.domain]
        neither = np.isnan(ours) & np.isnan(theirs)
        factor = np.where(neither, np.nan, np.nan_to_num(ours) - np.nan_to_num(theirs))
        return PovertyScores(own, self.thresholds, factor)

    def is_still(self) -> BoolArray:
        """As those of the shares below a fixed threshold."""
        return self.own.is_still()

    def joint_degrees_of_freedom(self, other: PovertyScores, shared: Link) -> IntArray:
        """As those of the shares below a fixed threshold."""
        return self.own.joint_degrees_of_freedom(other.own, shared)

    def logarithm(self) -> PovertyScores:
        """Scores of log theta."""
        theta = self.own.theta[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = np.where(theta > 0, self.factor / theta, self.factor * 0.0)
        return replace(self, own=self.own.logarithm(), factor=factor)

    def degrees_of_freedom(self) -> IntArray:
        """Degrees of freedom by domain."""
        return self.own.degrees_of_freedom()

    @cached
    def _by_wave(self) -> list[tuple[IntArray, FloatArray]]:
        """Waves and factors by domain: the first wave of each domain, the next, and so on; -1 for none."""
        there = np.isfinite(self.factor)
        place = np.cumsum(there, axis=1)
        found = []
        for number in range(1, max(1, int(place.max(initial=0))) + 1):
            here = there & (place == number)
            wave = np.where(here.any(axis=1), here.argmax(axis=1), -1)
            found.append((wave, np.where(here, self.factor, 0.0).sum(axis=1)))
        return found

    def _less(self, wave: IntArray, times: FloatArray) -> FloatArray:
        """Variance of the shares below a fixed threshold less so many times the threshold of a wave."""
        link = link_domains(self.partition, self.thresholds.partition, np.maximum(wave, 0), self.own.sample)
        first, _ = self._by_wave[0]
        less = self.own.variance_of_difference(self.thresholds, link, times=times)
        return np.where(first >= 0, less, np.nan)

    def _covariance(self, waves: IntArray, others: IntArray) -> FloatArray:
        """Covariance of the thresholds' quantiles of two waves, by domain; 0 where there is none."""
        partition, variance = self.thresholds.partition, self.thresholds.variance()
        covariance = np.zeros((partition.size + 1, partition.size + 1))
        for other in np.unique(others[others >= 0]):
            link = link_domains(partition, partition, np.full(partition.size, other), self.own.sample)
            apart = self.thresholds.variance_of_difference(self.thresholds, link)
            covariance[:-1, other] = (variance + variance[other] - apart) / 2
        return covariance[waves, others]

    def _whole(self) -> Scores:
        """The scores themselves, as large as the population for each domain: lonely strata are counted."""
        whole = self.own
        for wave, times in self._by_wave:
            link = link_domains(self.partition, self.thresholds.partition, wave, whole.sample)
            whole = whole.minus(self.thresholds, link, times=times)
        return whole


@dataclass(frozen=True)
class PovertyEstimator:
    """The share of each domain below `share` times the quantile `q` of everybody in the wave."""

    base: Base
    everybody: Base
    """Those in the file who draw the line, whatever rows the table is about."""
    everybody_partition: Partition
    """Its waves."""
    q: float
    share: float
    replication: Replication | None = None

    def estimate(self, partition: Partition) -> Estimates:
        """Estimates of the domains of a partition."""
        middle = self._middle(self.everybody)
        below = self._below(self.base, middle)
        own = LinearEstimator(below, Measure.PROPORTION)
        theta = own.theta(partition)
        if self.replication is not None:
            spread = replicate(
                self.base, lambda weights: self._again(weights, partition), self.replication, partition, theta
            )
            return Estimates.of(self.base, partition, theta, spread)
        scores = own.linearised(partition, theta)
        wave = counterparts(partition, self.everybody_partition)
        threshold = self.share * middle[wave]
        density = _density(Rows.of(self.base, partition), threshold)
        waves = Rows.of(self.everybody, self.everybody_partition)
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = self.share * density / _density(waves, middle)[wave]
        known = np.isfinite(factor)
        of_waves = np.arange(self.everybody_partition.size) == wave[:, None]
        by_wave = np.where(of_waves, np.where(known, factor, 0.0)[:, None], np.nan)
        linearised = PovertyScores(scores, self._threshold_scores(waves, middle), by_wave)
        found = Estimates.of(self.base, partition, theta, linearised)
        return replace(found, se=np.where(known, found.se, np.nan), linearised=known)

    def remarks(self, partition: Partition) -> Mapping[str, BoolArray]:
        """Where nobody can be meant by a line, and where many have what it comes from."""
        wave = counterparts(partition, self.everybody_partition)
        middle = self._middle(self.everybody)
        return {
            NO_LINE: self.share * taken(middle, wave) <= 0,
            TIED_LINE: taken(self._tied(middle), wave) > _MANY,
        }

    def srs_variance(self, partition: Partition) -> FloatArray:
        """No design effect."""
        return np.full(partition.size, np.nan)

    def poor(self) -> IndicatorVariable:
        """The base, each row with 1 below the threshold and 0 above."""
        return self._below(self.base, self._middle(self.everybody))

    def _middle(self, everybody: Base) -> FloatArray:
        """The quantile that the threshold is a share of, by wave."""
        return everybody.ordered(self.everybody_partition).quantile(self.q)

    def _tied(self, middle: FloatArray) -> FloatArray:
        """The part of everybody that has the very quantile, by wave; 0 where it is one person."""
        waves = Rows.of(self.everybody, self.everybody_partition)
        at = waves.value == middle[waves.domain]
        several = np.bincount(waves.domain[at], minlength=self.everybody_partition.size) > 1
        return np.where(several, waves.mean(at.astype(np.float64)), 0.0)

    def _below(self, base: Base, middle: FloatArray) -> IndicatorVariable:
        threshold = self.share * middle[base.domain(self.everybody_partition)]
        return IndicatorVariable.of(base, lambda rows: base.value[rows] < threshold[rows])

    def _again(self, weights: FloatArray, partition: Partition) -> FloatArray:
        """Estimates with other weights, threshold and all."""
        middle = self._middle(self.everybody.reweighted(weights))
        below = self._below(self.base.reweighted(weights), middle)
        return LinearEstimator(below, Measure.PROPORTION).theta(partition)

    def _threshold_scores(self, waves: Rows, middle: FloatArray) -> Scores:
        score = waves.share * ((waves.value <= middle[waves.domain]) - self.q)
        return row_scores(self.everybody, waves.partition, middle, waves, score)


def _density(rows: Rows, at: FloatArray) -> FloatArray:
    """Gaussian kernel estimate of each domain's density at a point; bandwidth 0.79 IQR n^(-1/5)."""
    n = np.bincount(rows.domain, minlength=rows.partition.size).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        width = _BANDWIDTH * (rows.quantile(0.75) - rows.quantile(0.25)) * exp(-0.2 * log(n))
        distance = (at[rows.domain] - rows.value) / width[rows.domain]
        kernel = exp(-0.5 * distance**2) / np.sqrt(2 * np.pi)
        return np.where(width > 0, rows.mean(np.nan_to_num(kernel)) / width, np.nan)
