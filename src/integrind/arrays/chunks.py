"""Rows of a file, some at a time: what is made of them on the way stays small, and at hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

RowCodes = npt.NDArray[np.signedinteger[Any]]
"""Codes by row, in no more bytes than they need; -1 where a row has none."""
Found = TypeVar("Found", bound=np.generic)

_AT_ONCE = 1 << 16


def blocks(rows: int) -> Iterator[slice]:
    """All rows, in blocks."""
    for start in range(0, rows, _AT_ONCE):
        yield slice(start, min(start + _AT_ONCE, rows))


def looked_up(found: npt.NDArray[Found], code: npt.NDArray[np.integer[Any]]) -> npt.NDArray[Found]:
    """What was found by code (none is negative), for every row; narrow codes are widened to be looked up."""
    by_row = np.empty(len(code), dtype=found.dtype)
    for rows in blocks(len(code)):
        np.take(found, code[rows], out=by_row[rows], mode="clip")
    return by_row
