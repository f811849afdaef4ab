"""A column of text as a harmonised variable: values, and the kind of every missing one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, isfinite
from typing import Any

import numpy as np
import polars as pl

from integrind.data.columns import about_commas, are_amounts, as_number, is_finite
from integrind.data.recoding import ranges, within
from integrind.definitions.survey import band_of
from integrind.errors import DataError
from integrind.expressions import Band, Variable
from integrind.faults import counted
from integrind.vocabulary import MissingKind

KIND_CODES: Mapping[str, int] = {kind: code for code, kind in enumerate(MissingKind, 1)}
"""Codes of the kinds of missing, 0 for a value; the smallest that occurs wins."""

NO_ANSWER = KIND_CODES[MissingKind.NO_ANSWER]
_HAS_VALUE = pl.lit(0, dtype=pl.UInt8)
_TRUTH = {"true": True, "false": False}
_CODES_SHOWN = 10
_FEW = 1_000
"""Distinct texts are recoded one by one: setting a query up would take longer."""

Kinds = Mapping[str, str]
"""Kind of missing by code."""


@dataclass(frozen=True)
class Harmonised:
    """One variable: its values, why values are missing (UInt8, see KIND_CODES), and its type."""

    values: pl.Series
    kinds: pl.Series
    variable: Variable
    text: Callable[[], pl.Series] | None = None
    """Labels of a column that nobody calls a number and that reads as one: leading zeros and all."""

    @property
    def labels(self) -> pl.Series:
        """The values as text, null where missing: what groups, areas and waves are named by."""
        if self.text is not None:
            return self.text()
        if self.variable.type == "number":
            whole = self.values.cast(pl.Int64, strict=False)
            plain = self.values.cast(pl.String)
            return pl.select(
                pl.when(whole == self.values).then(whole.cast(pl.String)).otherwise(plain)
            ).to_series()
        return self.values.cast(pl.String)


@dataclass(frozen=True)
class Column:
    """The file's column of a variable, and how an error speaks of it."""

    file: str
    name: str
    fields: pl.Series
    """Of every row, or each distinct one; as text, or as numbers that stand for it."""
    show_values: bool
    rows: pl.Series | None = None
    """How many rows have each field, where they are distinct."""
    as_text: Callable[[], pl.Series] | None = None
    """Reads the fields as text, where they are numbers."""

    @cached_property
    def text(self) -> pl.Series:
        """The fields as text."""
        return self.fields if self.as_text is None else self.as_text()

    @property
    def is_text(self) -> bool:
        """Whether some fields may be no numbers."""
        return self.fields.dtype == pl.String

    def in_range(self, code: str, meanings: Mapping[str, str]) -> str | None:
        """What a number stands for by the range that it lies within."""
        found = within(code, meanings)
        if len(found) > 1:
            raise self.ambiguous()
        return next(iter(found), None)

    def ambiguous(self) -> DataError:
        """What to say of a number that lies within two ranges of codes."""
        message = f"{self.file}: {self._called}: a number lies within two ranges of codes"
        return DataError(message, "let each range end before the next begins")

    @property
    def _called(self) -> str:
        return f"column {self.fields.name!r}" + (f" ({self.name})" if self.name != self.fields.name else "")

    def refused(self, wrong: pl.Series, what: str, hint: str) -> DataError:
        """Name the column and how many codes in how many rows, but no code unless values may be shown."""
        codes = self.text.filter(wrong).unique().sort()
        rows = wrong.sum() if self.rows is None else self.rows.filter(wrong).sum()
        found = f"{counted(len(codes), 'code')} in {counted(int(rows), 'row')}"
        message = f"{self.file}: {self._called}: {what}: {found}"
        if not self.show_values:
            return DataError(message, f"{hint}; --show-values names them here")
        shown = ", ".join(repr(code) for code in codes.head(_CODES_SHOWN))
        return DataError(f"{message}: {shown}{', ...' * (len(codes) > _CODES_SHOWN)}", hint)


