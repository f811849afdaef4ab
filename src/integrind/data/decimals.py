"""Many columns of numbers in one array, row by row: in half the memory where they have few decimals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind.concurrently import concurrently

_MOST_PLACES = 6
_AT_ONCE = 1 << 12
"""Rows that are looked at together: few enough for a processor to keep at hand."""
_SAMPLE = 1 << 10
"""How many rows tell how many decimals the numbers are likely to have."""

Number = npt.NDArray[np.int32] | npt.NDArray[np.float64]


@dataclass(frozen=True)
class Decimals:
    """Numbers as so many parts of one: the quotients are the very numbers that were read."""

    number: Number
    """(rows, columns)."""
    per_unit: float
    """A power of ten for whole numbers of parts; 1 where nothing could be gained."""

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Decimals:
        """Columns of finite numbers in the narrowest form that loses nothing."""
        sample = frame.gather_every(max(1, frame.height // _SAMPLE))
        for places in range(_MOST_PLACES + 1):
            per_unit = 10.0**places
            if _whole(sample, per_unit) is not None and (number := _whole(frame, per_unit)) is not None:
                return cls(number, per_unit)
        return cls(_as_they_are(frame), 1.0)


def _whole(frame: pl.DataFrame, per_unit: float) -> npt.NDArray[np.int32] | None:
    """Numbers as whole parts of one, or None where that would lose something."""
    number = np.empty(frame.shape, dtype=np.int32)

    def fits(start: int) -> bool:
        values, part = _rows(frame, start), number[start : start + _AT_ONCE]
        with np.errstate(over="ignore", invalid="ignore"):  # what is too large doesn't come back as it was
            part[:] = np.rint(values * per_unit)
        return bool((part / per_unit == values).all())

    return number if all(concurrently(fits, _starts(frame))) else None


def _as_they_are(frame: pl.DataFrame) -> npt.NDArray[np.float64]:
    number = np.empty(frame.shape)

    def copy(start: int) -> None:
        number[start : start + _AT_ONCE] = _rows(frame, start)

    concurrently(copy, _starts(frame))
    return number


def _starts(frame: pl.DataFrame) -> range:
    return range(0, frame.height, _AT_ONCE)


def _rows(frame: pl.DataFrame, start: int) -> npt.NDArray[np.float64]:
    return frame.slice(start, _AT_ONCE).to_numpy().astype(np.float64, copy=False)
