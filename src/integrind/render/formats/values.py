"""The numbers of the result table as every machine format has them: with 12 significant digits.

More would publish the noise of floating-point sums; all formats have the same, so that they agree.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind.render.tables.numbers import machine

FEW = 1_000
"""Rows that are written one by one: to set the writing of whole columns up would take longer."""

_Numbers = npt.NDArray[np.float64]

_POWERS = np.array([float(f"1e{power}") for power in range(23)])
"""The powers of ten that are floats without an error."""

_BOUNDS = np.array([float(f"1e{power}") for power in range(-11, 13)])
"""From each to the next, numbers have 12 digits before the point when multiplied with one of the powers."""

_PLAIN = 1e-4, 1e12
"""Numbers that polars and Python write alike, but for the point of whole ones."""


def values(column: pl.Series) -> list[object]:
    """Give the values of a column, its numbers rounded."""
    return rounded(column).to_list()


def without_lists(frame: pl.DataFrame) -> pl.DataFrame:
    """The names in a list separated by blanks, for formats that have none."""
    lists = [name for name, kind in frame.schema.items() if kind.is_nested()]
    return frame.with_columns(pl.col(name).list.join(" ").replace("", None) for name in lists)


def rounded(column: pl.Series) -> pl.Series:
    """Round the numbers of a column, if they are floats, each as `machine` does.

    Raises ValueError on what is no number: it would be a bug of ours.
    """
    if column.dtype != pl.Float64:
        return column
    return _beside_nulls(pl.Series(column.name, _rounded(column.drop_nulls().to_numpy())), column)


def writable(column: pl.Series) -> pl.Series:
    """Round the numbers of a column, as text unless polars writes all of them as `machine` does."""
    if len(column) <= FEW:
        each = [None if number is None else machine(number) for number in column.to_list()]
        return pl.Series(column.name, each, dtype=pl.String)
    numbers = _rounded(column.drop_nulls().to_numpy())
    size = np.abs(numbers)
    least, most = _PLAIN
    other = np.flatnonzero((size > 0) & (size < least) | (size >= most))
    found = pl.Series(column.name, numbers)
    if len(other) or (size == np.rint(size)).any():
        texts = found.cast(pl.String).str.strip_suffix(".0")
        found = texts.scatter(other, [machine(number) for number in numbers[other].tolist()])
    return _beside_nulls(found, column)


def _beside_nulls(known: pl.Series, column: pl.Series) -> pl.Series:
    """Values for those of a column that are known, and null for the others."""
    if not column.has_nulls():
        return known
    is_known = column.is_not_null()
    return known.gather((is_known.cum_sum() - 1).set(~is_known, None))


def _rounded(numbers: _Numbers) -> _Numbers:
    """Multiply with a power of ten, round, and divide again.

    The product is off by less than 0.0001, so it says how to round but where it is close to a tie; and the
    quotient of a whole number and a power is the float nearest to the decimal. What is left, Python rounds.
    """
    size = np.abs(numbers)
    place = np.searchsorted(_BOUNDS, size, side="right")
    power = _POWERS[np.clip(len(_POWERS) - place, 0, len(_POWERS) - 1)]
    scaled = numbers * power
    whole = np.rint(scaled)
    within = (place > 0) & (place < len(_BOUNDS)) | (size == 0)
    with np.errstate(invalid="ignore"):
        sure = within & (np.abs(np.abs(scaled - whole) - 0.5) > 0.001)
    found: _Numbers = whole / power + 0.0
    found[~sure] = [float(machine(number)) for number in numbers[~sure].tolist()]
    return found