def number(column: Column, missing: Kinds, codes: Mapping[str, str] | None = None) -> Harmonised:
    """A number. Codes that stand for numbers are words, most often: the labelled ends of a scale."""
    read = as_number(column.fields)
    stated = _listed(column, read, {code: KIND_CODES[kind] for code, kind in missing.items()}, pl.UInt8)
    numbers = read
    if codes:
        stands_for = _listed(column, read, {code: float(it) for code, it in codes.items()}, pl.Float64)
        numbers = pl.select(pl.coalesce(stands_for, read)).to_series()
    if column.is_text:
        text = column.fields.str.strip_chars()
        unread = numbers.is_null() & stated.is_null() & (text != "")
        if unread.any():
            raise column.refused(unread, "not a number", about_commas(text) or _mend_words(column.name))
    usable = stated.is_null() & is_finite(numbers)
    beyond = usable & ~are_amounts(numbers)
    if beyond.any():
        hint = f"if they stand for no answer, list them under variables: {column.name}: missing"
        raise column.refused(beyond, "too large or too small to compute with", hint)
    return _harmonised(column.name, numbers, usable, stated, Variable("number"))


def _mend_words(name: str) -> str:
    return (
        f"under variables: {name}: missing has those that are no answer, codes those that stand for a number"
    )


def _listed(
    column: Column, numbers: pl.Series, meanings: Mapping[str, Any], dtype: type[pl.DataType]
) -> pl.Series:
    """What fields stand for by a list of codes, compared as text and as numbers: -9.00 is -9."""
    read = as_number(pl.Series(list(meanings), dtype=pl.String))
    alike = {value: it for value, it in zip(read, meanings.values(), strict=True) if value is not None}
    found = _recoded(numbers, alike, dtype)
    if column.is_text:
        by_text = _recoded(column.fields.str.strip_chars(), meanings, dtype)
        found = pl.select(pl.coalesce(by_text, found)).to_series()
    elif (empty := meanings.get("")) is not None:
        found = pl.select(pl.when(numbers.is_null()).then(pl.lit(empty, dtype)).otherwise(found)).to_series()
    by_range = pl.Series([None], dtype=dtype).new_from_index(0, len(numbers))
    for low, high, meaning in ranges(meanings):
        inside = numbers.is_between(low, high)
        if (inside & by_range.is_not_null() & (by_range != meaning)).any():
            raise column.ambiguous()
        by_range = pl.select(pl.when(inside).then(pl.lit(meaning, dtype)).otherwise(by_range)).to_series()
    return pl.select(pl.coalesce(found, by_range)).to_series()


def known_in_bands(column: Column, bands: Mapping[str, str], missing: Kinds, by_default: Kinds) -> Harmonised:
    """A number that is known in bands: one number of each stands for all of it, and its band is its label."""
    of = {text: it for text in bands.values() if (it := band_of(text)) is not None}
    texts = tuple(sorted(of, key=of.__getitem__))
    found = coded(column, Variable("category", texts), bands, missing, by_default)
    stands_for = {text: band.low if isfinite(band.low) else band.high for text, band in of.items()}
    numbers = _recoded(found.values, stands_for, pl.Float64)
    known = Variable("number", bands=tuple(dict.fromkeys(map(of.__getitem__, texts))))
    return Harmonised(numbers.alias(column.name), found.kinds, known, lambda: found.values)


def at_least(name: str, number: float) -> Harmonised:
    """A number of which no more is known than that nobody has less, in a single row that stands for all."""
    known = Variable("number", bands=(Band(number, inf),))
    return Harmonised(pl.Series(name, [number]), pl.Series(name, [0], dtype=pl.UInt8), known)


def labelled(column: Column, missing: Kinds) -> Harmonised:
    """A category of which no values are known: every code is a label of its own."""
    stated = _recoded(column.text, {code: KIND_CODES[kind] for code, kind in missing.items()})
    usable = stated.is_null() & (column.text.str.strip_chars() != "")
    return _harmonised(column.name, column.text, usable, stated, Variable("category"))


