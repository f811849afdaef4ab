"""How rows vary that are sampling units of their own, by second moments of many of them together.

In: by cell (stratum × domains), sums of squares and products of the rows' w x and w (y - r x) about their
means, r = Σ w y / Σ w x of the cell. Out: of scores a w y + b w x, a and b by domain, the sums of squares
that a variance is made of: Σ (s - m)² = a² A + 2 a c B + c² C + n (mean - m)², where c = a r + b. Residuals
from r leave c small where a score is a distance from the domain's mean, so nothing large is subtracted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from integrind.arrays.exact import FloatArray, IntArray, cleared
from integrind.concurrently import cached


@dataclass(frozen=True)
class Moments:
    """Of the rows of a base, by cell; squares and products are sums about the means of the cell."""

    rows: IntArray
    ratio: FloatArray
    """Sum of w y over that of w x; 0 where that is 0."""
    residual: FloatArray
    """Squares of w (y - ratio x)."""
    product: FloatArray
    """Products of w (y - ratio x) and w x."""
    size: FloatArray
    """Squares of w x."""
    mean: FloatArray
    """Of w x."""


@dataclass(frozen=True)
class RowScores:
    """Scores of rows that are units of their own, by entry: so many times w y, and so many times w x."""

    moments: Moments
    cell: IntArray
    """Cell of the moments, by entry."""
    of_y: FloatArray
    of_x: FloatArray

    @cached
    def rows(self) -> IntArray:
        """Rows of the base, by entry."""
        return self.moments.rows[self.cell]

    @cached
    def squares(self) -> FloatArray:
        """Sums of squares about the entry's mean."""
        its, cell = self.moments, self.cell
        slope = cleared(self.of_y * its.ratio[cell] + self.of_x, self.of_x)
        with np.errstate(over="ignore", invalid="ignore"):  # squares that no number holds leave none
            found: FloatArray = (
                self.of_y**2 * its.residual[cell]
                + 2.0 * self.of_y * slope * its.product[cell]
                + slope**2 * its.size[cell]
            )
        return np.maximum(found, 0.0)

    def about(self, mean: FloatArray | float, total: FloatArray) -> FloatArray:
        """Sums of squares about another mean, from the entry's total of scores."""
        return self.squares + self.rows * (total / np.maximum(self.rows, 1) - mean) ** 2

    @cached
    def weighted(self) -> FloatArray:
        """Sums of scores times weights, where x is 1."""
        its, cell = self.moments, self.cell
        slope = cleared(self.of_y * its.ratio[cell] + self.of_x, self.of_x)
        squares = its.size + its.rows * its.mean**2
        found: FloatArray = self.of_y * its.product[cell] + slope * squares[cell]
        return found

    def times(self, factor: FloatArray) -> RowScores:
        """So many times the scores, by entry."""
        return replace(self, of_y=factor * self.of_y, of_x=factor * self.of_x)

    def minus(self, other: RowScores) -> RowScores:
        """Differences of the scores of the same rows."""
        return replace(self, of_y=self.of_y - other.of_y, of_x=self.of_x - other.of_x)

    def at(self, entry: IntArray, cell: IntArray) -> RowScores:
        """Scores at some entries, 0 for -1, of rows in some cells."""
        of_y, of_x = (np.append(it, 0.0)[entry] for it in (self.of_y, self.of_x))
        return RowScores(self.moments, cell, of_y, of_x)
