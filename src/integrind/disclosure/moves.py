"""How far hidden counts can move while all that is shown stays as it is: linear programming.

An intruder knows the sums and every shown count, and that none is negative. What is hidden can be any of the
counts that agree with that; how far the most and the least of them are apart is how well it is protected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.disclosure.lattice import Lattice

if TYPE_CHECKING:
    import highspy

_ROUNDING = 1e-6
_VAIN = 3
"""Directions tried for all counts at once that proved nothing of one, before each is asked for by itself."""
_TOGETHER = 4_000
"""Cells that are tried by themselves before all are: an LP of twice the size takes four times as long."""
_FEW = 1_000
"""Counts that are to move: the primal simplex starts from where all are, the dual anew."""
_DUAL, _PRIMAL = 1, 4


@dataclass(frozen=True)
class Problem:
    """Counts of one base, and what of them must not be known."""

    lattice: Lattice
    kinds: Sequence[IntArray]
    """People of each cell; of a share those who have it, and those who don't. (cells,) each."""
    sum_is_known: BoolArray
    """Cells of which the kinds' sum is known; (cells,)."""
    fixed: BoolArray
    """Cells that can't move: nobody is in them, or it is known who; (cells,)."""
    given: BoolArray
    """Rows that won't be shown anyway, and needn't be protected: company for others; (cells,)."""
    primary: BoolArray
    """Cells that mustn't be known, for themselves: rows are hidden for it; (cells,)."""
    need: IntArray
    """How far the count of each kind must be able to move where that is so, or a row is hidden; (cells,)."""
    cost: FloatArray
    """Of hiding a row; (rows,)."""

    @cached_property
    def rows(self) -> BoolArray:
        """Cells that are rows somebody is in, and may be shown; (cells,)."""
        found = ~self.fixed & ~self.given
        found[self.lattice.rows :] = False
        return found

    def is_free(self, hidden: BoolArray) -> BoolArray:
        """Cells that can move where some rows are hidden; (cells,)."""
        free = ~self.fixed
        free[: self.lattice.rows] &= hidden | self.given[: self.lattice.rows]
        return free


@dataclass(frozen=True)
class Narrow:
    """A hidden cell of which a count is bounded too closely, and what would widen it."""

    cell: int
    gain: FloatArray
    """How much wider it could become by each cell that moved as well; (cells,)."""


def solver() -> highspy.Highs:
    """A solver that finds the same however many processors there are."""
    found = _silent()()
    found.setOptionValue("threads", 1)
    return found


@cache
def _silent() -> Callable[[], highspy.Highs]:
    """A solver that says nothing: its first line would come before one can be asked to be quiet."""
    import highspy

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 - its name there
            self.setOptionValue("output_flag", False)  # noqa: FBT003 - it takes no names
            super().enableCallbacks()  # type: ignore[no-untyped-call]  # it has no annotations of its own

    return Silent


