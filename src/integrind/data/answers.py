"""Answers by distinct combination: what a few codes make of an expression is worked out once, not by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from integrind.arrays.chunks import blocks, looked_up
from integrind.data.harmonised import Harmonised
from integrind.data.narrow import as_text

IntArray = npt.NDArray[np.int64]
Codes = npt.NDArray[np.unsignedinteger[Any]]
"""As narrow as their number allows."""
Kinds = npt.NDArray[np.uint8]
"""Why values are missing, see KIND_CODES; 0 for a value."""
_Number = TypeVar("_Number", bound=np.generic)

_ROWS_LOOKED_AT = 1_000
_MOST_LOOKED_LIKE = 200
_MOST_TEXTS = 20_000
_MOST_COMBINATIONS = 50_000
_FEW = 16
_WIDEST = (pl.Int64, pl.UInt64)
"""Whole numbers of which one may have none above it."""


@dataclass(frozen=True)
class Texts:
    """The distinct texts of a column, and which of them each row has."""

    distinct: pl.Series
    fields: pl.Series
    """The distinct texts, as numbers where the column has numbers stand for them."""
    code: Codes
    rows: pl.Series
    """Rows by distinct text."""

    def by_row(self) -> pl.Series:
        """The fields of the column."""
        return self.fields.gather(pl.Series(self.code))


def distinct_texts(fields: pl.Series) -> Texts | None:
    """The distinct texts of a column, or None where they are too many to be worth it."""
    if fields.dtype.is_integer():
        return _distinct_whole_numbers(fields)
    return _distinct_texts(fields) if fields.dtype == pl.String else None


def _distinct_whole_numbers(whole: pl.Series) -> Texts | None:
    """Codes by way of a table with a place for each number from the smallest to the largest, and for none."""
    low, high = whole.min(), whole.max()
    if not isinstance(low, int) or not isinstance(high, int):
        low = high = 0
    if high - low >= _MOST_TEXTS:
        return None
    none = high - low + 1
    code = _from_lowest(whole, low, none)
    held = _histogram(code, none + 1)
    there = np.flatnonzero(held)
    number = pl.Series(
        whole.name, [None if at == none else low + at for at in there.tolist()], dtype=pl.Int64
    )
    if len(there) <= none:
        codes = np.zeros(none + 1, dtype=np.min_scalar_type(len(there)))
        codes[there] = np.arange(len(there))
        code = looked_up(codes, code)
    return Texts(as_text(number), number, code, pl.Series(held[there]))


def _histogram(place: npt.NDArray[np.integer[Any]], size: int) -> IntArray:
    """How often each place occurs; where they are few each is looked for, which widens nothing."""
    if size <= _FEW:
        return np.array([np.count_nonzero(place == at) for at in range(size)])
    held = np.zeros(size, dtype=np.int64)
    for rows in blocks(len(place)):
        held += np.bincount(place[rows], minlength=size)
    return held


def _from_lowest(whole: pl.Series, low: int, none: int) -> Codes:
    """How far each number is from the lowest, and `none`, one more than the highest, for no number."""
    if whole.dtype.base_type() in _WIDEST:
        whole, low = whole - low, 0
    filled = whole.fill_null(low + none).to_numpy()
    unsigned = np.dtype(f"u{filled.dtype}") if whole.dtype.is_signed_integer() else filled.dtype
    # Unsigned numbers wrap around, so that none is too far from another.
    place: Codes = filled.view(unsigned) - np.array(low).astype(unsigned)
    return place.astype(np.min_scalar_type(none), copy=False)


def _distinct_texts(text: pl.Series) -> Texts | None:
    if text.head(_ROWS_LOOKED_AT).n_unique() > _MOST_LOOKED_LIKE:
        return None
    category = text.cast(pl.Categorical)
    found = category.unique()
    if len(found) > _MOST_TEXTS:
        return None
    texts = pl.DataFrame({"text": found.cast(pl.String), "at": found.to_physical()}).sort("text")
    at = texts["at"].to_numpy()
    place = np.zeros(int(at.max()) + 1, dtype=np.min_scalar_type(len(texts)))
    place[at] = np.arange(len(texts))
    code = looked_up(place, category.to_physical().to_numpy())
    distinct = texts["text"].alias(text.name)
    return Texts(distinct, distinct, code, pl.Series(np.bincount(code, minlength=len(texts))))


@dataclass(frozen=True)
class Coded:
    """A variable by distinct text of its column, and the text of every row."""

    brief: Harmonised
    code: Codes

    def by_row(self) -> Harmonised:
        """The variable by row."""
        code = pl.Series(self.code)
        brief = self.brief
        labels = None if brief.text is None else lambda: brief.labels.gather(code)
        return Harmonised(brief.values.gather(code), brief.kinds.gather(code), brief.variable, labels)


@dataclass(frozen=True)
class Answers:
    """Values of variables and kinds of missing, by combination of their codes or by row."""

    values: pl.DataFrame
    kinds: pl.DataFrame
    code: Codes | None
    """Combination of every row; None where each row is one of its own."""

    def why_missing(self, names: Iterable[str]) -> Kinds:
        """The kind that wins among some of the variables, the smallest; 0 where all have a value."""
        why: Kinds = np.zeros(self.kinds.height, dtype=np.uint8)
        for name in dict.fromkeys(names):
            kind = self.kinds[name].to_numpy()
            # One less than 0 is the largest there is, so that it loses.
            np.minimum(why - 1, kind - 1, out=why)
            why += 1
        return why

    def by_row(self, found: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
        """What was found by combination, for every row."""
        return found if self.code is None else looked_up(found, self.code)

    @property
    def occurring(self) -> npt.NDArray[np.bool_]:
        """Which combinations any row has."""
        if self.code is None:
            return np.ones(self.values.height, dtype=bool)
        return np.bincount(self.code, minlength=self.values.height) > 0

    def count(self, found: npt.NDArray[np.bool_]) -> int:
        """Rows for which something is true."""
        return int(self.by_row(found).sum()) if found.any() else 0


def combined(names: Sequence[str], coded: Sequence[Coded]) -> Answers | None:
    """Every combination of the codes of some variables, or None where they are too many."""
    sizes = [len(it.brief.kinds) for it in coded]
    if not sizes or np.prod(sizes, dtype=np.float64) > _MOST_COMBINATIONS:
        return None
    at = np.indices(sizes).reshape(len(sizes), -1)
    code: Codes = coded[0].code
    if len(coded) > 1:
        code = code.astype(np.min_scalar_type(int(np.prod(sizes))))
    for it, size in zip(coded[1:], sizes[1:], strict=True):
        code = code * code.dtype.type(size) + it.code
    columns: list[tuple[Any, Any]] = [
        (it.brief.values[place].alias(name), it.brief.kinds[place].alias(name))
        for name, it, place in zip(names, coded, at, strict=True)
    ]
    return Answers(
        pl.DataFrame([values for values, _ in columns]), pl.DataFrame([kinds for _, kinds in columns]), code
    )
