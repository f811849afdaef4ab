"""From a measure's name to its estimator."""

from __future__ import annotations

from integrind.estimation.domains.domains import Layer
from integrind.estimation.estimators.inequality import DistributionEstimator, gini, quintile_share
from integrind.estimation.estimators.linear import LinearEstimator
from integrind.estimation.estimators.poverty import PovertyEstimator
from integrind.estimation.estimators.quantiles import QuantileEstimator
from integrind.estimation.inference.estimates import Estimator
from integrind.estimation.totals.question import Question
from integrind.estimation.totals.tally import Tally
from integrind.vocabulary import Measure


def estimator(question: Question, tally: Tally, whole: Layer, level: float) -> Estimator:
    """The estimator of a question's measure; a poverty threshold is that of the domains of `whole`."""
    replication = question.replication
    match question.measure:
        case Measure.PROPORTION | Measure.MEAN | Measure.TOTAL | Measure.RATIO:
            return LinearEstimator(tally, question.measure, replication)
        case Measure.MEDIAN:
            return QuantileEstimator(tally.base, 0.5, level, replication)
        case Measure.QUANTILE:
            return QuantileEstimator(tally.base, question.parameters.quantile, level, replication)
        case Measure.AT_RISK_OF_POVERTY:
            everybody = question.who_draws_the_line(tally.crossing)
            parameters = question.parameters
            return PovertyEstimator(
                tally.base, everybody, whole, parameters.quantile, parameters.threshold_share, replication
            )
        case Measure.GINI:
            return DistributionEstimator(tally.base, gini, replication)
        case Measure.QUINTILE_SHARE:
            return DistributionEstimator(tally.base, quintile_share, replication)
        case Measure.DISTRIBUTION | Measure.QUANTILES:
            raise TypeError("what has several rows is estimated row by row")
