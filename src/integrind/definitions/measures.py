"""What each measure needs of a definition, and what is said of it. One more measure is a line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from integrind.vocabulary import Measure


class Gives(StrEnum):
    """What a measure makes of one row, as messages say it."""

    TRUTH = "1, 0, true or false"
    NUMBER = "a number"
    PAIR = "[numerator, denominator]"
    CATEGORY = "a category"


@dataclass(frozen=True)
class MeasureFacts:
    """Facts about a measure that hold for every indicator of it."""

    said: str
    """In words, with the indicator's `q` and its poverty `line` where these belong."""
    unit: str = ""
    """Where the indicator names none; of amounts each has its own."""
    needs: tuple[str, ...] = ("value",)
    """Parts that a definition must give, beside who is eligible."""
    allows: tuple[str, ...] = ()
    """Parts that it may give."""
    fixed: tuple[str, ...] = ()
    """Parts that no variant replaces."""
    gives: Gives = Gives.NUMBER

    @property
    def parts(self) -> tuple[str, ...]:
        """Every part that it has."""
        return (*self.needs, *self.allows)


PARTS = ("value", "numerator", "denominator", "q", "threshold")
"""Parts of definitions, each of which only some measures have."""

MEASURES: Mapping[Measure, MeasureFacts] = {
    Measure.PROPORTION: MeasureFacts(
        "the weighted share of those who count for whom it holds", unit="percent", gives=Gives.TRUTH
    ),
    Measure.MEAN: MeasureFacts("the weighted mean over those who count"),
    Measure.TOTAL: MeasureFacts("the weighted sum over those who count"),
    Measure.RATIO: MeasureFacts(
        "the weighted sum of the numerator, divided by that of the denominator",
        unit="ratio",
        needs=("numerator", "denominator"),
        gives=Gives.PAIR,
    ),
    Measure.MEDIAN: MeasureFacts("the weighted median over those who count"),
    Measure.QUANTILE: MeasureFacts("the weighted quantile at {q} over those who count", needs=("value", "q")),
    Measure.QUANTILES: MeasureFacts(
        "the weighted quantiles at {q} over those who count, with intervals that hold together",
        needs=("value", "q"),
        fixed=("q",),
    ),
    Measure.AT_RISK_OF_POVERTY: MeasureFacts(
        "the share, weighted, of those who count below {line} in the population",
        unit="percent",
        allows=("threshold",),
    ),
    Measure.GINI: MeasureFacts(
        "the Gini coefficient: 0 where all have the same, 1 where one has everything", unit="index"
    ),
    Measure.QUINTILE_SHARE: MeasureFacts(
        "what the top fifth has together, divided by what the bottom fifth has", unit="ratio"
    ),
    Measure.DISTRIBUTION: MeasureFacts(
        "the weighted share of each category among those who count", unit="percent", gives=Gives.CATEGORY
    ),
}
