"""Adjusting p values for the number of comparisons in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from integrind.arrays.exact import FloatArray
from integrind.vocabulary import Adjustment


def holm(p: FloatArray) -> FloatArray:
    """Holm's step-down adjustment, in the order given (Holm 1979; R `p.adjust(method = "holm")`)."""
    order = np.argsort(p, kind="stable")
    steps = len(p) - np.arange(len(p))
    return _back(np.minimum(1.0, np.maximum.accumulate(p[order] * steps)), order)


def benjamini_hochberg(p: FloatArray) -> FloatArray:
    """False discovery rate (Benjamini and Hochberg 1995; R `p.adjust(method = "BH")`)."""
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / (np.arange(len(p)) + 1)
    return _back(np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1]), order)


def _back(ordered: FloatArray, order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> FloatArray:
    adjusted = np.empty_like(ordered)
    adjusted[order] = ordered
    return adjusted


ADJUSTMENTS: Mapping[Adjustment, Callable[[FloatArray], FloatArray]] = {
    Adjustment.NONE: lambda p: np.full(len(p), np.nan),
    Adjustment.HOLM: holm,
    Adjustment.BH: benjamini_hochberg,
}
