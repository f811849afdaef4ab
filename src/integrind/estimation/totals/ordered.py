"""Order statistics: the values of every domain in order, with cumulated weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

from integrind.arrays.argsort import Codes, ascending, narrow, places_by_code
from integrind.arrays.chunks import looked_up
from integrind.arrays.exact import FloatArray, IntArray, as_integers
from integrind.estimation.domains.partition import Partition

Made = TypeVar("Made")

_SLACK = 1e-12


class Latest(Generic[Made]):
    """What was made for the partition that was last asked for: too large to be kept for all of them."""

    def __init__(self) -> None:
        """None has been asked for."""
        self._known: tuple[Partition, Made] | None = None

    def of(self, partition: Partition, make: Callable[[Partition], Made]) -> Made:
        """What is made for a partition."""
        if self._known is None or self._known[0] is not partition:
            self._known = None
            self._known = partition, make(partition)
        return self._known[1]


@dataclass(frozen=True)
class ByValue:
    """Rows of a base in the order of their values; nothing here depends on their weights."""

    row: Codes
    """Row of the base."""
    values: FloatArray
    """In this order."""
    _entry: Codes
    _within: Latest[tuple[Codes, IntArray]] = field(default_factory=Latest, repr=False)

    @classmethod
    def of(cls, values: FloatArray, entries: IntArray) -> ByValue:
        """Sort rows, of which values and finest entries are given."""
        row, in_order = ascending(values)
        entry = looked_up(narrow(entries, entries.max(initial=0)), row)
        return cls(row, in_order, entry)

    def within(self, partition: Partition) -> tuple[Codes, IntArray]:
        """Places in this order, domain after domain, and where each domain begins (one more than domains)."""
        return self._within.of(partition, self._places)

    def ordered(self, weights: FloatArray, partition: Partition) -> Ordered:
        """Values within the domains of a partition; `weights` come in the order of all values."""
        place, start = self.within(partition)
        cumulated = as_integers(looked_up(weights, place), start)
        return Ordered(start, np.cumsum(cumulated, out=cumulated), lambda at: self.values[place[at]])

    def _places(self, partition: Partition) -> tuple[Codes, IntArray]:
        domain = np.where(partition.finest_domain < 0, partition.size, partition.finest_domain)
        return places_by_code(looked_up(narrow(domain, partition.size), self._entry), partition.size)


@dataclass(frozen=True)
class Ordered:
    """Values of each domain, ascending, domain after domain."""

    start: IntArray
    """Where each domain begins; one more than the domains."""
    cumulated: IntArray
    """Weights up to and including the value, over all domains, in units that make them integers.

    A domain's unit is its own. Integer sums are exact, so equal weights tie exactly and no order of rows
    matters.
    """
    values: Callable[[IntArray], FloatArray]
    """Those at some positions."""

    def quantile(self, share: FloatArray | float) -> FloatArray:
        """Smallest value up to which the weights are at least `share` (domains,) of the domain's.

        With a relative slack of 1e-12; NaN for an empty domain and for a share outside (0, 1).
        Source: Hyndman and Fan (1996), definition 1; R `svyquantile(qrule = "math")`.
        """
        if len(self.cumulated) == 0:
            return np.full(len(self.start) - 1, np.nan)
        before = np.where(self.start > 0, self.cumulated[self.start - 1], 0)
        whole = np.diff(before)
        usable = (share > 0) & (share < 1) & (whole > 0)
        if not usable.any():
            return np.full(len(whole), np.nan)
        wanted = np.where(usable, share, 0.5) * whole * (1 - _SLACK)
        at = np.searchsorted(self.cumulated, before[:-1] + np.ceil(wanted).astype(np.int64))
        return np.where(usable, self.values(np.minimum(at, len(self.cumulated) - 1)), np.nan)
