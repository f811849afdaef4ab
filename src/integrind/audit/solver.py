"""The solver: tables that agree with all that is shown, and lie as far out as they can.

HiGHS by its own interface: the next question begins where the last one ended. It is imported when the first
question is asked.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from integrind.audit.linear import EXACT, FloatArray, IntArray, Matrix

_THEN = 1e-2
"""What a person costs that a hidden count lacks of twice its need; of its need, 1."""
_LESS = 1e-4
"""What a step away from the weighted share costs."""
_OPTIONS: Mapping[str, bool | int | str] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "presolve": "off",
    # The primal simplex: the last table still agrees with what is shown, only the cost is another.
    "simplex_strategy": 4,
}


class Polytope:
    """All tables of counts, none below nobody, whose sums are as they are shown."""

    def __init__(self, matrix: Matrix, low: FloatArray, high: FloatArray) -> None:
        """`low` and `high`: as small and as large as each count may be, so that none is without end."""
        # The public class makes callbacks that write to standard output (1.16), whatever is set afterwards.
        from highspy import HighsLp, HighsModelStatus, HighsVarType, MatrixFormat
        from highspy._core import _Highs

        self.columns = len(high)
        self._matrix = matrix
        self._low, self._high = low, high
        self._every: IntArray = np.arange(self.columns)
        self._solver = _Highs()
        for name, value in _OPTIONS.items():
            self._solver.setOptionValue(name, value)
        program = HighsLp()
        program.num_col_, program.num_row_ = self.columns, len(matrix.total)
        program.col_cost_ = np.zeros(self.columns)
        program.col_lower_, program.col_upper_ = low, high
        program.row_lower_ = program.row_upper_ = matrix.total
        order = np.lexsort((matrix.row, matrix.column))
        start = np.searchsorted(matrix.column[order], np.arange(self.columns + 1))
        program.a_matrix_.format_ = MatrixFormat.kColwise
        program.a_matrix_.start_ = start.astype(np.int32)
        program.a_matrix_.index_ = matrix.row[order].astype(np.int32)
        program.a_matrix_.value_ = matrix.factor[order]
        self._solver.passModel(program)
        self._optimal = HighsModelStatus.kOptimal
        self._whole = HighsVarType.kInteger

    def least(self, cost: FloatArray) -> FloatArray | None:
        """A table of which the cost is least; None where no table agrees with what is shown."""
        if not self.columns:
            return np.zeros(0) if not len(self._matrix.total) else None
        self._solver.changeColsCost(self.columns, self._every.astype(np.int32), cost)
        self._solver.run()
        if self._solver.getModelStatus() != self._optimal:
            return None
        return np.asarray(self._solver.getSolution().col_value)

    def in_whole_numbers(self) -> Polytope:
        """The same, with tables of whole numbers alone."""
        other = Polytope(self._matrix, self._low, self._high)
        kinds = np.full(self.columns, int(self._whole), dtype=np.uint8)
        other._solver.changeColsIntegrality(self.columns, self._every.astype(np.int32), kinds)
        return other


def are_whole(values: FloatArray) -> bool:
    """Whether all are whole numbers."""
    return bool((np.abs(values - np.round(values)) < EXACT).all())


def fitted(
    sums: Matrix, under: FloatArray, over: FloatArray, hidden: Matrix, need: FloatArray
) -> FloatArray | None:
    """What totals may be, so far under and over what is published, for a table to have them all.

    Nobody but the office knows these exactly. So hidden counts get the benefit of the doubt: each has what it
    needs, and then twice that, as far as the totals leave room. None where sums contradict each other.
    """
    rows = np.flatnonzero(under + over > 0)
    columns = int(max(sums.column.max(initial=-1), hidden.column.max(initial=-1))) + 1
    size, wanted = len(rows), len(need)
    more, less, short, shorter, spare, sparer = np.split(
        columns + np.arange(2 * size + 4 * wanted), [size, 2 * size, *(2 * size + np.arange(1, 4) * wanted)]
    )
    lines, again = len(sums.total) + np.arange(2 * wanted).reshape(2, wanted)
    ones = np.ones(wanted)
    wider = Matrix(
        np.concatenate(
            [sums.row, rows, rows, lines[hidden.row], again[hidden.row], lines, lines, again, again]
        ),
        np.concatenate(
            [sums.column, more, less, hidden.column, hidden.column, short, spare, shorter, sparer]
        ),
        np.concatenate(
            [
                sums.factor,
                -np.ones(size),
                np.ones(size),
                hidden.factor,
                hidden.factor,
                ones,
                -ones,
                ones,
                -ones,
            ]
        ),
        np.concatenate([sums.total, need - hidden.total, 2 * need - hidden.total]),
    )
    most = np.concatenate([np.full(columns, np.inf), over[rows], under[rows], np.full(4 * wanted, np.inf)])
    cost = np.zeros(len(most))
    cost[short], cost[shorter] = 1.0, _THEN
    cost[more], cost[less] = _LESS, _LESS
    found = Polytope(wider, np.zeros(len(most)), most).least(cost)
    if found is None:
        return None
    total = sums.total.copy()
    total[rows] += found[more] - found[less]
    return total
