"""Whether a group's distribution is that of the rest: the Rao-Scott test with second-order correction.

Source: Rao and Scott (1984), Annals of Statistics 12(1); R `survey::svychisq(statistic = "F")`. Pearson's X²
of group or rest by category is compared with a multiple of chi squared that has its mean and variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.estimation.domains.partition import Partition
from integrind.estimation.inference.distributions import f_above
from integrind.estimation.totals.base import by_domain, by_entry
from integrind.estimation.totals.cell_totals import CellTotals
from integrind.estimation.variance.covariance import RowProducts, covariances
from integrind.estimation.variance.replication import Replication

SIDES = 2
"""The group, and the rest."""


@dataclass(frozen=True)
class EqualityTest:
    """F and its degrees of freedom by domain; NaN where nothing can be tested."""

    f: FloatArray
    above: FloatArray
    below: FloatArray

    @property
    def p(self) -> FloatArray:
        """The chance of a larger F where both sides are alike."""
        usable = np.isfinite(self.f) & (self.f > 0) & (self.above > 0) & (self.below > 0)
        f, above, below = (np.where(usable, it, 1.0) for it in (self.f, self.above, self.below))
        return np.where(usable, f_above(f, above, below), np.where(self.f == 0, 1.0, np.nan))


@dataclass(frozen=True)
class Equality:
    """The people of a level, some of them in a group, and what is asked of their categories."""

    cell_totals: CellTotals
    partition: Partition
    """Of all who are compared, the group among them."""
    side: IntArray
    """By finest entry: 0 in the group, 1 in the rest, -1 in neither."""
    replication: Replication | None
    by_replicate: Sequence[FloatArray]
    """Of each category, sums of replicate weights (replicates, finest entries)."""

    def test(self, df: FloatArray) -> EqualityTest:
        """The test in each domain, where the design has so many degrees of freedom."""
        share = self._shares(np.stack([self._by_side(it) for it in self.cell_totals.by_kind()[1]]))
        whole, both = share.sum(axis=(0, 1)), share.sum(axis=1)
        expected = both[:, None] * share.sum(axis=0)[None]
        x2 = _quotient((share - expected) ** 2, expected).sum(axis=(0, 1))
        contrast = _Contrasts.of(share)
        spread = np.linalg.solve(contrast.plain(), contrast.without(self._covariance(contrast)))
        trace = np.trace(spread, axis1=1, axis2=2)
        squared = (spread * np.swapaxes(spread, 1, 2)).sum(axis=(1, 2))
        usable = (share.sum(axis=0) > 0).all(axis=0) & ((both > 0).sum(axis=0) > 1)
        usable &= np.isfinite(whole) & (trace > 0) & (df > 0)
        # Of residuals from what weights were calibrated to the covariances aren't known here.
        usable &= self.replication is not None or self.partition.sample.margins is None
        with np.errstate(divide="ignore", invalid="ignore"):
            above = np.where(usable, trace**2 / squared, np.nan)
            return EqualityTest(np.where(usable, x2 / trace, np.nan), above, above * df)

    def _by_side(self, finest: FloatArray) -> FloatArray:
        """Sums by side and domain."""
        return np.stack([self._in_domains(np.where(self.side == at, finest, 0.0)) for at in range(SIDES)])

    def _in_domains(self, finest: FloatArray) -> FloatArray:
        return by_domain(by_entry(finest, self.partition), self.partition)

    @staticmethod
    def _shares(weights: FloatArray) -> FloatArray:
        """Shares (categories, sides, domains) of cells among all."""
        return _quotient(weights, weights.sum(axis=(0, 1)))

    def _covariance(self, contrast: _Contrasts) -> FloatArray:
        """Of the contrasts' scores, (domains, categories, categories)."""
        if self.replication is not None:
            return self._of_replicates(contrast, self.replication)
        rows, weights, squares = self.cell_totals.by_kind()
        domain = self.partition.finest_domain
        inside = (domain >= 0) & (self.side >= 0)
        weights = np.where(inside, weights, 0.0)
        value = np.where(inside, contrast.value[:, :, self.side, domain], 0.0)
        whole = self._in_domains(weights.sum(axis=0))
        score = np.stack([by_entry((it * weights).sum(axis=0), self.partition) for it in value])
        score = _quotient(score, whole[self.partition.domain])
        n = by_entry(np.where(inside, rows, 0).sum(axis=0).astype(np.float64), self.partition).astype(
            np.int64
        )
        if squares is None:
            return covariances(self.partition, score, n > 0)
        square = squares + rows * (weights / np.maximum(rows, 1)) ** 2
        per = _quotient(np.ones_like(whole), whole)[self.partition.domain]
        within = np.zeros((len(value), len(value), self.partition.entries))
        for one, other in np.ndindex(within.shape[:2]):
            together = by_entry((value[one] * value[other] * square).sum(axis=0), self.partition) * per**2
            within[one, other] = together - score[one] * score[other] / np.maximum(n, 1)
        return covariances(self.partition, score, n > 0, RowProducts(n, within))

    def _of_replicates(self, contrast: _Contrasts, replication: Replication) -> FloatArray:
        """From the contrasts of the shares that each replicate gives."""
        used = replication.rscales > 0
        each = [np.stack([self._by_side(it) for it in one]) for one in self.by_replicate]
        replicates = np.stack(each, axis=1)[used]
        found = np.stack([contrast.of_shares(self._shares(it)) for it in replicates])
        full = contrast.of_shares(
            self._shares(np.stack([self._by_side(it) for it in self.cell_totals.by_kind()[1]]))
        )
        apart = found - (full if replication.mse else found.mean(axis=0))
        times = replication.scale * replication.rscales[used]
        covariance: FloatArray = np.einsum("r,rid,rjd->dij", times, apart, apart)
        return covariance


