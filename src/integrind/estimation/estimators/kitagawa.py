"""Direct standardisation and Kitagawa's decomposition as functions of sums by cell, with their derivatives.

Cells k are the categories of the variables that are held constant. Source: Kitagawa (1955), J. Amer. Statist.
Assoc. 50(272): rate part sum(mean share × difference of rates), composition part sum(mean rate × difference
of shares); exact, without a remainder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import FloatArray, IntArray

Gradient = tuple[FloatArray, FloatArray]
"""Derivatives by sums of w y at a constant rate, and by sums of w x along the rate; both (domains, cells)."""

Functional = Callable[..., tuple[FloatArray, Sequence[Gradient]]]
"""Values by domain, and the derivatives by the sums of each argument."""


@dataclass(frozen=True)
class CellSums:
    """Sums of w x and w y by domain and cell, (domains, cells)."""

    x: FloatArray
    y: FloatArray

    @property
    def rate(self) -> FloatArray:
        """Estimates within cells; NaN for an empty one, and for one whose denominators sum to 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.x != 0.0, self.y / self.x, np.nan)

    @property
    def whole(self) -> FloatArray:
        """Sums of w x, (domains, 1)."""
        whole: FloatArray = self.x.sum(axis=1, keepdims=True)
        return whole

    @property
    def share(self) -> FloatArray:
        """Composition: shares of the cells; NaN without a whole."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.whole != 0.0, self.x / self.whole, np.nan)

    def taken(self, domain: IntArray) -> CellSums:
        """Those of some domains."""
        return CellSums(self.x[domain], self.y[domain])


def standardised(ours: CellSums, population: CellSums) -> tuple[FloatArray, Sequence[Gradient]]:
    """Sum of population shares times our rates, with derivatives by our sums and the population's."""
    weight = population.share
    rate = np.where(weight > 0, ours.rate, 0.0)
    value = (weight * rate).sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_rate = np.where(weight > 0, weight / ours.x, 0.0)
        by_share = (rate - value) / population.whole
    none = np.zeros_like(rate)
    return value[:, 0], ((by_rate, none), (none, by_share))


def standardised_gap(
    ours: CellSums, theirs: CellSums, population: CellSums
) -> tuple[FloatArray, Sequence[Gradient]]:
    """Our standardised estimate minus theirs, at the same population shares."""
    value, (by_ours, by_population) = standardised(ours, population)
    other, (by_theirs, by_population_too) = standardised(theirs, population)
    none = np.zeros_like(by_ours[0])
    return value - other, (
        by_ours,
        (-by_theirs[0], none),
        (none, by_population[1] - by_population_too[1]),
    )


def rate_part(ours: CellSums, theirs: CellSums) -> tuple[FloatArray, Sequence[Gradient]]:
    """Sum of mean shares times differences of rates."""
    mean, difference = _mean_share(ours, theirs), _difference(ours, theirs)
    value = (mean * difference).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (
            value,
            (
                (np.where(mean > 0, mean / ours.x, 0.0), _along_share(difference / 2, ours)),
                (np.where(mean > 0, -mean / theirs.x, 0.0), _along_share(difference / 2, theirs)),
            ),
        )


def composition_part(ours: CellSums, theirs: CellSums) -> tuple[FloatArray, Sequence[Gradient]]:
    """Sum of mean rates times differences of shares."""
    present = _mean_share(ours, theirs) > 0
    mean = np.where(present, (ours.rate + theirs.rate) / 2, 0.0)
    moved = ours.share - theirs.share
    value = (mean * moved).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (
            value,
            (
                (np.where(present, moved / 2 / ours.x, 0.0), _along_share(mean, ours)),
                (np.where(present, moved / 2 / theirs.x, 0.0), -_along_share(mean, theirs)),
            ),
        )


def _mean_share(ours: CellSums, theirs: CellSums) -> FloatArray:
    return (ours.share + theirs.share) / 2


def _difference(ours: CellSums, theirs: CellSums) -> FloatArray:
    return np.where(_mean_share(ours, theirs) > 0, ours.rate - theirs.rate, 0.0)


def _along_share(factor: FloatArray, sums: CellSums) -> FloatArray:
    """Derivative of sum(factor × share) by sums of w x."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (factor * sums.share).sum(axis=1, keepdims=True)
        derivative: FloatArray = (factor - mean) / sums.whole
    return derivative
