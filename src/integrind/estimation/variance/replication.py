"""Variance by replication: the estimate, or the gap itself, computed again with each replicate weight.

Source: Wolter (2007), chapters 3 to 5; R `survey::svrVar`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from integrind.arrays.elementary import log
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, above_rounding, taken
from integrind.concurrently import cached
from integrind.estimation.design.replicate_weights import ReplicateWeights
from integrind.estimation.domains.cells import WAVE
from integrind.estimation.domains.crossing import Crossing
from integrind.estimation.domains.links import Link
from integrind.estimation.domains.partition import ALL, Partition
from integrind.vocabulary import ReplicateMethod


@dataclass(frozen=True)
class Replication:
    """Replicate weights, and how their deviations add up to a variance."""

    weights: ReplicateWeights
    scale: float
    rscales: FloatArray
    mse: bool
    """Deviations from the full-sample estimate, rather than from the replicates' mean."""
    waves_apart: bool = True
    """Whether each wave is a sample of its own, whose replicates say nothing of another's."""

    def variance(self, replicates: FloatArray, full: FloatArray) -> FloatArray:
        """Variance by domain of estimates (replicates, domains); NaN where a replicate has none."""
        used = self.rscales > 0
        with np.errstate(invalid="ignore"):
            centre = full if self.mse else replicates[used].mean(axis=0)
            deviations = replicates[used] - centre
            variance: FloatArray = self.scale * (self.rscales[used, None] * deviations**2).sum(axis=0)
        return variance


def replication(
    weights: ReplicateWeights,
    method: ReplicateMethod,
    *,
    rho: float | None = None,
    scale: float | None = None,
    rscales: FloatArray | None = None,
    mse: bool | None = None,
    waves_apart: bool = True,
) -> Replication:
    """Fill in what the method implies; what the producer states wins."""
    replicates = len(weights)
    implied = {
        ReplicateMethod.BRR: 1 / replicates,
        ReplicateMethod.FAY: 1 / (replicates * (1 - (rho or 0.0)) ** 2),
        ReplicateMethod.JK1: (replicates - 1) / replicates,
        ReplicateMethod.JKN: 1.0,
        ReplicateMethod.BOOTSTRAP: 1 / (replicates - 1) if replicates > 1 else np.nan,
        ReplicateMethod.SDR: 4 / replicates,
        ReplicateMethod.OTHER: 1.0,
    }
    return Replication(
        weights,
        implied[method] if scale is None else scale,
        np.ones(replicates) if rscales is None else rscales,
        method is ReplicateMethod.SDR if mse is None else mse,
        waves_apart,
    )


class Chosen(Protocol):
    """A base of which it is known which rows it has."""

    @property
    def crossing(self) -> Crossing:
        """The domains that its rows are in."""
        ...

    @property
    def inside(self) -> BoolArray:
        """Which rows of the file are in it."""
        ...


@dataclass(frozen=True)
class Replicates:
    """Estimates of the domains of a partition from each replicate weight, (replicates, domains)."""

    partition: Partition
    design: Replication
    full: FloatArray
    replicates: FloatArray
    base: Chosen
    subtracted: Replicates | None = None
    """What of another sample was subtracted: its variance adds."""

    def variance(self) -> FloatArray:
        """Variance by domain."""
        variance = self.design.variance(self.replicates, self.full)
        return variance if self.subtracted is None else variance + self.subtracted.variance()

    def variance_of_difference(
        self,
        other: Replicates,
        link: Link,
        over: tuple[Replicates, Link] | None = None,  # noqa: ARG002
    ) -> FloatArray:
        """Variance of the difference from the linked domain, by domain."""
        return self.minus(other, link).variance()

    def variance_of_log_ratio(
        self,
        other: Replicates,
        link: Link,
        of_gap: FloatArray,  # noqa: ARG002
        over: tuple[Replicates, Link] | None = None,  # noqa: ARG002
    ) -> FloatArray:
        """Variance of the logarithm of the ratio, from the replicates' logarithms."""
        return self.logarithm().variance_of_difference(other.logarithm(), link)

    def minus(self, other: Replicates, link: Link) -> Replicates:
        """Replicates of the difference from the linked domain; NaN without one."""
        nothing = np.full((len(other.replicates), 1), np.nan)
        theirs = np.concatenate([other.replicates, nothing], axis=1)[:, link.domain]
        full = taken(other.full, link.domain)
        apart = self._apart(other, link)
        if not apart.any():
            return replace(self, full=self.full - full, replicates=self.replicates - theirs)
        subtracted = replace(self, full=np.where(apart, full, 0.0), replicates=np.where(apart, theirs, 0.0))
        return replace(
            self,
            full=self.full - np.where(apart, 0.0, full),
            replicates=self.replicates - np.where(apart, 0.0, theirs),
            subtracted=subtracted,
        )

    def logarithm(self) -> Replicates:
        """Replicates of log theta; NaN where one isn't positive."""
        logs = np.where(self.replicates > 0, log(self.replicates), np.nan)
        full = np.where(self.full > 0, log(self.full), np.nan)
        return replace(self, full=full, replicates=logs)

    def degrees_of_freedom(self) -> IntArray:
        """Rank of the replicate weights over the domain's rows, minus 1 (R: `degf` of the subset)."""
        return self._ranks - 1

    def is_still(self) -> BoolArray:
        """Which domains every replicate gives the same estimate."""
        still: BoolArray = above_rounding(np.sqrt(self.variance()), np.abs(self.full)) == 0.0
        return still

    def joint_degrees_of_freedom(self, other: Replicates, link: Link) -> IntArray:
        """Rank over the rows of both together, minus 1; of two samples, the sum of theirs."""
        weights, everybody = self.design.weights, np.ones(len(self.base.inside), dtype=bool)
        theirs, apart = np.append(other._ranks, 0)[link.domain], self._apart(other, link)
        ranks = np.where(link.found, np.maximum(self._ranks, theirs), self._ranks)
        for domain in np.flatnonzero(link.found & ~apart & (ranks < len(weights.independent))):
            both = np.union1d(self._rows(int(domain)), other._rows(int(link.domain[domain])))
            ranks[domain] = weights.rank(both, everybody)
        return np.where(apart, self._ranks + theirs - 1, ranks) - 1

    def _apart(self, other: Replicates, link: Link) -> BoolArray:
        """Which domains are linked with one of another sample."""
        waves = self.partition.keys.get(WAVE)
        if waves is None or not self.design.waves_apart:
            return np.zeros(self.partition.size, dtype=bool)
        apart: BoolArray = link.found & (np.append(other.partition.keys[WAVE], ALL)[link.domain] != waves)
        return apart

    @cached
    def _ranks(self) -> IntArray:
        domains = self.base.crossing.rows(self.partition)
        ranks = [self.design.weights.rank(rows, self.base.inside) for rows in domains]
        return np.array(ranks, dtype=np.int64)

    def _rows(self, domain: int) -> IntArray:
        """Rows of the base in a domain."""
        rows = self.base.crossing.rows(self.partition)[domain]
        return rows[self.base.inside[rows]]


def replicate(
    base: Chosen,
    estimate: Callable[[FloatArray], FloatArray],
    design: Replication,
    partition: Partition,
    full: FloatArray,
) -> Replicates:
    """Estimate the domains of a partition again with each replicate weight (rows of the file,)."""
    return Replicates(partition, design, full, np.array([estimate(it) for it in design.weights]), base)
