"""How far hidden counts can move while all that is shown stays as it is: linear programming.

An intruder knows the sums and every shown count, and that none is negative. What is hidden can be any of the
counts that agree with that; how far the most and the least of them are apart is how well it is protected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.disclosure.exchanges import strike_exchanged
from integrind.disclosure.problem import Problem

if TYPE_CHECKING:
    import highspy

_ROUNDING = 1e-6
_SMALL = 400
"""Cells that can move, up to which a solver is asked at once."""
_BESIDE = 4
"""Lines that cells are tried with first; then four times as many, and so on, and at last all."""
_AT_ONCE = 5
"""Cells that are tried with the same lines."""
_MANY = 1_000
"""Cells that are left, above which all are tried in runs of cells that stand together."""
_TOGETHER = 4_000
"""Cells of such a run: an LP of twice the size takes four times as long."""
_FEW = 1_000
"""Counts that are to move: the primal simplex starts from where all are, the dual anew."""
_DUAL, _PRIMAL = 1, 4


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
        self.problem = problem
        self.cells = np.flatnonzero(among & ~problem.fixed)
        self.kinds = len(problem.kinds)
        self.reach = float(problem.reach)
        self.size = self.kinds * len(self.cells)
        self.counts = np.concatenate([its[self.cells] for its in problem.kinds]).astype(np.float64)

    @cached_property
    def _highs(self) -> highspy.Highs:
        import highspy

        found = solver()
        found.setOptionValue("presolve", "off")
        model = highspy.HighsLp()
        start, index, factor = self._matrix()
        rows = len(start) - 1
        model.num_col_, model.num_row_ = self.size, rows
        model.col_cost_ = np.zeros(self.size)
        model.col_lower_ = model.col_upper_ = np.zeros(self.size)
        model.row_lower_ = model.row_upper_ = np.zeros(rows)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = start, index, factor
        found.passModel(model)
        return found

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
        free = self.problem.is_free(hidden)
        left = np.tile(free & (self.problem.rows | self.problem.primary), (self.kinds, 1))
        if int(free.sum()) > _SMALL:
            # What can move while all other cells stay, can move.
            strike_exchanged(self.problem, free, left)
            for part in self._runs(free, left):
                part.together(free, left)
            for part in self._beside(free, left):
                part.ask(free, left)
        return self.ask(free, left)

    def _runs(self, free: BoolArray, unproved: BoolArray) -> Iterator[Moves]:
        """All cells, those that stand together, where many are unproved."""
        cells = np.flatnonzero(free)
        if int(unproved.any(axis=0).sum()) > _MANY:
            for some in np.array_split(cells, max(len(cells) // _TOGETHER, 1)):
                among = np.zeros_like(free)
                among[some] = True
                yield Moves(self.problem, among)

    def _beside(self, free: BoolArray, unproved: BoolArray) -> Iterator[Moves]:
        """Cells beside those that are unproved, a few at a time, in ever more lines."""
        grid, lines = self.problem.lattice.grid, _BESIDE
        while lines < len(grid.cell) and int(unproved.any(axis=0).sum()) <= _MANY:
            targets = np.intersect1d(np.flatnonzero(unproved.any(axis=0)), grid.cell)
            for some in np.split(targets, range(_AT_ONCE, len(targets), _AT_ONCE)):
                yield Moves(self.problem, grid.beside(some, free, ~self.problem.sum_is_known, lines))
            lines *= 4

    def ask(self, free: BoolArray, unproved: BoolArray) -> list[Narrow]:
        """Strike counts that can move far enough from those that are unproved, (kinds, cells); the others."""
        if not len(self._targets(unproved)):
            return []
        least, most = self.together(free, unproved)
        return [*self._each(unproved, least, most)]

    def together(self, free: BoolArray, unproved: BoolArray) -> tuple[FloatArray, FloatArray]:
        """Move all counts at once, in one random direction after another, as long as it proves something.

        Gives how far each was seen to move, down and up: (kinds × cells,) each.
        """
        both = np.tile(free[self.cells], self.kinds)
        low = np.where(both, -np.minimum(self.counts, self.reach), 0.0)
        high = np.where(both, self.reach, 0.0)
        self._highs.changeColsBounds(self.size, np.arange(self.size, dtype=np.int32), low, high)
        least, most = np.zeros(self.size), np.zeros(self.size)
        random, wide = np.random.default_rng(0), self._targets(unproved)
        while len(wide) and len(targets := self._targets(unproved)):
            direction = np.zeros(self.size)
            direction[targets] = random.choice([-1.0, 1.0], len(targets))
            for sign in (1.0, -1.0):
                self._widen(sign * direction, least, most)
            wide = targets[most[targets] - least[targets] >= self._need[targets] - _ROUNDING]
            self._strike(unproved, wide)
        return least, most

    def _strike(self, unproved: BoolArray, wide: IntArray) -> None:
        unproved[wide // len(self.cells), self.cells[wide % len(self.cells)]] = False

    def _targets(self, unproved: BoolArray) -> IntArray:
        """Positions of what is unproved among the counts of these cells."""
        return np.flatnonzero(unproved[:, self.cells])

    @cached_property
    def _need(self) -> FloatArray:
        return np.tile(self.problem.need[self.cells].astype(np.float64), self.kinds)

    def _each(self, unproved: BoolArray, least: FloatArray, most: FloatArray) -> Iterator[Narrow]:
        need = self._need - _ROUNDING
        for target in self._targets(unproved).tolist():
            gain = np.zeros(self.size)
            for sign in (1.0, -1.0):
                if most[target] - least[target] < need[target]:
                    direction = np.zeros(self.size)
                    direction[target] = sign
                    self._widen(direction, least, most)
                    gain += self._gain()
            if most[target] - least[target] >= need[target]:
                self._strike(unproved, np.array([target]))
                continue
            by_cell = np.zeros(self.problem.lattice.size)
            np.add.at(by_cell, np.tile(self.cells, self.kinds), gain)
            yield Narrow(int(self.cells[target % len(self.cells)]), by_cell)

    def _widen(self, direction: FloatArray, least: FloatArray, most: FloatArray) -> None:
        """Move counts as far as they can in a direction, and remember where all of them have been."""
        import highspy

        few = np.count_nonzero(direction) < _FEW
        self._highs.setOptionValue("simplex_strategy", _PRIMAL if few else _DUAL)
        self._highs.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), -direction)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
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
