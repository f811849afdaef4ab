"""One row of the results as the text of a table's cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from integrind.relevance import TINY
from integrind.render.tables.footnotes import reference
from integrind.render.tables.marks import (
    FINDING_WORDS,
    FINDINGS,
    MOVEMENTS,
    SMALL,
    SYMBOLS,
    TINY_FINDINGS,
    Symbols,
)
from integrind.render.tables.numbers import Figures
from integrind.vocabulary import Finding, Movement, Quantity, Status, SymbolProfile

Row = Mapping[str, Any]
"""A row of the results by column name."""

Numbers = tuple[str, str | None]
"""An indicator, and the unit of its numbers: people, and shares of them."""

DIFFERENCES = frozenset(
    {
        Quantity.CHANGE,
        Quantity.AREA_DIFFERENCE,
        Quantity.RATE_PART,
        Quantity.COMPOSITION_PART,
        Quantity.DISSIMILARITY_CHANGE,
        Quantity.ISOLATION_CHANGE,
        Quantity.GROUP_SHARE_CHANGE,
    }
)
"""Quantities whose estimate is itself a difference, written with its sign."""
WITH_MARGIN = frozenset(
    {
        Quantity.DISSIMILARITY,
        Quantity.GROUP_TOTAL,
        Quantity.GROUP_SHARE,
        Quantity.ISOLATION,
        Quantity.EXPOSURE,
    }
)
"""Quantities without a gap, whose margin stands in its place."""


class Sign(NamedTuple):
    """A sign, and in words what it means where it isn't a word itself."""

    text: str
    meaning: str = ""


@dataclass(frozen=True)
class Cell:
    """What is shown of one row; empty text where there is nothing."""

    n: int | None
    estimate: str
    interval: str
    """Of a level; a difference has its margin instead."""
    estimate_margin: str
    """Of an estimate that is itself a difference."""
    gap: str
    margin: str
    detectable: str
    """The smallest gap that would have been found clear."""
    finding: Finding | None
    movement: Movement | None
    status: Status
    is_tiny: bool = False
    """Whether the gap is small in standard deviations, however clear."""
    notes: tuple[int, ...] = ()
    """Numbers of what is said below the tables."""
    symbols: Symbols = SYMBOLS[SymbolProfile.UK_AF]

    @classmethod
    def of(cls, row: Row, figures: Figures, profile: str, notes: tuple[int, ...] = ()) -> Cell:
        """Write the numbers of a row, and the signs of a profile."""
        difference = row["quantity"] in DIFFERENCES
        of_all, alone = row["quantity"] == Quantity.EQUALITY, row["quantity"] in WITH_MARGIN
        ends = row["ci_low"], row["ci_high"]
        return cls(
            n=row["n"],
            estimate=_if_all(figures.difference if difference else figures.level, row["estimate"]),
            interval="" if difference else _if_all(figures.interval, *ends),
            estimate_margin=_if_all(figures.margin, *ends) if difference or alone else "",
            gap=_if_all(*((_p, row["gap_p"]) if of_all else (figures.difference, row["gap"]))),
            margin=_if_all(figures.margin, row["gap_ci_low"], row["gap_ci_high"]),
            detectable=_if_all(lambda it: f"({figures.level(it)})", row["gap_detectable"]),
            finding=Finding(row["finding"]) if row["finding"] else None,
            movement=Movement(row["movement"]) if row["movement"] else None,
            status=Status(row["status"]),
            is_tiny=row["gap_sd"] is not None and abs(row["gap_sd"]) < TINY,
            notes=notes,
            symbols=SYMBOLS[SymbolProfile(profile)],
        )

    @property
    def level(self) -> str:
        """The estimate, or the sign that stands in its place."""
        return self.estimate or self.symbol

    @property
    def flag(self) -> str:
        """The signs behind the number or what stands in its place: doubtful, or said more of below."""
        doubt = self.symbol if self.estimate else ""
        return f"{doubt} {reference(self.notes)}".strip()

    @property
    def symbol(self) -> str:
        """The sign of the status, behind the estimate or in its place."""
        return self.symbols.of(self.status, shown=bool(self.estimate))

    @property
    def symbol_words(self) -> str:
        """What the sign of the status means."""
        return self.symbols.meaning(self.status, shown=bool(self.estimate))

    @property
    def mark(self) -> str:
        """What the gap says, and how it moved."""
        found = "" if self.found is None else self.found.text
        moved = MOVEMENTS[self.movement] if self.movement else ""
        return f"{found} {moved}".strip()

    @property
    def found(self) -> Sign | None:
        """The sign of the finding with what it means."""
        if self.finding is None:
            return None
        if self.is_tiny and self.finding in TINY_FINDINGS:
            return Sign(TINY_FINDINGS[self.finding], f"{FINDING_WORDS[self.finding]}, {SMALL}")
        return Sign(FINDINGS[self.finding], FINDING_WORDS[self.finding])

    @property
    def remarks(self) -> tuple[Sign, ...]:
        """Signs of doubt and of notes, each with what it means."""
        doubt = [Sign(self.symbol, self.symbol_words)] if self.symbol and self.estimate else []
        return (*doubt, *(Sign(reference([number]), f"note {number}") for number in self.notes))

    @property
    def withheld(self) -> Sign | None:
        """What stands in the place of a number."""
        return Sign(self.symbol, self.symbol_words) if self.symbol and not self.estimate else None


def figures_of(rows: Iterable[Row], digits: int | None) -> Mapping[Numbers, Figures]:
    """Choose by indicator and unit how its numbers are written, the same in every row."""
    measures: dict[Numbers, str] = {}
    largest: dict[Numbers, float] = {}
    for row in (it for it in rows if it.get("quantity") != Quantity.EQUALITY):
        measures[key := numbers_of(row)] = row["measure"]
        levels = (abs(row[column]) for column in ("estimate", "reference") if row[column] is not None)
        largest[key] = max(largest.get(key, 0.0), *levels, 0.0)
    return {
        (indicator, unit): Figures.of(measure, unit, largest[indicator, unit], digits)
        for (indicator, unit), measure in measures.items()
    }


def numbers_of(row: Row) -> Numbers:
    """What says how the numbers of a row are written."""
    return row["indicator"], row["unit"]


def _p(value: float) -> str:
    return f"p {value:.3f}" if value >= 0.0005 else "p <0.001"


def _if_all(write: Callable[..., str], *values: float | None) -> str:
    return "" if None in values else write(*values)
