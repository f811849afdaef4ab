"""Value and weight of each row packed into one number, where both have few decimals.

Such numbers are sorted by domain and value at once, with the weights in them: nothing has to be looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from integrind.arrays.chunks import blocks
from integrind.arrays.exact import Decimals, FloatArray, IntArray, Terms
from integrind.estimation.domains.partition import Partition
from integrind.estimation.totals.ordered import Ordered

_BITS, _SUM_BITS, _EXACT = 64, 62, 2.0**53


@dataclass(frozen=True)
class Packed:
    """Values above the lowest, in units of their last decimal, followed by weights in units of theirs."""

    number: npt.NDArray[np.uint64]
    """By row of the base."""
    bits: int
    weight_bits: int
    lowest: float
    """In units."""
    per_unit: float

    @classmethod
    def of(cls, values: FloatArray, weights: Terms) -> Self | None:
        """Pack finite values and positive weights; None where they aren't whole units, or have too many."""
        decimals = Decimals.of(values)
        if decimals is None or weights.decimals is None or len(values) == 0:
            return None
        per_unit = decimals.per_unit
        lowest, highest = (float(np.rint(it * per_unit)) for it in (values.min(), values.max()))
        weight_bits = int(weights.coarse.max()).bit_length()
        if highest - lowest >= _EXACT:
            return None
        bits = int(highest - lowest).bit_length() + weight_bits
        if bits >= _BITS or weight_bits + len(values).bit_length() > _SUM_BITS:
            return None
        number = np.empty(len(values), dtype=np.uint64)
        for rows in blocks(len(values)):
            whole, weight = decimals.whole(values[rows]), weights.coarse[rows]
            number[rows] = weight
            if (whole / per_unit != values[rows]).any() or (number[rows] != weight).any():
                return None
            number[rows] |= (whole - lowest).astype(np.uint64) << weight_bits
        return cls(number, bits, weight_bits, lowest, per_unit)

    def has_room(self, partition: Partition) -> bool:
        """Whether the domains of a partition go into the number as well."""
        return self.bits + partition.size.bit_length() <= _BITS

    def ordered(self, entry: IntArray, partition: Partition) -> Ordered:
        """The rows, of which finest entries are given, in the order of their values, domain after domain."""
        domain = np.where(partition.finest_domain < 0, partition.size, partition.finest_domain).astype(
            np.uint64
        )
        domain <<= self.bits
        packed = np.empty_like(self.number)
        for rows in blocks(len(packed)):
            np.take(domain, entry[rows], mode="clip", out=packed[rows])
            packed[rows] |= self.number[rows]
        packed.sort()
        start = np.searchsorted(packed, np.arange(partition.size + 1, dtype=np.uint64) << self.bits)
        weights = (packed[: start[-1]] & ((1 << self.weight_bits) - 1)).view(np.int64)
        return Ordered(start, np.cumsum(weights, out=weights), lambda at: self._values(packed[at]))

    def _values(self, packed: npt.NDArray[np.uint64]) -> FloatArray:
        units = (packed & ((1 << self.bits) - 1)) >> self.weight_bits
        return (units.astype(np.float64) + self.lowest) / self.per_unit
