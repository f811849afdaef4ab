"""Terms in groups: which group each term is in, and sums by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrind.estimation.exact import FloatArray, IntArray, Terms, plain_sums


@dataclass(frozen=True)
class Grouping:
    """The group of each term."""

    group: IntArray
    size: int
    """How many groups there are."""
    starts: IntArray | None
    """Where each begins, where none is empty and one comes after the other: many times faster to sum."""

    @classmethod
    def of(cls, group: IntArray, size: int) -> Grouping:
        """Group terms by codes below `size`."""
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        return cls(group, size, starts if np.array_equal(group[starts], np.arange(size)) else None)

    def plain_sums(self, values: FloatArray) -> FloatArray:
        """Sums in an order that is always the same for terms that always come in the same order."""
        if self.starts is None or len(values) == 0:
            return plain_sums(values, self.group, self.size)
        total: FloatArray = np.add.reduceat(values, self.starts)
        return total

    def sums(self, values: FloatArray) -> FloatArray:
        """Sums that are the same whatever the order of the terms."""
        return Terms.of(values, len(values)).summed(self.plain_sums)
