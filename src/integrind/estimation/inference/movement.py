"""Which way a gap moved between two waves, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrind.arrays.categorical import Categorical
from integrind.arrays.exact import FloatArray
from integrind.vocabulary import Movement


@dataclass(frozen=True)
class TestedGap:
    """Gaps and the p values of their tests, by domain; NaN where there is none."""

    gap: FloatArray
    p: FloatArray


def movements(
    before: TestedGap, now: TestedGap, change_p: FloatArray, alpha: FloatArray | float
) -> Categorical:
    """Closing, widening or overshot where that is clear; empty where a gap or the test is missing.

    Overshot: the sign changed and both gaps are clear. Closing and widening: the change is clear, and the
    gap's size fell or rose.
    """
    with np.errstate(invalid="ignore"):
        known = np.isfinite(before.gap) & np.isfinite(now.gap) & np.isfinite(change_p)
        overshot = (np.sign(before.gap) * np.sign(now.gap) < 0) & (before.p < alpha) & (now.p < alpha)
        clear = change_p < alpha
        fell = np.abs(now.gap) < np.abs(before.gap)
    return Categorical.first(
        {
            "": ~known,
            Movement.OVERSHOT: overshot,
            Movement.CLOSING: clear & fell,
            Movement.WIDENING: clear,
        },
        Movement.NO_CLEAR_CHANGE,
    )
