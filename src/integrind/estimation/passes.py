"""Passes over rows, so few of them at a time that what is made of them stays in the processor's cache."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Number = TypeVar("Number", bound=np.generic)

_AT_ONCE = 1 << 15


def parts(rows: int) -> Iterator[slice]:
    """Some of the rows after the others."""
    for start in range(0, rows, _AT_ONCE):
        yield slice(start, min(start + _AT_ONCE, rows))


def gathered(values: npt.NDArray[Number], at: npt.NDArray[np.integer[Any]]) -> npt.NDArray[Number]:
    """Values at some positions, none of them negative: narrow positions are widened to look values up."""
    found = np.empty(len(at), dtype=values.dtype)
    for some in parts(len(at)):
        np.take(values, at[some], out=found[some], mode="clip")
    return found
