"""Medians and quantiles with Woodruff's standard errors and intervals.

Source: Woodruff (1952), J. Amer. Statist. Assoc. 47; R `svyquantile(interval.type = "mean", qrule = "math")`.
The score of a gap is the linearised quantile with the density that Woodruff's standard error implies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from integrind.arrays.exact import BoolArray, FloatArray, taken
from integrind.estimation.domains.partition import Partition
from integrind.estimation.estimators.linear import LinearEstimator
from integrind.estimation.inference.estimates import Estimates
from integrind.estimation.inference.intervals import t_quantile
from integrind.estimation.inference.spread import Spread
from integrind.estimation.totals.base import Base
from integrind.estimation.totals.indicator_variable import IndicatorVariable
from integrind.estimation.variance.replication import Replication, replicate
from integrind.estimation.variance.taylor import Scores
from integrind.vocabulary import Measure


@dataclass(frozen=True)
class QuantileEstimator:
    """The smallest value up to which at least a share `q` of the weights lies."""

    base: Base
    q: float
    level: float
    replication: Replication | None = None

    def estimate(self, partition: Partition) -> Estimates:
        """Estimates of the domains of a partition; no se where an end of the interval is outside (0, 1)."""
        ordered = self.base.ordered(partition)
        theta = ordered.quantile(self.q)
        share = self._share_below(partition, theta)
        t = t_quantile(self.level, share.spread.degrees_of_freedom().astype(np.float64))
        low = ordered.quantile(share.theta - t * share.se)
        high = ordered.quantile(share.theta + t * share.se)
        se = (high - low) / (2 * t)
        return replace(
            share,
            theta=theta,
            se=se,
            spread=self._spread(partition, theta, se, share),
            interval=(low, high),
            linearised=np.isfinite(se) if self.replication is None else None,
        )

    def remarks(self, partition: Partition) -> Mapping[str, BoolArray]:  # noqa: ARG002
        """Nothing."""
        return {}

    def srs_variance(self, partition: Partition) -> FloatArray:
        """No design effect."""
        return np.full(partition.size, np.nan)

    def _share_below(self, partition: Partition, theta: FloatArray) -> Estimates:
        """Estimates of the share of each domain at or below its quantile."""
        below = IndicatorVariable.up_to(self.base, taken(theta, partition.finest_domain))
        return LinearEstimator(below, Measure.PROPORTION, self.replication).estimate(partition)

    def _spread(self, partition: Partition, theta: FloatArray, se: FloatArray, share: Estimates) -> Spread:
        if self.replication is not None:
            return replicate(
                self.base,
                lambda weights: self.base.reweighted(weights).ordered(partition).quantile(self.q),
                self.replication,
                partition,
                theta,
            )
        assert isinstance(share.spread, Scores)  # noqa: S101
        with np.errstate(divide="ignore", invalid="ignore"):
            density = np.where(se > 0, share.se / se, np.inf)
        score = -share.spread.score / density[partition.domain]
        return replace(share.spread, theta=theta, score=score)
