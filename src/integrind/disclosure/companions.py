"""Which numbers are hidden along with the sensitive ones, so that nobody can work those out.

A table has rows (areas) and columns (groups), with the rows of people who have no area, the columns of those
who have no group, and both margins. Every person is in one row and one column, so what is hidden must have
company on each line. The rule is simple, and takes time linear in the number of cells:

- In a row that hides a group, the largest group of the whole is hidden too: it takes up whatever the hidden
  one might have more or less. Where it is too small for that, the row shows no group at all.
- In a column that hides a row, one more row is hidden: the smallest that is large enough. Where there is
  none, and the hidden rows together are too small, the group isn't shown in any row, nor in the whole.

Companions follow from the data and from how much protection is wanted, never from what else is hidden.
docs/disclosure.md says why this protects; the tests ask linear programming.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from integrind.arrays.exact import BoolArray, IntArray

NOWHERE, WHOLE = -2, -1
"""Rows of a table after those with a label: people without one, and everybody. Columns likewise."""


@dataclass(frozen=True)
class Table:
    """Counts of one base, all (rows + 2, columns + 2): the last two of each are `NOWHERE` and `WHOLE`."""

    n: IntArray
    sensitive: BoolArray
    adequate: BoolArray
    """Cells with people enough to take up the protection of another."""
    nested: bool = True
    """Whether the columns add up to the last one: not where a comparison sample stands for the population."""
    enough: tuple[tuple[IntArray, int], ...] = ()
    """Counts, each with the protection wanted, that several small cells must reach together."""
    whole_is_shown: bool = True
    """Whether the columns' sums over all rows are in the table."""
    already: BoolArray | None = None
    """Cells that are hidden in other tables too. They are no reason to choose other companions."""


def hidden_rows(table: Table) -> BoolArray:
    """Rows whose last column, everybody in them, must not be shown; (rows + 2,)."""
    hidden = table.sensitive[:, WHOLE].copy()
    if hidden[WHOLE]:
        hidden[:] = True
    elif hidden[:WHOLE].any():
        usable = table.adequate[:NOWHERE, WHOLE] & ~table.sensitive[:NOWHERE, WHOLE]
        if usable.any():
            hidden[_smallest(table.n[:NOWHERE, WHOLE], usable)] = True
        else:
            hidden[:NOWHERE] = True
    return hidden


def hidden_cells(table: Table, dark: BoolArray) -> BoolArray:
    """Cells that must not be shown; `dark` rows show nothing at all. (rows + 2, columns + 2)."""
    return _Search(table, dark).run()


class _Search:
    """Goes back and forth between rows and columns until neither hides more."""

    def __init__(self, table: Table, dark: BoolArray) -> None:
        self.table = table
        self.hidden = table.sensitive.copy() if table.already is None else table.sensitive | table.already
        self.hidden[:, WHOLE] = dark
        self.hidden[dark, :NOWHERE] = True
        everybody = np.maximum(table.n[WHOLE], table.n[:WHOLE].sum(axis=0))
        self.largest = int(np.argmax(everybody[:NOWHERE])) if len(everybody) > 2 else 0
        self.firm = table.adequate & ~table.sensitive
        """Cells that can be companions."""

    def run(self) -> BoolArray:
        groups = self.hidden.shape[1] - 2
        if groups == 0 or not self.hidden[:, :WHOLE].any():
            return self.hidden
        before = -1
        while before != (before := int(self.hidden.sum())):
            if self.table.nested:
                self._rows()
            if self.table.whole_is_shown and len(self.hidden) > 2:
                self._columns()
        return self.hidden

    def _rows(self) -> None:
        """Let the largest group hide with any other; else all of them."""
        some = self.hidden[:, :WHOLE].any(axis=1)
        self.hidden[some, self.largest] = True
        bare = some & ~self.firm[:, self.largest]
        self.hidden[bare, :NOWHERE] = True
        self.hidden[bare, NOWHERE] |= self.table.n[bare, NOWHERE] > 0

    def _columns(self) -> None:
        hidden = self.hidden
        for column in np.flatnonzero(hidden[:, :WHOLE].any(axis=0)).tolist():
            if self.table.nested and column == self.largest:
                continue
            if not hidden[WHOLE, column]:
                self._accompany(column)
            if hidden[WHOLE, column]:
                hidden[:NOWHERE, column] |= self.table.n[:NOWHERE, column] > 0

    def _accompany(self, column: int) -> None:
        row = self._companions[column]
        if row >= 0:
            self.hidden[row, column] = True
            if self.table.nested:
                self.hidden[row, self.largest] = True
        else:
            self.hidden[WHOLE, column] = not self._enough_together(column)

    @cached_property
    def _companions(self) -> IntArray:
        """The row that is hidden with others, by column; -1 where there is none."""
        usable = self.firm[:NOWHERE]
        if self.table.nested:
            usable = usable & usable[:, [self.largest]]
        return np.where(usable.any(axis=0), _smallest(self.table.n[:NOWHERE], usable), -1)

    def _enough_together(self, column: int) -> bool:
        pool = self.hidden[:WHOLE, column].copy()
        if self.table.nested:
            pool &= self.firm[:WHOLE, self.largest] & self.hidden[:WHOLE, self.largest]
        sums = (counts[:WHOLE, column][pool].sum() >= wanted for counts, wanted in self.table.enough)
        return int(pool.sum()) > 1 and all(sums)


def _smallest(n: IntArray, usable: BoolArray) -> IntArray:
    """Of each column, of which none has to be usable."""
    found: IntArray = np.argmin(np.where(usable, n, np.iinfo(np.int64).max), axis=0)
    return found
