"""Cells in lines and columns, of which people can be exchanged without any sum telling.

Where two groups are hidden in each of two areas, some people of the one may be of the other in the first
area, and as many the other way round in the second. So a cell can rise as far as others of its line and of
its column can fall, wherever they meet in a cell that can rise again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from integrind.arrays.exact import BoolArray, IntArray

_AT_ONCE = 2_000_000
"""Cells by lines that are looked at together: for memory alone."""
_MORE = 4
"""Times as many lines of a cell's own column as of others."""


@dataclass(frozen=True)
class Grid:
    """Cells by line and column: those of two lines in two columns can exchange people."""

    cell: IntArray
    """-1 for none; (lines, columns)."""
    sign: IntArray
    """1 where a cell has to rise when the sums of its side do, -1 for wholes; (lines, columns)."""

    @classmethod
    def of(cls, equation: IntArray, cell: IntArray, sign: IntArray) -> Grid:
        """From the terms of sums: a cell's column is the longest of its sums, its line all the others."""
        length = np.bincount(equation, minlength=1)[equation]
        order = np.lexsort((equation, -length, cell))
        equation, cell, sign = equation[order], cell[order], sign[order]
        first = np.flatnonzero(np.diff(cell, prepend=-1))
        number = np.diff(np.append(first, len(cell)))
        # A cell of one sum has no line.
        first, number = first[number > 1], number[number > 1]
        if not len(first):
            nothing = np.zeros((0, 0), dtype=np.int64)
            return cls(nothing, nothing)
        others = np.arange(1, int(number.max()))
        there = others < number[:, np.newaxis]
        term = np.where(there, first[:, np.newaxis] + others, 0)
        of_line = sign[first + 1]
        alike = np.where(there, sign[term] * of_line[:, np.newaxis], 0)
        _, line = np.unique(
            np.hstack([np.where(there, equation[term], -1), alike]), axis=0, return_inverse=True
        )
        _, column = np.unique(equation[first], return_inverse=True)
        shape = (int(line.max()) + 1, int(column.max()) + 1)
        cells, turns, signs = np.full(shape, -1, dtype=np.int64), *np.zeros((2, *shape), dtype=np.int64)
        cells[line, column] = cell[first]
        turns[line, column], signs[line, column] = of_line * sign[first], of_line
        return cls._turned(cells, turns, signs)

    @classmethod
    def _turned(cls, cells: IntArray, turns: IntArray, signs: IntArray) -> Grid:
        """Turn lines so that each column rises where its line falls; leave out cells that can't exchange."""
        number = np.count_nonzero(turns, axis=1)
        longest = int(number.argmax())
        of_column = np.where(turns[longest] != 0, turns[longest], 1)
        of_line = np.where((turns * of_column).sum(axis=1) < 0, -1, 1)[:, np.newaxis]
        fits = (turns == of_line * of_column) & (number > 1)[:, np.newaxis]
        return cls(np.where(fits, cells, -1), signs * of_line)

    def beside(self, cells: IntArray, free: BoolArray, loose: BoolArray, lines: int) -> BoolArray:
        """Free cells in the lines of some cells, and in lines beside them: those with most that are loose.

        As many lines of each column that is free there, and more of the columns of the cells themselves.
        """
        there = (self.cell >= 0) & free[self.cell]
        own = np.isin(self.cell, cells)
        of_column = np.where(own.any(axis=0), _MORE, 1) * lines
        kept = np.zeros(len(there), dtype=bool)
        kept[np.flatnonzero(own.any(axis=1))] = True
        number = [-np.count_nonzero(its, axis=1) for its in (there, there & loose[self.cell])]
        most = np.lexsort(number)
        for column in np.flatnonzero(there[kept].any(axis=0)).tolist():
            kept[most[there[most, column]][: of_column[column]]] = True
        found = np.zeros_like(free)
        found[self.cell[kept][there[kept]]] = True
        return found

    @cached_property
    def _place(self) -> IntArray:
        """Of each cell, in the flattened grid."""
        found = np.full(int(self.cell.max(initial=-1)) + 1, -1, dtype=np.int64)
        there = np.flatnonzero(self.cell.ravel() >= 0)
        found[self.cell.ravel()[there]] = there
        return found

    def risen(
        self, rise: IntArray, fall: IntArray, cells: IntArray, wanted: IntArray, lines: int
    ) -> IntArray:
        """How far of what is wanted some cells can rise, each by itself; (number of cells,).

        `rise` and `fall` are how far each of all cells could move, 0 for those that can't. Given the other
        way round, it is how far they can fall. Of each column the `lines` are tried in which most can fall.
        """
        found = np.zeros(len(cells), dtype=np.int64)
        there = self.cell >= 0
        if not there.any():
            return found
        rises, falls = (np.where(there, its[self.cell], 0) for its in (rise, fall))
        place = np.where(cells < len(self._place), self._place[np.minimum(cells, len(self._place) - 1)], -1)
        sign = np.where((place >= 0) & (wanted > 0), self.sign.ravel()[place], 0)
        for way in (1, -1):
            raised, lowered = (
                np.where(self.sign == way, one, other) for one, other in ((rises, falls), (falls, rises))
            )
            some = np.flatnonzero(sign == way)
            most = max(_AT_ONCE // min(lines, len(raised)), 1)
            for its in np.split(some, range(most, len(some), most)):
                line, column = np.divmod(place[its], self.cell.shape[1])
                found[its] = _raised(raised, lowered, line, column, wanted[its], lines)
        return found


def _raised(
    raised: IntArray, lowered: IntArray, line: IntArray, column: IntArray, wanted: IntArray, lines: int
) -> IntArray:
    """By exchanges with one column after another, and one line after another, as far as each can fall."""
    best = np.argsort(-lowered, axis=0, kind="stable")[:lines].T
    beside = best[column]
    rest = lowered[beside, column[:, np.newaxis]]
    rest[beside == line[:, np.newaxis]] = 0
    left = wanted.copy()
    for other in np.argsort(-np.count_nonzero(lowered, axis=0), kind="stable").tolist():
        asked = np.where(column == other, 0, np.minimum(lowered[line, other], left))
        some = np.flatnonzero(asked)
        if len(some):
            can = np.minimum(rest[some], raised[beside[some], other])
            until = can.cumsum(axis=1)
            rest[some] -= np.clip(asked[some, np.newaxis] - (until - can), 0, can)
            left[some] -= np.minimum(asked[some], until[:, -1])
    return wanted - left