class Moves:
    """Counts of some cells, and how they can move together."""

    def __init__(self, problem: Problem, among: BoolArray) -> None:
        """`among` are the cells that may be free."""
        import highspy

        self.problem = problem
        self.cells = np.flatnonzero(among & ~problem.fixed)
        self.kinds = len(problem.kinds)
        self.reach = 2.0 * float(problem.need.max(initial=1))
        self.size = self.kinds * len(self.cells)
        self.counts = np.concatenate([its[self.cells] for its in problem.kinds]).astype(np.float64)
        self._highs = solver()
        self._highs.setOptionValue("presolve", "off")
        self._optimal = highspy.HighsModelStatus.kOptimal
        model = highspy.HighsLp()
        start, index, factor = self._matrix()
        rows = len(start) - 1
        model.num_col_, model.num_row_ = self.size, rows
        model.col_cost_ = np.zeros(self.size)
        model.col_lower_ = model.col_upper_ = np.zeros(self.size)
        model.row_lower_ = model.row_upper_ = np.zeros(rows)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = start, index, factor
        self._highs.passModel(model)

    def _matrix(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Sums of each kind, and of the kinds where that is known; row by row."""
        at = np.full(self.problem.lattice.size, -1, dtype=np.int64)
        at[self.cells] = np.arange(len(self.cells))
        sums = self.problem.lattice
        kept = at[sums.cell] >= 0
        row: list[IntArray] = []
        column: list[IntArray] = []
        value: list[FloatArray] = []
        for kind in range(self.kinds):
            row.append(sums.equation[kept] + kind * sums.equations)
            column.append(at[sums.cell[kept]] + kind * len(self.cells))
            value.append(sums.sign[kept].astype(np.float64))
        if self.kinds > 1:
            coupled = np.flatnonzero(self.problem.sum_is_known[self.cells])
            for kind in range(self.kinds):
                row.append(np.arange(len(coupled)) + self.kinds * sums.equations)
                column.append(coupled + kind * len(self.cells))
                value.append(np.ones(len(coupled)))
        rows, columns = np.concatenate(row), np.concatenate(column)
        order = np.lexsort((columns, rows))
        held, number = np.unique(rows[order], return_inverse=True)
        starts = np.searchsorted(number, np.arange(len(held) + 1)).astype(np.int64)
        return starts, columns[order], np.concatenate(value)[order]

    def narrow(self, hidden: BoolArray) -> list[Narrow]:
        """Hidden rows of which a count is bounded more closely than is needed."""
        wanted = self.problem.is_free(hidden) & (self.problem.rows | self.problem.primary)
        unproved = np.tile(wanted, (self.kinds, 1))
        for part in self._parts(hidden):
            part.prove(hidden, unproved)
        least, most = self.prove(hidden, unproved)
        return [*self._each(unproved, least, most)]

    def _parts(self, hidden: BoolArray) -> Iterator[Moves]:
        """Cells in runs, where they are many: what can move while all others stay, can move."""
        free = self.cells[self.problem.is_free(hidden)[self.cells]]
        if len(free) < 2 * _TOGETHER:
            return
        for some in np.array_split(free, len(free) // _TOGETHER):
            among = np.zeros(self.problem.lattice.size, dtype=bool)
            among[some] = True
            yield Moves(self.problem, among)

    def prove(self, hidden: BoolArray, unproved: BoolArray) -> tuple[FloatArray, FloatArray]:
        """Strike counts that can move far enough from those that are unproved, (kinds, cells).

        Gives how far each count of these cells was seen to move, down and up: (kinds × cells,) each.
        """
        both = np.tile(self.problem.is_free(hidden)[self.cells], self.kinds)
        low = np.where(both, -np.minimum(self.counts, self.reach), 0.0)
        high = np.where(both, self.reach, 0.0)
        self._highs.changeColsBounds(self.size, np.arange(self.size, dtype=np.int32), low, high)
        least, most = np.zeros(self.size), np.zeros(self.size)
        random, vain = np.random.default_rng(0), 0
        while len(targets := self._targets(unproved)) and vain < _VAIN:
            direction = np.zeros(self.size)
            direction[targets] = random.choice([-1.0, 1.0], len(targets))
            for sign in (1.0, -1.0):
                self._widen(sign * direction, least, most)
            wide = targets[most[targets] - least[targets] >= self._need[targets] - _ROUNDING]
            unproved[wide // len(self.cells), self.cells[wide % len(self.cells)]] = False
            vain = 0 if len(wide) else vain + 1
        return least, most

    def _targets(self, unproved: BoolArray) -> IntArray:
        """Positions of what is unproved among the counts of these cells."""
        return np.flatnonzero(unproved[:, self.cells])

    @cached_property
    def _need(self) -> FloatArray:
        return np.tile(self.problem.need[self.cells].astype(np.float64), self.kinds)

    def _each(self, unproved: BoolArray, least: FloatArray, most: FloatArray) -> Iterator[Narrow]:
        need = self._need
        for target in self._targets(unproved).tolist():
            if most[target] - least[target] >= need[target] - _ROUNDING:
                continue
            gain = np.zeros(self.size)
            for sign in (1.0, -1.0):
                direction = np.zeros(self.size)
                direction[target] = sign
                self._widen(direction, least, most)
                gain += self._gain()
            width = most[target] - least[target]
            cell = target % len(self.cells)
            if width < need[target] - _ROUNDING:
                by_cell = np.zeros(self.problem.lattice.size)
                np.add.at(by_cell, np.tile(self.cells, self.kinds), gain)
                yield Narrow(int(self.cells[cell]), by_cell)

    def _widen(self, direction: FloatArray, least: FloatArray, most: FloatArray) -> None:
        """Move counts as far as they can in a direction, and remember where all of them have been."""
        few = np.count_nonzero(direction) < _FEW
        self._highs.setOptionValue("simplex_strategy", _PRIMAL if few else _DUAL)
        self._highs.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), -direction)
        self._highs.run()
        if self._highs.getModelStatus() != self._optimal:
            return
        moved = np.asarray(self._highs.getSolution().col_value)
        np.minimum(least, moved, out=least)
        np.maximum(most, moved, out=most)

    def _gain(self) -> FloatArray:
        """How much farther the target of the last move would come if a cell were free that isn't, or is."""
        price = -np.asarray(self._highs.getSolution().col_dual)
        price[np.abs(price) < 1e-9] = 0.0
        gain: FloatArray = np.where(
            price > 0, price * self.reach, -price * np.minimum(self.counts, self.reach)
        )
        return gain
