"""Order statistics: the values of every domain in order, with cumulated weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrind.estimation.base import Base
from integrind.estimation.exact import FloatArray, IntArray
from integrind.estimation.layers import Layer

_SLACK = 1e-12


@dataclass(frozen=True)
class Ordered:
    """Values of each domain, ascending, domain after domain."""

    size: int
    value: FloatArray
    """Of all rows, ascending."""
    place: IntArray
    """Place of each among them, domain after domain."""
    cumulated: IntArray
    """Weights up to and including the value, over all domains, in a unit that makes them integers.

    Integer sums are exact, so equal weights tie exactly and no order of rows matters.
    """
    start: IntArray
    """Where each domain begins; one more than the domains."""

    @classmethod
    def of(cls, base: Base, layer: Layer) -> Ordered:
        """Order the values of a base within the domains of a layer."""
        by_value = base.by_value
        place, start = by_value.within(layer)
        return cls(layer.size, by_value.value, place, np.cumsum(base.integral_weights[place]), start)

    def quantile(self, share: FloatArray) -> FloatArray:
        """Smallest value up to which the weights are at least `share` (domains,) of the domain's.

        With a relative slack of 1e-12; NaN for an empty domain and for a share outside (0, 1).
        Source: Hyndman and Fan (1996), definition 1; R `svyquantile(qrule = "math")`.
        """
        before = np.append(0, self.cumulated)[self.start]
        whole = np.diff(before)
        usable = (share > 0) & (share < 1) & (whole > 0)
        if not usable.any():
            return np.full(self.size, np.nan)
        wanted = np.where(usable, share, 0.5) * whole * (1 - _SLACK)
        at = np.searchsorted(self.cumulated, before[:-1] + np.ceil(wanted).astype(np.int64))
        found = self.value[self.place[np.minimum(at, len(self.place) - 1)]]
        return np.where(usable, found, np.nan)
