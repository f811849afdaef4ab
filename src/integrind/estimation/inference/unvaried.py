"""Gaps of and from domains of which nothing is known to vary: all answers alike, or no degree of freedom.

Their standard error is 0, which says that there were too few people to differ, not that nobody does. A t test
would take it at its word. Shares of 0 and 100% have an exact one; of all else there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from integrind.arrays.categorical import Categorical
from integrind.arrays.exact import BoolArray, FloatArray
from integrind.estimation.inference.at_end import exact_gaps
from integrind.estimation.inference.estimates import Estimates, Gap, Opposite
from integrind.estimation.inference.intervals import Proportions, TTests
from integrind.vocabulary import SHARES, Measure

EXACT = "the gap of or from 0 or 100% has an exact interval and test"
ALIKE = "all answers of one side are alike: no interval and no test of the gap"
FEW = "less than one degree of freedom on the side compared with: no interval and no test of the gap"
NO_INTERVAL = "all answers are alike: no interval"

_REPLACED = ("gap_se", "gap_ci_low", "gap_ci_high", "ratio_ci_low", "ratio_ci_high")


def unvaried(estimates: Estimates, measure: Measure) -> BoolArray:
    """Domains whose answers are all alike; PSUs may have the same share by chance."""
    if measure not in SHARES:
        return estimates.still
    return estimates.still & _at_end(estimates.theta)


@dataclass(frozen=True)
class Sides:
    """The two sides of the gaps of a measure, at a level of confidence."""

    measure: Measure
    ours: Estimates
    gap: Gap
    level: float

    @property
    def _mine(self) -> BoolArray:
        return unvaried(self.ours, self.measure)

    @property
    def _its(self) -> BoolArray:
        opposite = self.gap.opposite
        alike: BoolArray = opposite.still == 1
        return alike & _at_end(opposite.theta) if self.measure in SHARES else alike

    @property
    def _few(self) -> BoolArray:
        few: BoolArray = self.gap.opposite.df < 1
        return few

    def tested(
        self, columns: Mapping[str, FloatArray], tests: TTests
    ) -> tuple[Mapping[str, FloatArray], TTests, Categorical]:
        """Columns of the gaps, with exact numbers or none where t has nothing to say; and what is said of it.

        R's interval stays where nothing contradicts it: of a group without a degree of freedom, which has
        none of its own (and whose policy leaves the gap's out); and of a gap from a share at an end, if t and
        the exact test say the same of it.
        """
        mine, its, few = self._mine, self._its, self._few
        untested = (mine | its | few) & ~self.gap.identical & np.isfinite(columns["gap"])
        if not untested.any():
            return columns, tests, Categorical.repeated("", len(mine))
        new, p = dict.fromkeys(_REPLACED, np.full(len(mine), np.nan)), np.full(len(mine), np.nan)
        if self.measure in SHARES:
            exact = exact_gaps(
                _proportions(self.ours, self.level), _proportions(self.gap.opposite, self.level)
            )
            new |= {"gap_ci_low": exact.gap[0], "gap_ci_high": exact.gap[1]}
            p = exact.p
            has_ratio = np.isfinite(columns["ratio"])
            low, high = (np.where(has_ratio, end, np.nan) for end in exact.ratio)
            new |= {"ratio_ci_low": low, "ratio_ci_high": high}
        known, by_t, alpha = np.isfinite(p), tests.p(), 1 - self.level
        p = np.where(known, np.fmax(p, by_t), np.nan)
        agreed = ~mine & ~((by_t < alpha) & ~(p < alpha)) & (self.measure in SHARES)
        replaced = untested & (few | np.where(its, ~agreed, self.ours.df >= 1))
        found = {
            name: np.where(replaced, new[name], values) if name in new else values
            for name, values in columns.items()
        }
        why = {
            "": ~(untested & (replaced | known)),
            EXACT: known,
            ALIKE: mine | its,
        }
        return found, tests.instead(untested, p), Categorical.first(why, FEW)


def _at_end(theta: FloatArray) -> BoolArray:
    at_end: BoolArray = (theta <= 0) | (theta >= 1)
    return at_end


def _proportions(side: Estimates | Opposite, level: float) -> Proportions:
    return Proportions(side.theta, side.se, side.n.astype(np.float64), side.df, level)
