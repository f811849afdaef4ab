"""Sums that do not depend on order.

A floating-point sum changes its last bits with the order of its terms, so with threads, chunks and
shuffled rows. Here each term is first rounded to a grid so coarse that every partial sum is exact, and
what the rounding left over is summed the same way on a finer grid. Addition of exact terms commutes.
Source: Demmel and Nguyen (2015), Parallel reproducible summation, IEEE Trans. Comput. 64(7).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_MANTISSA = 53
_GRIDS = 2


def sums(values: FloatArray, cells: IntArray, size: int) -> FloatArray:
    """Sum finite `values` (n,) within `cells` (n,), codes below `size`; same bits for every order of rows.

    With n below 2**b the error of a term is at most 2**(2b - 106) of the largest term.
    """
    largest = float(max(values.max(initial=0.0), -values.min(initial=0.0)))
    if largest == 0.0:
        return np.zeros(size)
    exponent = int(np.frexp(largest)[1])
    bits = len(values).bit_length()
    left = np.ldexp(values, -exponent)
    rounded = np.empty_like(left)
    total = np.zeros(size)
    for grid in range(_GRIDS):
        anchor = 1.5 * 2.0 ** (bits + grid * (bits - _MANTISSA))
        np.add(left, anchor, out=rounded)
        rounded -= anchor
        total += np.bincount(cells, rounded, size)
        left -= rounded
        if not left.any():
            break
    return np.ldexp(total, exponent)


def plain_sums(values: FloatArray, cells: IntArray, size: int) -> FloatArray:
    """Sum values within cells in the order that they come in; for what always comes in the same order."""
    return np.bincount(cells, values, size).astype(np.float64, copy=False)


def taken(values: FloatArray, at: IntArray) -> FloatArray:
    """Values at some positions, NaN for -1: there may be none at all."""
    return np.append(values, np.nan)[at]


def counts(cells: IntArray, size: int) -> IntArray:
    """Count rows within `cells`, codes below `size`."""
    return np.bincount(cells, minlength=size).astype(np.int64, copy=False)
