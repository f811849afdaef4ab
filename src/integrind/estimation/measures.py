"""From a measure's name to its estimator."""

from __future__ import annotations

from dataclasses import dataclass

from integrind.estimation.base import Base
from integrind.estimation.estimates import Estimator
from integrind.estimation.inequality import DistributionEstimator, gini, quintile_share
from integrind.estimation.layers import Layer
from integrind.estimation.linear import LinearEstimator
from integrind.estimation.poverty import PovertyEstimator
from integrind.estimation.quantiles import QuantileEstimator
from integrind.estimation.replication import Replication
from integrind.vocabulary import Measure


@dataclass(frozen=True)
class MeasureParameters:
    """What some measures need beside values."""

    quantile: float = 0.5
    """Of a quantile, and of the poverty threshold."""
    threshold_share: float = 0.6


def estimator(
    measure: Measure,
    parameters: MeasureParameters,
    base: Base,
    everybody: Base,
    everybody_layer: Layer,
    replication: Replication | None,
    level: float,
) -> Estimator:
    """The estimator of a measure; `everybody` is what the poverty threshold comes from."""
    match measure:
        case Measure.PROPORTION | Measure.MEAN | Measure.TOTAL | Measure.RATIO:
            return LinearEstimator(base, measure, replication)
        case Measure.MEDIAN:
            return QuantileEstimator(base, 0.5, level, replication)
        case Measure.QUANTILE:
            return QuantileEstimator(base, parameters.quantile, level, replication)
        case Measure.AT_RISK_OF_POVERTY:
            share = parameters.threshold_share
            return PovertyEstimator(base, everybody, everybody_layer, parameters.quantile, share, replication)
        case Measure.GINI:
            return DistributionEstimator(base, gini, replication)
        case Measure.QUINTILE_SHARE:
            return DistributionEstimator(base, quintile_share, replication)
