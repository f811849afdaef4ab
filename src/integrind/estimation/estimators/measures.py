"""From a measure's name to its estimator, and why it may have no estimate."""

from __future__ import annotations

from collections.abc import Mapping

from integrind.estimation.domains.partition import Partition
from integrind.estimation.estimators.inequality import DistributionEstimator, gini, quintile_share
from integrind.estimation.estimators.linear import LinearEstimator
from integrind.estimation.estimators.poverty import PovertyEstimator
from integrind.estimation.estimators.quantiles import QuantileEstimator
from integrind.estimation.inference.estimates import Estimator
from integrind.estimation.totals.cell_totals import CellTotals
from integrind.estimation.totals.question import Question
from integrind.vocabulary import Measure

UNDEFINED: Mapping[Measure, str] = {
    Measure.RATIO: "undefined: the denominators sum to 0",
    Measure.GINI: "undefined: the values sum to 0 or less",
    Measure.QUINTILE_SHARE: "undefined: the poorest fifth has nothing, or less",
}
"""Why a measure has no estimate, though people answered."""


def estimator(question: Question, cell_totals: CellTotals, whole: Partition, level: float) -> Estimator:
    """The estimator of a question's measure; a poverty threshold is that of the domains of `whole`."""
    replication = question.replication
    match question.measure:
        case Measure.PROPORTION | Measure.MEAN | Measure.TOTAL | Measure.RATIO:
            return LinearEstimator(cell_totals, question.measure, replication)
        case Measure.MEDIAN:
            return QuantileEstimator(cell_totals.base, 0.5, level, replication)
        case Measure.QUANTILE:
            return QuantileEstimator(cell_totals.base, question.parameters.quantile, level, replication)
        case Measure.AT_RISK_OF_POVERTY:
            everybody = question.who_draws_the_line(cell_totals.crossing)
            parameters = question.parameters
            return PovertyEstimator(
                cell_totals.base,
                everybody,
                whole,
                parameters.quantile,
                parameters.threshold_share,
                replication,
            )
        case Measure.GINI:
            return DistributionEstimator(cell_totals.base, gini, replication)
        case Measure.QUINTILE_SHARE:
            return DistributionEstimator(cell_totals.base, quintile_share, replication)
        case Measure.DISTRIBUTION | Measure.QUANTILES:
            raise TypeError("what has several rows is estimated row by row")
