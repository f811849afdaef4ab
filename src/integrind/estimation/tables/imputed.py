"""An indicator computed in each imputation of what it uses, and combined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray
from integrind.estimation.domains.partition import Partition
from integrind.estimation.inference.estimates import Estimates, Estimator
from integrind.estimation.tables.differences import Level
from integrind.estimation.tables.distribution import Distribution
from integrind.estimation.tables.equality import EqualityTest
from integrind.estimation.tables.tabulate import IndicatorTable
from integrind.evidence import Evidence, Told


@dataclass(frozen=True)
class ImputedEstimator:
    """The estimator of every imputation's table."""

    each: Sequence[IndicatorTable]

    def estimate(self, partition: Partition) -> Estimates:
        """Estimates of the domains of a partition."""
        return Estimates.combined([it.estimates(partition) for it in self.each])

    def srs_variance(self, partition: Partition) -> FloatArray:
        """Variance under simple random sampling of complete data, on average."""
        variance: FloatArray = np.mean([it.estimator.srs_variance(partition) for it in self.each], axis=0)
        return variance

    def remarks(self, partition: Partition) -> Mapping[str, BoolArray]:
        """What must be said of some domains in any imputation."""
        found: dict[str, BoolArray] = {}
        for it in self.each:
            for remark, where in it.estimator.remarks(partition).items():
                found[remark] = found.get(remark, False) | where
        return found


class ImputedTable(IndicatorTable):
    """Estimates and gaps of one indicator, from those of each imputation. People are those of the first."""

    def __init__(self, each: Sequence[IndicatorTable]) -> None:
        self._each = each
        first = each[0]
        super().__init__(first.question, first.cell_totals, first.cells, first.inference)

    def _estimator(self) -> Estimator:
        return ImputedEstimator(self._each)

    @property
    def imputations(self) -> Sequence[IndicatorTable]:
        """The table in each imputation."""
        return self._each

    def evidence(self, partition: Partition) -> Evidence:
        """How many people there are in the first imputation; the others' numbers are judged in their turn."""
        each = [it.evidence(partition) for it in self._each]
        first = each[0]
        return replace(
            Evidence.strictest(each), people=first.people, having=first.having, without=first.without
        )

    @property
    def told(self) -> Told:
        """Whom the indicator counts in the first imputation."""
        return self._each[0].told

    def reference_evidence(self, partition: Partition) -> Evidence:
        """What the rules ask most of, in whichever imputation."""
        return Evidence.strictest([it.evidence(partition) for it in self._each])


class ImputedDistribution(Distribution):
    """The categories of one indicator, from those of each imputation."""

    untested = "equality isn't tested where answers are imputed"

    def __init__(self, each: Sequence[Distribution]) -> None:
        self._each = each
        first = each[0]
        super().__init__(first.question, first.cell_totals, first.cells, first.inference)

    def _tables(self) -> tuple[IndicatorTable, ...]:
        categories = zip(*(it.tables for it in self._each), strict=True)
        return tuple(ImputedTable(its) for its in categories)

    def dissimilarity(self, level: Level, only: Mapping[str, int]) -> Estimates:
        """Of some groups, with its sampling variation."""
        return Estimates.combined([it.dissimilarity(level, only) for it in self._each])

    def equality(self, level: Level, group: int) -> EqualityTest:  # noqa: ARG002
        """None: a test has no estimate and no variance that could be combined."""
        nothing = np.full(self.cells.partition(level).size, np.nan)
        return EqualityTest(nothing, nothing, nothing)


def together(each: Sequence[IndicatorTable]) -> IndicatorTable:
    """One table of those of each imputation; the only one where nothing is imputed."""
    return each[0] if len(each) == 1 else ImputedTable(each)
