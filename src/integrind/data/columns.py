"""One column of text as numbers, weights or codes; whatever doesn't fit is an error that names no value."""

from __future__ import annotations

from math import isfinite

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind.arrays.chunks import RowCodes, blocks
from integrind.errors import DataError
from integrind.faults import counted

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
SMALLEST, LARGEST = 1e-100, 1e100
"""Amounts beyond have squares, times those of weights, that a computer can't hold."""
_SMALLEST_WEIGHT, _LARGEST_WEIGHT = 1e-40, 1e40
_STATA_MISSING = (2.0**127, 2.0**127 * (1 + 26 / 4096))
"""`.` to `.z` of Stata's float; its double's are larger than any amount."""
_SPARSE = 4
"""How many whole numbers a range may have for each row before ranking them beats a table of them all."""


def as_number(column: pl.Series) -> pl.Series:
    """Float64, null where the text doesn't read as a number; NaN and infinities stay."""
    text = column.str.strip_chars() if column.dtype == pl.String else column
    return text.cast(pl.Float64, strict=False)


def is_finite(numbers: pl.Series) -> pl.Series:
    """Which are numbers and finite. A sum is finite only where all are, and faster than a look at each."""
    if isfinite(numbers.sum()):
        return numbers.is_not_null()
    return numbers.is_finite().fill_null(value=False)


def are_amounts(numbers: pl.Series) -> pl.Series:
    """Which numbers, and those that are null, can be weighted and squared and are no other program's missing.

    SPSS and Stata write the ends of what a number can be for no answer, and so 2^127 for a short one.
    """
    if not numbers.dtype.is_float():
        return pl.repeat(value=True, n=len(numbers), dtype=pl.Boolean, eager=True)
    size = numbers.abs()
    inside = (size == 0) | size.is_between(SMALLEST, LARGEST) & ~size.is_between(*_STATA_MISSING)
    return inside.fill_null(value=True)


def is_empty(column: pl.Series) -> pl.Series:
    """Which fields are empty, or blank."""
    return column.str.strip_chars() == "" if column.dtype == pl.String else column.is_null()


def is_blank(column: pl.Series) -> pl.Series:
    """Which fields hold nothing at all, not even a blank."""
    return column == "" if column.dtype == pl.String else column.is_null()


def about_commas(text: pl.Series) -> str:
    """A hint where numbers would read with a point for their comma, else nothing."""
    if text.dtype != pl.String:
        return ""
    read, with_points = as_number(text), as_number(text.str.replace(",", "."))
    return "decimals are written with a point" if with_points.null_count() < read.null_count() else ""


def finite(file: str, text: pl.Series, what: str) -> pl.Series:
    """Finite numbers, as narrow as they were read; raises DataError where there is none."""
    if text.dtype != pl.String and text.null_count() == 0:
        return text
    numbers = as_number(text)
    empty = int(is_empty(text).sum())
    wrong = int((~is_finite(numbers)).sum()) - empty
    if empty or wrong:
        found = [f"empty in {counted(empty, 'row')}"] * (empty > 0)
        found += [f"not a finite number in {counted(wrong, 'row')}"] * (wrong > 0)
        raise DataError(f"{file}: {what} {text.name!r} is {' and '.join(found)}", about_commas(text))
    return numbers


def weights(file: str, text: pl.Series, scale: float) -> FloatArray:
    """Weights: finite, none negative, not all 0. Zero weights are legal: in the design, not in the base."""
    numbers = finite(file, text, "weight").cast(pl.Float64).to_numpy()
    if (negative := int((numbers < 0).sum())) > 0:
        raise DataError(f"{file}: weight {text.name!r} is negative in {counted(negative, 'row')}")
    if not (numbers > 0).any():
        raise DataError(f"{file}: weight {text.name!r} is 0 in every row")
    beyond = (numbers > _LARGEST_WEIGHT) | ((numbers > 0) & (numbers < _SMALLEST_WEIGHT))
    if (wrong := int(beyond.sum())) > 0:
        raise DataError(f"{file}: weight {text.name!r} is too large or too small in {counted(wrong, 'row')}")
    return numbers if scale == 1.0 else numbers * scale


def module_weights(file: str, text: pl.Series, scale: float, answered: BoolArray) -> FloatArray:
    """Weights of a module: as weights, but 0 where empty, which nobody with an answer may have."""
    empty = is_empty(text)
    if (lacking := int((empty.to_numpy() & answered).sum())) > 0:
        found = f"is empty in {counted(lacking, 'row')} with an answer"
        raise DataError(
            f"{file}: weight {text.name!r} {found}", "everybody who answers a module has its weight"
        )
    return weights(file, text.set(empty, "0" if text.dtype == pl.String else 0), scale)


def labels(file: str, text: pl.Series, what: str) -> RowCodes:
    """Codes of the labels of strata or units, in the labels' order, so that row order doesn't matter.

    Whole numbers are ordered as numbers.
    """
    if (empty := int(is_blank(text).sum())) > 0:
        found = f"is empty in {counted(empty, 'row')}"
        hint = "every row belongs to the design"
        if what == "PSU":
            hint += f"; where some were drawn one by one: psu: {{column: {text.name}, else: row}}"
        raise DataError(f"{file}: {what} {text.name!r} {found}", hint)
    low, high = text.min(), text.max()
    if not isinstance(low, int) or not isinstance(high, int) or high - low >= _SPARSE * len(text):
        return text.rank("dense").to_numpy().astype(np.int32) - 1
    whole, held = text.to_numpy(), np.zeros(high - low + 1, dtype=bool)
    for rows in blocks(len(whole)):
        held[whole[rows].astype(np.int64) - low] = True
    codes = (np.cumsum(held) - 1).astype(np.min_scalar_type(-len(held)))
    place: RowCodes = np.empty(len(whole), dtype=codes.dtype)
    for rows in blocks(len(whole)):
        place[rows] = codes[whole[rows].astype(np.int64) - low]
    return place
