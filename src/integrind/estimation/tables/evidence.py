"""What disclosure control needs to know of a domain beside its estimates; no column of the result table."""

from __future__ import annotations

import numpy as np

from integrind.arrays.exact import FloatArray
from integrind.estimation.domains.domains import Layer
from integrind.estimation.estimators.poverty import PovertyEstimator
from integrind.estimation.inference.estimates import Estimates, Estimator
from integrind.estimation.totals.base import by_domain, by_entry, count_by_domain
from integrind.estimation.totals.tally import Tally
from integrind.vocabulary import Measure


def evidence(
    measure: Measure, estimator: Estimator, tally: Tally, ours: Estimates, *, nested: bool
) -> dict[str, FloatArray]:
    """Columns by domain; `nested` says whether the groups are parts of the population row."""
    columns = {"people": ours.n.astype(np.float64), "nested": np.full(ours.layer.size, float(nested))}
    if isinstance(estimator, PovertyEstimator):
        columns["numerator"] = count_by_domain(estimator.poor().having, ours.layer).astype(np.float64)
    elif measure is Measure.PROPORTION:
        columns["numerator"] = tally.having(ours.layer).astype(np.float64)
    elif measure in {Measure.MEAN, Measure.TOTAL}:
        columns["largest_share"] = largest_share(tally, ours.layer)
    return columns


def largest_share(tally: Tally, layer: Layer) -> FloatArray:
    """What part of each domain's weighted sum of sizes is its largest contributor's; NaN without a sum."""
    largest = layer.finest_in_domain.largest(tally.largest)
    total = by_domain(by_entry(tally.sizes, layer), layer)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, largest / total, np.nan)
