"""The standard deviation of each indicator in the population: the unit in which gaps are comparable."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from integrind.estimation.domains.cells import COMPARISON, WAVE
from integrind.estimation.estimators.dispersion import standard_deviations
from integrind.estimation.totals.question import Population, Question
from integrind.opening.opened import Opened
from integrind.results import Results
from integrind.vocabulary import SHARES, Measure, Quantity

_SCHEMA = {"indicator": pl.String, "wave": pl.String, "standard_deviation": pl.Float64}


def deviations(opened: Opened, results: Results) -> pl.DataFrame:
    """Give indicator, wave and standard_deviation, of all areas together, where its estimate is released.

    sqrt(p (1 - p)) for shares. Totals, ratios, quantiles and measures of inequality have none.
    """
    populations = results.frame.filter(
        pl.col("group").is_null(),
        pl.col("area").is_null(),
        pl.col("estimate").is_not_null(),
        pl.col("quantity") == str(Quantity.LEVEL),
    )
    p = pl.col("estimate")
    of_shares = populations.filter(pl.col("measure").is_in(SHARES)).select(
        "indicator", "wave", standard_deviation=(p * (1 - p)).sqrt()
    )
    of_means = _of_means(opened).join(
        populations.select("indicator", "wave"), on=["indicator", "wave"], how="semi", nulls_equal=True
    )
    return pl.concat([of_shares, of_means])


def _of_means(opened: Opened) -> pl.DataFrame:
    means = tuple(it for it in opened.selection.chosen if it.measure is Measure.MEAN)
    asked = replace(opened, selection=replace(opened.selection, chosen=means)).questions()
    cells, waves = opened.domains.cells[0], opened.domains.labels[0].get(WAVE)
    rows = []
    for indicator, question, _ in asked:
        if isinstance(question, Question):
            compared = question.population is Population.COMPARISON_SAMPLE
            layer = cells.layer(cells.levels[0], only={COMPARISON: 1} if compared else {})
            base = question.base(cells.crossing)
            for at, one in enumerate(standard_deviations(base, layer)):
                label = None if waves is None else waves.labels[layer.keys[WAVE][at]]
                rows.append((indicator.id, label, float(one)))
    return pl.DataFrame(rows, _SCHEMA, orient="row")
