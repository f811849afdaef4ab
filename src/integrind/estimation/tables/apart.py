"""How far groups live apart over areas: dissimilarity, isolation and exposure from joint totals.

With w_ga the weights of group g in area a, w_ra those of the rest, w_a of both: dissimilarity is half the sum
of |w_ga/W_g - w_ra/W_r| (Duncan and Duncan 1955), exposure to h the sum of w_ga/W_g w_ha/w_a, isolation that
to g itself (Bell 1954; Lieberson 1981). All are functions of the totals w_ga, of degree 0, so a person's
score is the weight times the derivative by the total of the person's area and group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from integrind.arrays.exact import FloatArray
from integrind.vocabulary import Quantity

Totals = FloatArray
"""Weights (waves, areas, groups + 1), those of no known group last."""


class Index(NamedTuple):
    """What is said of a group."""

    quantity: Quantity
    group: int
    versus: int | None = None
    """Of exposure, the other group; None for the rest."""


@dataclass(frozen=True)
class Measured:
    """One index, by wave, and its derivatives by the totals (waves, areas, groups + 1)."""

    value: FloatArray
    derivative: FloatArray


def indices(groups: int) -> Iterator[Index]:
    """All that is said, group by group."""
    for group in range(groups):
        yield Index(Quantity.GROUP_SHARE, group)
        yield Index(Quantity.DISSIMILARITY, group)
        yield Index(Quantity.ISOLATION, group)
        yield Index(Quantity.EXPOSURE, group)
        yield from (Index(Quantity.EXPOSURE, group, it) for it in range(groups) if it != group)


def measured(index: Index, totals: Totals) -> Measured:
    """An index of totals; NaN where the group, or of dissimilarity and exposure the rest, is nobody."""
    parts = _Parts.of(index, totals)
    found = _MEASURES[index.quantity](parts)
    nobody = (parts.group <= 0) | ((parts.others <= 0) & (index.quantity in _FROM_OTHERS))
    return Measured(
        np.where(nobody, np.nan, found.value), np.where(nobody[:, None, None], 0.0, found.derivative)
    )


class Gaps(NamedTuple):
    """Shares of a group and of the rest that are in each area (waves, areas), and both wholes, by wave."""

    own: FloatArray
    rest: FloatArray
    whole: FloatArray
    whole_of_rest: FloatArray

    @property
    def gap(self) -> FloatArray:
        """How much more of the group."""
        return self.own - self.rest


def gaps(group: int, totals: Totals) -> Gaps:
    """What a dissimilarity is made of."""
    parts = _Parts.of(Index(Quantity.DISSIMILARITY, group), totals)
    ours, theirs = parts.group, parts.others
    own, rest = quotient(parts.own, ours[:, None]), quotient(parts.other, theirs[:, None])
    return Gaps(own, rest, ours, theirs)


@dataclass(frozen=True)
class _Parts:
    """Totals of a group, of those whom it is held against, and of everybody."""

    own: FloatArray
    """Of the group (waves, areas)."""
    other: FloatArray
    """Of the rest, or of another group."""
    area: FloatArray
    """Of everybody."""
    is_own: FloatArray
    """1 where a total is the group's, (groups + 1,)."""
    is_other: FloatArray

    @classmethod
    def of(cls, index: Index, totals: Totals) -> _Parts:
        every = np.arange(totals.shape[2])
        own = every == index.group
        other = ~own if index.versus is None else every == index.versus
        ours, theirs = (totals[:, :, it].sum(axis=2) for it in (own, other))
        return cls(ours, theirs, totals.sum(axis=2), own.astype(np.float64), other.astype(np.float64))

    @property
    def group(self) -> FloatArray:
        """W_g, by wave."""
        found: FloatArray = self.own.sum(axis=1)
        return found

    @property
    def others(self) -> FloatArray:
        """W_r, or W_h."""
        found: FloatArray = self.other.sum(axis=1)
        return found

    @property
    def gap(self) -> FloatArray:
        """Shares of the group in areas less those of the rest."""
        return quotient(self.own, self.group[:, None]) - quotient(self.other, self.others[:, None])


def _dissimilarity(parts: _Parts) -> Measured:
    half = np.sign(parts.gap) / 2
    derivative = np.zeros((*parts.own.shape, len(parts.is_own)))
    for total, whole, who, sign in (
        (parts.own, parts.group, parts.is_own, 1.0),
        (parts.other, parts.others, parts.is_other, -1.0),
    ):
        mean = quotient((half * total).sum(axis=1), whole)
        derivative += (sign * quotient(half - mean[:, None], whole[:, None]))[:, :, None] * who
    return Measured(np.abs(parts.gap).sum(axis=1) / 2, derivative)


def _exposure(parts: _Parts) -> Measured:
    """To others; to the group itself it is isolation."""
    own, other = quotient(parts.own, parts.area), quotient(parts.other, parts.area)
    whole = parts.group
    value = quotient((parts.own * other).sum(axis=1), whole)
    ours = other - value[:, None]
    derivative = (
        ours[:, :, None] * parts.is_own + own[:, :, None] * parts.is_other - (own * other)[:, :, None]
    )
    return Measured(value, quotient(derivative, whole[:, None, None]))


def _isolation(parts: _Parts) -> Measured:
    own, whole = quotient(parts.own, parts.area), parts.group
    value = quotient((parts.own * own).sum(axis=1), whole)
    ours = 2 * own - value[:, None]
    derivative = ours[:, :, None] * parts.is_own - (own**2)[:, :, None]
    return Measured(value, quotient(derivative, whole[:, None, None]))


def _share(parts: _Parts) -> Measured:
    whole = parts.area.sum(axis=1)
    value = quotient(parts.group, whole)
    derivative = np.zeros((*parts.own.shape, len(parts.is_own))) + parts.is_own - value[:, None, None]
    return Measured(value, quotient(derivative, whole[:, None, None]))


_MEASURES: Mapping[Quantity, Callable[[_Parts], Measured]] = {
    Quantity.GROUP_SHARE: _share,
    Quantity.DISSIMILARITY: _dissimilarity,
    Quantity.ISOLATION: _isolation,
    Quantity.EXPOSURE: _exposure,
}
_FROM_OTHERS = (Quantity.DISSIMILARITY, Quantity.EXPOSURE)


def quotient(above: FloatArray, below: FloatArray) -> FloatArray:
    """0 where nobody is below: an area that a replicate empties adds nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / np.where(below > 0, below, 1.0), 0.0)