@dataclass(frozen=True)
class _Contrasts:
    """Log odds of each category against the largest one, group less rest, as shares move them."""

    share: FloatArray
    """(categories, sides, domains)."""
    value: FloatArray
    """What a person of a category and side adds, (contrasts, categories, sides, domains)."""
    used: BoolArray
    """Categories that anybody is in and that aren't the largest, (domains, contrasts)."""

    @classmethod
    def of(cls, share: FloatArray) -> _Contrasts:
        categories, _, domains = share.shape
        both = share.sum(axis=1)
        largest = np.argmax(both, axis=0)
        inverse = _quotient(np.ones_like(share), share)
        sign = np.array([1.0, -1.0])[:, None]
        value = np.zeros((categories, *share.shape))
        each, domain = np.arange(categories), np.arange(domains)
        value[each, each] = sign * inverse
        against = (sign * inverse)[largest, :, domain]
        for one in range(categories):
            value[one, largest, :, domain] -= against
        value -= (value * share[None]).sum(axis=(1, 2), keepdims=True)
        used = (both > 0) & (each[:, None] != largest)
        return cls(share, value, used.T)

    def plain(self) -> FloatArray:
        """What the contrasts' covariances would be under simple random sampling; 1 for one that isn't."""
        inverse = _quotient(np.ones_like(self.share), self.share).sum(axis=1)
        categories, domains = inverse.shape
        largest = inverse[np.argmax(self.share.sum(axis=1), axis=0), np.arange(domains)]
        found = np.zeros((domains, categories, categories)) + largest[:, None, None]
        found[:, np.arange(categories), np.arange(categories)] += inverse.T
        found = self.without(found)
        found[:, np.arange(categories), np.arange(categories)] += ~self.used
        return found

    def without(self, matrix: FloatArray) -> FloatArray:
        """The same, 0 for contrasts that aren't used."""
        return np.where(self.used[:, :, None] & self.used[:, None, :], matrix, 0.0)

    def of_shares(self, share: FloatArray) -> FloatArray:
        """The contrasts of other shares, (contrasts, domains)."""
        found: FloatArray = (self.value * share[None]).sum(axis=(1, 2))
        return found


def _quotient(above: FloatArray, below: FloatArray) -> FloatArray:
    """0 where nothing is below."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / np.where(below > 0, below, 1.0), 0.0)
