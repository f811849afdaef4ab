"""Order statistics: the values of every domain in order, with cumulated weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrind.estimation.base import Base
from integrind.estimation.exact import FloatArray, IntArray
from integrind.estimation.layers import Layer

_SLACK = 1e-12
_BITS = 62


@dataclass(frozen=True)
class Ordered:
    """Distinct values of each domain, ascending, domain after domain."""

    size: int
    value: FloatArray
    cumulated: IntArray
    """Weights up to and including the value, over all domains, in a unit that makes them integers.

    Integer sums are exact, so equal weights tie exactly and no order of rows matters.
    """
    start: IntArray
    """Where each domain's values begin; one more than the domains."""

    @classmethod
    def of(cls, base: Base, layer: Layer) -> Ordered:
        """Order the values of a base within the domains of a layer."""
        domain = base.domain(layer)
        inside = np.flatnonzero(domain >= 0)
        order = inside[np.lexsort((base.value[inside], domain[inside]))]
        domain, value = domain[order], base.value[order]
        cumulated = np.cumsum(_as_integers(base.weight)[order])
        if len(order) == 0:
            return cls(layer.size, value, cumulated, np.zeros(layer.size + 1, dtype=np.int64))
        last = np.append((domain[1:] != domain[:-1]) | (value[1:] != value[:-1]), True)
        start = np.searchsorted(domain[last], np.arange(layer.size + 1))
        return cls(layer.size, value[last], cumulated[last], start.astype(np.int64))

    def quantile(self, share: FloatArray) -> FloatArray:
        """Smallest value up to which the weights are at least `share` (domains,) of the domain's.

        With a relative slack of 1e-12; NaN for an empty domain and for a share outside (0, 1).
        Source: Hyndman and Fan (1996), definition 1; R `svyquantile(qrule = "math")`.
        """
        before = np.append(0, self.cumulated)[self.start]
        whole = np.diff(before)
        usable = (share > 0) & (share < 1) & (whole > 0)
        wanted = np.where(usable, share, 0.5) * whole * (1 - _SLACK)
        at = np.searchsorted(self.cumulated, before[:-1] + np.ceil(wanted).astype(np.int64))
        found = (
            self.value[np.minimum(at, len(self.value) - 1)] if len(self.value) else np.full(self.size, np.nan)
        )
        return np.where(usable, found, np.nan)


def _as_integers(weight: FloatArray) -> IntArray:
    """Weights in units of a power of two, as fine as their sum allows."""
    if len(weight) == 0:
        return np.zeros(0, dtype=np.int64)
    exponent = _BITS - len(weight).bit_length() - int(np.frexp(weight.max())[1])
    return np.rint(np.ldexp(weight, exponent)).astype(np.int64)
