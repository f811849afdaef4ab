"""An indicator of several quantiles as one of each, which the engine and the release know nothing new of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from integrind.definitions.indicator import Indicator
from integrind.vocabulary import Measure


@dataclass(frozen=True)
class Part:
    """One quantile of several, whose intervals hold together."""

    of: str
    """The id of the indicator."""
    category: str
    """Which quantile, as the definition says it."""
    together: int
    """How many there are."""

    @property
    def label(self) -> str:
        """What a table calls it: `10th percentile`."""
        percent = f"{100 * float(self.category):.12g}"
        ending = {"1": "st", "2": "nd", "3": "rd"}.get(percent[-1], "th")
        return f"{percent}{'th' if percent[-2:] in {'11', '12', '13'} else ending} percentile"

    def joint(self, level: float) -> float:
        """The level of each interval, that all of them hold together at `level` (Bonferroni)."""
        return 1 - (1 - level) / self.together


def divided(indicators: Iterable[Indicator]) -> tuple[tuple[Indicator, ...], Mapping[str, Part]]:
    """Put an indicator of each quantile in the place of one of several; and what each is, by its own id."""
    found: list[Indicator] = []
    parts: dict[str, Part] = {}
    for indicator in indicators:
        if indicator.measure is not Measure.QUANTILES:
            found.append(indicator)
            continue
        for q in indicator.quantiles:
            category = f"{q:.12g}"
            name = f"{indicator.id}@q{category}"
            parts[name] = Part(indicator.id, category, len(indicator.quantiles))
            found.append(indicator.model_copy(update={"id": name, "measure": Measure.QUANTILE, "q": q}))
    return tuple(found), parts
