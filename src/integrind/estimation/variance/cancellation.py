"""What is left of sums of squares that nearly cancel: nothing, where it can't be told from rounding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from integrind.arrays.exact import FloatArray

ROUNDING = 1e-14
"""Of scores: two that are equal may differ by so much."""
_CANCELLED = 1e-13
"""Of sums of squares: what their subtraction leaves is known no better, since each has rounded its terms.

A group that lacks a millionth of the population still leaves about 1e-6.
"""


def left(variance: FloatArray, of: FloatArray, known: float = _CANCELLED) -> FloatArray:
    """What a subtraction left of a variance, 0 where that can't be told from rounding."""
    return np.where(variance < known * of, 0.0, variance)


def left_of_sum(terms: Sequence[FloatArray]) -> FloatArray:
    """A sum of terms of both signs, 0 where it can't be told from rounding."""
    found, size = (np.sum(it, axis=0) for it in (terms, np.abs(terms)))
    return left(found, size)


def of_log_ratio(
    theta: FloatArray, here: FloatArray, other: FloatArray, there: FloatArray, of_gap: FloatArray
) -> FloatArray:
    """Variance of the logarithm of theta / other, from the variances of both and of their difference.

    With r = theta/other it is V(z - r z') / theta², and z - r z' = (z - z') + (1 - r) z'.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        short = 1.0 - theta / other
        variance = of_gap + short * (here - there - of_gap) + short**2 * there
        subtracted = of_gap + np.abs(short) * (here + there + of_gap) + short**2 * there
        return left(variance, subtracted) / theta**2
