"""Columns made orthogonal, bit for bit the same on every machine.

Libraries of linear algebra change last bits with threads and processors; here each step is one product and
one difference by element, in a fixed order.
"""

from __future__ import annotations

import numpy as np

from integrind.arrays.exact import FloatArray

_DEPENDENT = 1e-10
"""Part of a column's square that the columns before it leave, below which it follows from them."""


class DependentColumnError(Exception):
    """A column that follows from those before it."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


def whitening(squares: FloatArray) -> FloatArray:
    """From sums of squares and products of x, the matrix W that makes those of Wx a unit matrix.

    It is the inverse of Cholesky's factor. Raises DependentColumnError for the first column that follows from
    those before it.
    """
    size = len(squares)
    unit = 1.0 / np.sqrt(np.diagonal(squares))
    left = squares * unit[:, None] * unit
    found = np.eye(size)
    # Elimination on the matrix with an identity beside it leaves the factor's inverse there.
    for at in range(size):
        if left[at, at] < _DEPENDENT:
            raise DependentColumnError(at)
        pivot = np.sqrt(left[at, at])
        left[at, at:] /= pivot
        found[at, : at + 1] /= pivot
        below = left[at, at + 1 :].copy()
        left[at + 1 :, at + 1 :] -= below[:, None] * below
        found[at + 1 :, : at + 1] -= below[:, None] * found[at, : at + 1]
    result: FloatArray = found * unit
    return result
