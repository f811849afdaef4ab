"""Variance by replication: the estimate, or the gap itself, computed again with each replicate weight.

Source: Wolter (2007), chapters 3 to 5; R `survey::svrVar`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from integrind.estimation.base import Base
from integrind.estimation.exact import FloatArray, IntArray, taken
from integrind.estimation.layers import Layer, Link
from integrind.vocabulary import ReplicateMethod

_TRIED = 4
"""Rows a replicate among which the rank is looked for first."""
_DEPENDENT = 1e-5
"""A column whose remainder is shorter than this share of it depends on those before (R: `qr(tol = 1e-5)`)."""


@dataclass(frozen=True)
class Replication:
    """Replicate weights, each (rows of the file,), and how their deviations add up to a variance."""

    weights: tuple[FloatArray, ...]
    scale: float
    rscales: FloatArray
    mse: bool
    """Deviations from the full-sample estimate, rather than from the replicates' mean."""

    @cached_property
    def rank(self) -> int:
        """Of the weights of the whole file: no domain's is higher."""
        return rank(self.weights, np.arange(len(self.weights[0])))

    def variance(self, replicates: FloatArray, full: FloatArray) -> FloatArray:
        """Variance by domain of estimates (replicates, domains); NaN where a replicate has none."""
        used = self.rscales > 0
        with np.errstate(invalid="ignore"):
            centre = full if self.mse else replicates[used].mean(axis=0)
            deviations = replicates[used] - centre
            variance: FloatArray = self.scale * (self.rscales[used, None] * deviations**2).sum(axis=0)
        return variance


def replication(
    weights: tuple[FloatArray, ...],
    method: ReplicateMethod,
    *,
    rho: float | None = None,
    scale: float | None = None,
    rscales: FloatArray | None = None,
    mse: bool | None = None,
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
    )


@dataclass(frozen=True)
class Replicates:
    """Estimates of the domains of a layer from each replicate weight, (replicates, domains)."""

    layer: Layer
    design: Replication
    full: FloatArray
    replicates: FloatArray
    row: IntArray
    """Rows of the base, and the domain of each."""
    domain: IntArray

    def variance(self) -> FloatArray:
        """Variance by domain."""
        return self.design.variance(self.replicates, self.full)

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
        full = self.full - taken(other.full, link.domain)
        return replace(self, full=full, replicates=self.replicates - theirs)

    def logarithm(self) -> Replicates:
        """Replicates of log theta; NaN where one isn't positive."""
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(self.replicates > 0, np.log(self.replicates), np.nan)
            full = np.where(self.full > 0, np.log(self.full), np.nan)
        return replace(self, full=full, replicates=logs)

    def degrees_of_freedom(self) -> IntArray:
        """Rank of the replicate weights over the domain's rows, minus 1 (R: `degf` of the subset)."""
        return self._ranks - 1

    @cached_property
    def _ranks(self) -> IntArray:
        ranks = [rank(self.design.weights, rows, self.design.rank) for rows in self._rows()]
        return np.array(ranks, dtype=np.int64)

    def joint_degrees_of_freedom(self, other: Replicates, link: Link) -> IntArray:
        """Rank over the rows of the domain and of its counterpart, minus 1."""
        theirs = other._rows()
        ranks = [
            rank(
                self.design.weights,
                np.union1d(rows, theirs[at]) if at >= 0 else rows,
                self.design.rank,
            )
            for rows, at in zip(self._rows(), link.domain, strict=True)
        ]
        return np.array(ranks, dtype=np.int64) - 1

    def _rows(self) -> list[IntArray]:
        """Rows of the file, by domain."""
        narrow = np.uint16 if self.layer.size < np.iinfo(np.uint16).max else np.int64
        domain = self.domain.astype(narrow)
        order = np.argsort(domain, kind="stable")
        ends = np.searchsorted(domain[order], np.arange(self.layer.size + 1))
        return [self.row[order[start:end]] for start, end in pairwise(ends)]


def replicate(
    base: Base,
    estimate: Callable[[FloatArray], FloatArray],
    design: Replication,
    layer: Layer,
    full: FloatArray,
) -> Replicates:
    """Estimate the domains of a layer again with each replicate weight (rows of the file,)."""
    return replicates_of(base, design, layer, full, np.array([estimate(it) for it in design.weights]))


def replicates_of(
    base: Base, design: Replication, layer: Layer, full: FloatArray, replicates: FloatArray
) -> Replicates:
    """Estimates (replicates, domains) of a base's domains."""
    domain = base.domain(layer)
    inside = domain >= 0
    return Replicates(layer, design, full, replicates, base.row[inside], domain[inside])


def rank(weights: Sequence[FloatArray], rows: IntArray, known: int | None = None) -> int:
    """Rank of weights, each (rows of the file,), over some rows; `known` is one that it can't exceed.

    Some of the rows often have the full rank already; rows may be millions, replicates are hundreds.
    """
    most = min(len(weights) if known is None else known, len(rows))
    some = rows[:: max(1, len(rows) // (_TRIED * len(weights)))]
    found = _rank(np.stack([it[some] for it in weights]), most)
    return (
        found
        if found == most or len(some) == len(rows)
        else _rank(np.stack([it[rows] for it in weights]), most)
    )


def _rank(weights: FloatArray, most: int) -> int:
    """Columns are taken in turn, and what they share with those before is removed from their products."""
    products = weights @ weights.T
    length = products.diagonal().copy()
    found = 0
    for column in range(len(products)):
        left = products[column, column]
        if left > _DEPENDENT**2 * length[column] and left > 0:
            found += 1
            if found == most:
                break
            products -= np.outer(products[:, column], products[column]) / left
    return found
