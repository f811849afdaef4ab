"""What must not be known of the counts of one base, and which rows may be hidden for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.disclosure.lattice import Lattice


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
    def reach(self) -> int:
        """As far as any count need be able to move, up and down: farther isn't asked."""
        return 2 * int(self.need.max(initial=1))

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
