"""What disclosure control needs to know of a domain beside its estimates; no column of the result table."""

from __future__ import annotations

import numpy as np

from integrind.estimation.base import Base, by_domain, by_entry
from integrind.estimation.exact import FloatArray
from integrind.estimation.layers import Layer


def people_having(base: Base, layer: Layer) -> FloatArray:
    """How many rows of each domain, unweighted, have a value that isn't 0."""
    having = base.only(base.value != 0)
    return by_domain(by_entry(having.counts(), layer), layer)


def largest_share(base: Base, layer: Layer) -> FloatArray:
    """What part of each domain's weighted sum of sizes is its largest contributor's; NaN without a sum."""
    size = base.weight * np.abs(base.value)
    domain = base.domain(layer)
    inside = domain >= 0
    largest = np.zeros(layer.size)
    np.maximum.at(largest, domain[inside], size[inside])
    total = by_domain(by_entry(base.sums(size), layer), layer)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, largest / total, np.nan)
