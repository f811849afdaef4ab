"""What weights were calibrated to: numbers and cells whose weighted totals are known of the population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np

from integrind.arrays.chunks import RowCodes
from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.concurrently import Once


@dataclass(frozen=True)
class Margin:
    """One variable, or the cells of several: columns of which each row has one at most."""

    name: str
    column: IntArray
    """By row; -1 for none."""
    value: FloatArray | None
    """Of a number; None where a row is in the cell or isn't."""
    known: BoolArray
    """Rows that have a value."""
    cells: tuple[str, ...]
    """What each column is called."""
    wave: IntArray | None = None
    """Whose everybody each column is a part of, one of the columns; None where they are no parts."""

    def of_rows(self, rows: IntArray) -> Margin:
        """The same of some rows."""
        value = None if self.value is None else self.value[rows]
        return replace(self, column=self.column[rows], value=value, known=self.known[rows])


def of_weights(wave: RowCodes) -> Margin:
    """The sum of the weights of each wave; -1 for a row of none."""
    everybody = np.ones(len(wave), dtype=bool)
    return Margin("the sum of the weights", wave.astype(np.int64), None, everybody, _unnamed(wave))


def of_cells(name: str, cell: RowCodes, labels: Sequence[str], wave: RowCodes) -> Margin:
    """Cells of each wave; -1 for a row in none."""
    known = (cell >= 0) | (wave < 0)
    code = np.where((cell >= 0) & (wave >= 0), wave.astype(np.int64) * len(labels) + cell, -1)
    held = np.unique(code[code >= 0])
    of_wave, label = np.divmod(held, len(labels))
    column = np.where(code >= 0, np.searchsorted(held, code), -1)
    return Margin(name, column, None, known, tuple(labels[it] for it in label.tolist()), of_wave)


def of_number(name: str, value: FloatArray, wave: RowCodes) -> Margin:
    """A number, by wave; NaN for a row without."""
    there = np.isfinite(value)
    column = np.where(there, wave.astype(np.int64), -1)
    return Margin(name, column, np.where(there, value, 0.0), there | (wave < 0), _unnamed(wave))


def _unnamed(wave: RowCodes) -> tuple[str, ...]:
    return ("",) * (int(wave.max(initial=0)) + 1)


@dataclass(frozen=True)
class Margins:
    """All that weights were calibrated to, by atom of a sample: rows of a unit that are alike in it."""

    parts: tuple[Margin, ...]
    factor: FloatArray | None = None
    """By row, what weights were multiplied by here; None where the producer calibrated them."""
    once: Once = field(default_factory=Once, repr=False, compare=False)
    """What follows from a column of weights."""

    @property
    def are_cells(self) -> bool:
        """Whether there is no number among them."""
        return all(part.value is None for part in self.parts)

    def alike(self, unit: RowCodes) -> tuple[IntArray, IntArray]:
        """A row of each atom, in the units' order, and the atom of each row."""
        codes = [it for part in self.parts for it in _codes(part)]
        pattern = reduce(_crossed, codes, unit.astype(np.int64))
        _, first, atom = np.unique(pattern, return_index=True, return_inverse=True)
        return first.astype(np.int64), np.asarray(atom, dtype=np.int64)

    def of_rows(self, rows: IntArray) -> Margins:
        """The same of some rows."""
        factor = None if self.factor is None else self.factor[rows]
        return Margins(tuple(part.of_rows(rows) for part in self.parts), factor)

    @property
    def names(self) -> list[str]:
        """What each column is called, one margin after another."""
        return [f"{it.name} ({cell})" if cell else it.name for it in self.parts for cell in it.cells]


def _codes(part: Margin) -> Sequence[IntArray]:
    """Codes by row, alike where the margin is; a row without a value is like no other."""
    column = np.where(part.known, part.column + 1, len(part.cells) + 1)
    if part.value is None:
        return (column,)
    return column, np.unique(part.value, return_inverse=True)[1].astype(np.int64)


def _crossed(code: IntArray, other: IntArray) -> IntArray:
    """Codes of pairs, in the order of the first."""
    pairs = code * (int(other.max(initial=0)) + 1) + other
    found: IntArray = np.unique(pairs, return_inverse=True)[1].astype(np.int64)
    return found