def as_it_stands(column: Column, missing: Kinds, by_default: Kinds) -> Harmonised:
    """A column of which nobody says the type: a number where every answer reads as one, else labels.

    As a number it has only the missing codes that it names itself; as a label those of the survey as well.
    """

    def labels() -> Harmonised:
        return labelled(column, {**by_default, **missing})

    if _reads_as_number(column, missing):
        return replace(number(column, missing), text=lambda: labels().values)
    found = labels()
    return replace(found, variable=Variable("category", mixed=_is_mixed(column)))


def _is_mixed(column: Column) -> bool:
    """Whether at least half of the different answers read as numbers: the others may be no answers."""
    answers = column.text.unique().str.strip_chars()
    answers = answers.filter(answers != "")
    return len(answers) > 0 and 2 * is_finite(as_number(answers)).sum() >= len(answers)


def _reads_as_number(column: Column, missing: Kinds) -> bool:
    """Whether there are answers and every one is a number."""
    if column.fields.dtype.is_float():
        return True
    if column.is_text or missing:
        text = column.text
        answers = text.filter(~text.is_in(list(missing)) & (text.str.strip_chars() != ""))
        return len(answers) > 0 and bool(is_finite(as_number(answers)).all())
    return column.fields.null_count() < len(column.fields)


def coded(
    column: Column, variable: Variable, codes: Mapping[str, str] | None, missing: Kinds, by_default: Kinds
) -> Harmonised:
    """A category of known values or a boolean.

    A code is what the variable's description says; without codes there, a value that is known; else missing
    as the survey says.
    """
    known = _TRUTH if variable.type == "boolean" else (variable.values or ())
    values: dict[str, str] = {}
    kinds: dict[str, int] = {}
    unknown: list[str] = []
    for code in column.text.unique().to_list():
        if codes is not None and code in codes:
            values[code] = codes[code]
        elif code in missing:
            kinds[code] = KIND_CODES[missing[code]]
        elif codes is not None and (value := column.in_range(code, codes)) is not None:
            values[code] = value
        elif (kind := column.in_range(code, missing)) is not None:
            kinds[code] = KIND_CODES[kind]
        elif codes is None and code in known:
            values[code] = code
        elif (kind := by_default.get(code) or column.in_range(code, by_default)) is not None:
            kinds[code] = KIND_CODES[kind]
        elif not code.strip():
            kinds[code] = NO_ANSWER
        else:
            unknown.append(code)
    if unknown:
        hint = f"describe them under variables: {column.name}: codes or missing"
        raise column.refused(column.text.is_in(unknown), "neither described nor missing", hint)
    found = _recoded(column.text, values, pl.String)
    if variable.type == "boolean":
        found = _recoded(found, _TRUTH, pl.Boolean)
    variable = variable.with_values(values.values())
    return _harmonised(column.name, found, found.is_not_null(), _recoded(column.text, kinds), variable)


def banded(name: str, source: Harmonised, limits: tuple[float, ...], names: tuple[str, ...]) -> Harmonised:
    """Half-open bands of a number; below the first limit is missing."""
    passed = np.searchsorted(limits, source.values.fill_null(-np.inf), side="right")
    bands = pl.Series(["", *names]).gather(passed)
    stated = source.kinds.replace(0, None)
    return _harmonised(name, bands, pl.Series(passed > 0), stated, Variable("category", names))


def _harmonised(
    name: str, values: pl.Series, usable: pl.Series, stated: pl.Series, variable: Variable
) -> Harmonised:
    """Values where they are usable; where not, the kind of missing that is stated, else no answer."""
    kinds = pl.select(pl.when(usable).then(_HAS_VALUE).otherwise(stated.fill_null(NO_ANSWER))).to_series()
    if usable.sum() < len(values) - values.null_count():
        values = pl.select(pl.when(usable).then(values)).to_series()
    return Harmonised(values.alias(name), kinds, variable)


def _recoded(series: pl.Series, codes: Mapping[Any, Any], dtype: type[pl.DataType] = pl.UInt8) -> pl.Series:
    """What each code stands for, null for one that isn't there."""
    if len(series) <= _FEW:
        return pl.Series(series.name, [codes.get(it) for it in series.to_list()], dtype=dtype)
    return series.replace_strict(list(codes), list(codes.values()), default=None, return_dtype=dtype)
