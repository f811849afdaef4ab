"""Which rows are hidden along with the sensitive ones: those that are missed least.

Integer programming finds the fewest people and rows such that every sum that hides anything hides enough.
Then the intruder is asked, and what he gets through becomes a condition of its own, until nothing does. All
are necessary, so what is chosen is the best there is, whichever way the solver came there; ties are broken
by the rows' names. In large tables each sum takes the smallest row that will do, and what the intruder still
gets through is mended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.disclosure.moves import Moves, Narrow, solver
from integrind.disclosure.problem import Problem

MOST_EXACT = 1000
"""Rows of tables that are protected at the least loss; larger ones nearly so."""
_ROUNDS = 15
"""Of questions to the intruder; most tables need two or three. What larger ones lose isn't measured."""
_MOST_NODES = 20_000
"""Of the search tree: counted, never timed, so that the same is found on every machine."""
_NOTHING = 2**40
"""Stands for the need of a sum that hides nothing."""


def chosen(problem: Problem) -> BoolArray:
    """Rows to be hidden; (rows,)."""
    somebody = problem.rows[: problem.lattice.rows]
    if not (problem.primary & ~problem.fixed).any():
        return np.zeros_like(somebody)
    found = _least(problem) if int(somebody.sum()) <= MOST_EXACT else None
    return _nearly_least(problem) if found is None else found


def _least(problem: Problem) -> BoolArray | None:
    """At the least loss; None where that can't be proved in so many steps."""
    moves = Moves(problem, np.ones(problem.lattice.size, dtype=bool))
    cuts: list[_Cut] = []
    for _ in range(_ROUNDS):
        hidden = _Programme(problem, cuts).solved()
        if hidden is None:
            return None
        narrow = moves.narrow(hidden)
        if not narrow:
            return hidden
        new = [it for it in (_cut(problem, its) for its in narrow) if it is not None]
        if not new:
            return None
        cuts += new
    return None


@dataclass(frozen=True)
class _Cut:
    """What a cell that is bounded too closely needs: other rows that move as well."""

    cell: int
    weight: FloatArray
    """What each row adds where it is hidden: together at least 1; (rows,)."""


def _cut(problem: Problem, its: Narrow) -> _Cut | None:
    need, rows = float(problem.need[its.cell]), problem.lattice.rows
    weight = np.where(problem.fixed, 0.0, np.minimum(its.gain, need))
    wanted = need - float(weight[rows:].sum())
    return None if wanted <= 0 else _Cut(its.cell, np.minimum(weight[:rows], wanted) / wanted)


class _Programme:
    """The integer programme: whether each row is hidden, and whether each sum hides any."""

    def __init__(self, problem: Problem, cuts: Sequence[_Cut]) -> None:
        self.problem = problem
        sums = problem.lattice
        self.rows = np.flatnonzero(problem.rows[: sums.rows])
        self.column = np.full(sums.size, -1, dtype=np.int64)
        self.column[self.rows] = np.arange(len(self.rows))
        self.lower: list[float] = []
        self.entries: list[tuple[IntArray, FloatArray]] = []
        self.sums = 0
        starts = np.searchsorted(sums.equation, np.arange(sums.equations + 1))
        for first, last in pairwise(starts.tolist()):
            cells, sign = sums.cell[first:last], sums.sign[first:last]
            kept = ~problem.fixed[cells]
            self._sum(cells[kept], sign[kept])
        for cut in cuts:
            self._add_cut(cut)

    def _add_cut(self, cut: _Cut) -> None:
        value = cut.weight[self.rows]
        own = self.column[cut.cell]
        if self.problem.primary[cut.cell] or own < 0:
            there = np.flatnonzero(value)
            self._at_least(there, value[there], 1.0)
            return
        # Only while the row is hidden, which it may not be another time.
        short = 1.0 - value[own]
        value[own] = 0.0
        there = np.flatnonzero(value)
        self._at_least(np.append(there, own), np.append(value[there], -short), 0.0)

    def _sum(self, cells: IntArray, sign: IntArray) -> None:
        """Where a sum hides a row it hides another, and people enough of each kind."""
        column = self.column[cells]
        is_row = column >= 0
        mustnt = is_row | self.problem.primary[cells]
        if not mustnt.any():
            return
        own = len(self.rows) + self.sums
        self.sums += 1
        for one in column[is_row].tolist():
            self._at_least(np.array([own, one]), np.array([1.0, -1.0]), 0.0)
        if (mustnt & ~is_row).any():
            self._at_least(np.array([own]), np.array([1.0]), 1.0)
        need = float(self.problem.need[cells[mustnt]].min())
        masses = [(np.ones(len(cells)), 2.0)]
        masses += [(np.where(sign < 0, need, np.minimum(it[cells], need)), need) for it in self.problem.kinds]
        for mass, wanted in masses:
            short = wanted - float(mass[~is_row].sum())
            if short > 0:
                self._at_least(np.append(column[is_row], own), np.append(mass[is_row], -short), 0.0)

    def _at_least(self, columns: IntArray, values: FloatArray, least: float) -> None:
        self.entries.append((columns, values))
        self.lower.append(least)

    def solved(self) -> BoolArray | None:
        """Rows to be hidden, where they are proved to be the least."""
        import highspy

        size = len(self.rows) + self.sums
        primary = self.problem.primary[self.rows]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = size, len(self.lower)
        model.col_cost_ = np.append(np.where(primary, 0.0, self.problem.cost[self.rows]), np.zeros(self.sums))
        model.col_lower_ = np.append(primary.astype(np.float64), np.zeros(self.sums))
        model.col_upper_ = np.ones(size)
        model.row_lower_, model.row_upper_ = np.array(self.lower), np.full(len(self.lower), highspy.kHighsInf)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        sizes = np.array([0, *(len(it) for it, _ in self.entries)], dtype=np.int64)
        model.a_matrix_.start_ = np.cumsum(sizes)
        model.a_matrix_.index_ = np.concatenate(
            [np.zeros(0, dtype=np.int64), *(it for it, _ in self.entries)]
        )
        model.a_matrix_.value_ = np.concatenate([np.zeros(0), *(it for _, it in self.entries)])
        model.integrality_ = [highspy.HighsVarType.kInteger] * size
        highs = solver()
        options = {
            "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-6,
            "mip_max_nodes": _MOST_NODES,
        }  # fmt: skip
        for name, value in options.items():
            highs.setOptionValue(name, value)
        highs.passModel(model)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        hidden = np.zeros(self.problem.lattice.rows, dtype=bool)
        hidden[self.rows] = np.asarray(highs.getSolution().col_value)[: len(self.rows)] > 0.5
        return hidden


