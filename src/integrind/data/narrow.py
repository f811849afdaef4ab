"""The narrowest form in which a column of text loses nothing that anybody asks of it.

Whole numbers stand for text where every field is one in plain digits (`7`, `-12`, and neither `007` nor `+7`)
or is empty: the text can be had back. Numbers with a fraction can't give it back (`0.50`), and stand for it
where every field is a finite number or empty.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from integrind.data.columns import is_finite

_WIDTHS = ((2, pl.Int8), (4, pl.Int16), (9, pl.Int32))
"""So many digits as every number of a type has; narrow ones are parsed faster."""

_BYTES: Mapping[type[pl.DataType], int] = {
    **dict.fromkeys((pl.Int8, pl.UInt8, pl.Boolean), 1),
    **dict.fromkeys((pl.Int16, pl.UInt16), 2),
    **dict.fromkeys((pl.Int32, pl.UInt32, pl.Float32), 4),
    **dict.fromkeys((pl.Int64, pl.UInt64, pl.Float64), 8),
}
_TEXT = 24
"""Bytes that a short text takes, its length and place among them."""

Types = Mapping[str, type[pl.DataType]]


def widened(types: Types) -> Types:
    """The same types with whole numbers of any size."""
    return {name: pl.Int64 if dtype.is_integer() else dtype for name, dtype in types.items()}


def width(dtype: pl.DataType | type[pl.DataType]) -> int:
    """About how many bytes a row of a column of some type takes."""
    return _BYTES.get(dtype.base_type(), _TEXT)


def promising(samples: pl.DataFrame) -> Types:
    """What type the columns seem to have, by some of their rows as text."""
    return {text.name: _promising(text.filter(text != "")) for text in samples}


def _promising(text: pl.Series) -> type[pl.DataType]:
    if len(text) == 0:
        return pl.String
    whole = narrowed(text)
    if whole.dtype.is_integer():
        digits = max(len(str(number).lstrip("-")) for number in (whole.min(), whole.max()))
        return next((dtype for most, dtype in _WIDTHS if digits <= most), pl.Int64)
    numbers = text.cast(pl.Float64, strict=False)
    return pl.Float64 if is_finite(numbers).all() else pl.String


def narrowed(text: pl.Series) -> pl.Series:
    """A column of text as whole numbers, null where it is empty; or as it is, where it isn't plain."""
    whole = text.cast(pl.Int64, strict=False)
    if whole.null_count() == (text == "").sum() and plain_length(whole) == text.str.len_bytes().sum():
        return whole.shrink_dtype()
    return text


def plain_length(whole: pl.Series) -> int:
    """Characters that whole numbers have in plain digits, all together; every other form is longer."""
    low, high = whole.min(), whole.max()
    if not isinstance(low, int) or not isinstance(high, int):
        return 0
    longer = sum(_count(whole >= 10**power) for power in range(1, len(str(high)))) if high > 0 else 0
    if low < 0:
        longer += _count(whole < 0)
        longer += sum(_count(whole <= -(10**power)) for power in range(1, len(str(-low))))
    return len(whole) - whole.null_count() + longer


def as_text(whole: pl.Series) -> pl.Series:
    """The text that whole numbers stand for."""
    return whole.cast(pl.String).fill_null("")


def _count(rows: pl.Series) -> int:
    return int(rows.sum())
