"""Which hidden counts are seen to move far enough by exchanges of people, without a solver.

What isn't may still be able to: that is a question for linear programming.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import BoolArray, IntArray
from integrind.disclosure.problem import Problem

_LINES = (24, 1_000_000)
"""Lines that a column exchanges with: few prove nearly all, and all are tried for the others."""


def strike_exchanged(problem: Problem, free: BoolArray, unproved: BoolArray) -> None:
    """Take counts that exchanges move far enough from those that are unproved; (kinds, cells)."""
    for lines in _LINES:
        _Exchanges(problem, free, lines).strike(unproved)


@dataclass(frozen=True)
class _Moved:
    """How far counts of some cells were seen to move; (number of cells,) each."""

    up: IntArray
    down: IntArray

    @property
    def width(self) -> IntArray:
        return self.up + self.down


class _Exchanges:
    def __init__(self, problem: Problem, free: BoolArray, lines: int) -> None:
        self.problem, self.lines = problem, lines
        self.counts = [np.where(free, np.minimum(its, problem.reach), 0) for its in problem.kinds]
        self.known = free & problem.sum_is_known
        self.unknown = free & ~problem.sum_is_known

    def strike(self, unproved: BoolArray) -> None:
        """Take what can move far enough from what is unproved."""
        self._strike_unknown(unproved)
        if self.known.any():
            self._strike_known(unproved)

    def _strike_known(self, unproved: BoolArray) -> None:
        """Where the sum of both kinds is known, one rises as the other falls, in all cells alike."""
        cells = np.flatnonzero(unproved.any(axis=0) & self.known)
        one, other = self.counts
        need = self.problem.need[cells]
        moved = self._moved(other, one, cells, _Moved(other[cells], one[cells]), need)
        unproved[:, cells[moved.width >= need]] = False

    def _strike_unknown(self, unproved: BoolArray) -> None:
        """Elsewhere a kind moves among such cells by itself, and beyond that against the other one.

        So far as the other has risen by itself it can fall again.
        """
        cells = np.flatnonzero(unproved.any(axis=0) & self.unknown)
        need = self.problem.need[cells]
        rise = np.where(self.unknown, self.problem.reach, 0)
        alone = []
        for kind, count in enumerate(self.counts):
            fall = np.where(self.unknown, count, 0)
            alone.append(self._moved(rise, fall, cells, _Moved(rise[cells], fall[cells]), need))
            unproved[kind, cells[alone[kind].width >= need]] = False
        if not self.known.any():
            return
        for kind in (0, 1):
            count, other = self.counts[kind], self.counts[1 - kind]
            own = _Moved(other[cells] + alone[1 - kind].up, count[cells] - alone[kind].down)
            rise, fall = (np.where(self.known, its, 0) for its in (other, count))
            left = np.where(unproved[kind, cells], np.maximum(need - alone[kind].width, 0), 0)
            more = self._moved(rise, fall, cells, own, left)
            unproved[kind, cells[(left > 0) & (more.width >= left)]] = False

    def _moved(self, rise: IntArray, fall: IntArray, cells: IntArray, own: _Moved, need: IntArray) -> _Moved:
        """As far as is needed, of as far as each cell could by itself; down where up isn't enough."""
        grid = self.problem.lattice.grid
        up = grid.risen(rise, fall, cells, np.minimum(own.up, need), self.lines)
        down = grid.risen(fall, rise, cells, np.minimum(own.down, need - up), self.lines)
        return _Moved(up, down)