def _nearly_least(problem: Problem) -> BoolArray:
    """The smallest rows that will do, sum by sum; then what the intruder gets through is mended."""
    found = _Greedy(problem)
    found.run()
    while narrow := Moves(problem, problem.is_free(found.hidden)).narrow(found.hidden):
        before = int(found.hidden.sum())
        for it in narrow:
            found.beside(it.cell)
        if int(found.hidden.sum()) == before:
            return problem.rows[: problem.lattice.rows].copy()
    return found.hidden


class _Greedy:
    """Hides the smallest row of each sum that needs another, until none does."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        sums = problem.lattice
        self.hidden = (problem.primary & problem.rows)[: sums.rows]
        self.free = problem.is_free(self.hidden)
        self.must_move = problem.rows | problem.primary
        self.starts = np.searchsorted(sums.equation, np.arange(sums.equations + 1))
        order = np.argsort(sums.cell, kind="stable")
        self.of_cell = sums.equation[order]
        self.cell_starts = np.searchsorted(sums.cell[order], np.arange(sums.size + 1))
        self.rank = self._rank()
        secret = problem.primary & ~problem.fixed
        self.waiting = dict.fromkeys(self.of_cell[secret[sums.cell[order]]].tolist())
        """Sums to be looked at, the first first."""
        self.lacking = set(np.flatnonzero(self._lack(0, sums.equations)).tolist())
        """Those that may hide too little."""

    def _rank(self) -> IntArray:
        """Of each row, how many would rather be hidden: any that will do, and those that cost less."""
        rows, its = self.problem.lattice.rows, self.problem
        adequate = np.logical_and.reduce([count[:rows] >= its.need[:rows] for count in its.kinds])
        found = np.empty(rows, dtype=np.int64)
        found[np.lexsort((its.cost, ~adequate))] = np.arange(rows)
        return found

    def run(self) -> None:
        """Hide what is needed."""
        while self.waiting:
            equation = next(iter(self.waiting))
            del self.waiting[equation]
            while equation in self.lacking:
                if not self._lack(equation, equation + 1)[0] or (row := self._next(equation)) is None:
                    self.lacking.discard(equation)
                else:
                    self._hide(row)

    def beside(self, cell: int) -> None:
        """Hide one more in each sum of a cell, and what is needed then."""
        for equation in self._sums_of(cell):
            if (row := self._next(equation)) is not None:
                self._hide(row)
        self.run()

    def _hide(self, row: int) -> None:
        self.hidden[row] = self.free[row] = True
        its = self._sums_of(row)
        self.waiting |= dict.fromkeys(its)
        self.lacking.update(its)

    def _sums_of(self, cell: int) -> list[int]:
        found: list[int] = self.of_cell[self.cell_starts[cell] : self.cell_starts[cell + 1]].tolist()
        return found

    def _lack(self, first: int, last: int) -> BoolArray:
        """Which of some sums hide anything, and hide no other beside it, or too few people of a kind."""
        starts, sums = self.starts[first : last + 1], self.problem.lattice
        terms = slice(starts[0], starts[-1])
        cells, is_whole, starts = sums.cell[terms], sums.sign[terms] < 0, starts - starts[0]
        free = self.free[cells]
        needs = np.where(free & self.must_move[cells], self.problem.need[cells], _NOTHING)
        need = np.minimum.reduceat(needs, starts[:-1])
        of_term = np.repeat(need, np.diff(starts))
        enough = np.add.reduceat(free, starts[:-1], dtype=np.int64) > 1
        for its in self.problem.kinds:
            # Another row beside the whole, whose people may have to come from it.
            mass = np.where(is_whole, of_term, np.minimum(its[cells], of_term))
            enough &= np.add.reduceat(np.where(free, mass, 0), starts[:-1]) >= need
        found: BoolArray = (need < _NOTHING) & ~enough
        return found

    def _next(self, equation: int) -> int | None:
        """The row that is missed least of those that will do, else of all; None where all are hidden."""
        cells = self.problem.lattice.cell[self.starts[equation] : self.starts[equation + 1]]
        rows = cells[self.problem.rows[cells] & ~self.free[cells]]
        return int(rows[self.rank[rows].argmin()]) if len(rows) else None
