"""How much people differ: the standard deviation of an indicator, the unit of gaps to be compared."""

from __future__ import annotations

import numpy as np

from integrind.arrays.exact import FloatArray, sums, without_rounding
from integrind.estimation.domains.domains import Layer
from integrind.estimation.totals.base import Base


def standard_deviations(base: Base, layer: Layer) -> FloatArray:
    """sqrt(sum(w (y - mean)²) / sum(w)) by domain; NaN where there is nobody, 0 where all are alike."""
    domain = base.domain(layer)
    inside = domain >= 0
    at, weight, value = domain[inside], base.weight[inside], base.value[inside]
    whole = sums(weight, at, layer.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums(weight * value, at, layer.size) / whole
        squares = sums(weight * (value - mean[at]) ** 2, at, layer.size)
        found: FloatArray = np.sqrt(
            without_rounding(squares, sums(weight * value**2, at, layer.size)) / whole
        )
    return found
