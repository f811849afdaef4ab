"""What disclosure control needs to know of rows beside their estimates: the seam between engine and release.

It is about what people contribute, not about a measure's name: how many have what a share is of, whose amount
is the largest, whether all gave the same answer, how many are beyond a quantile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import ClassVar, NamedTuple

import numpy as np

from integrind.arrays.exact import FloatArray

REFERENCE = "reference_"
"""Before the names of evidence about the group that a domain is compared with."""
NESTED = "nested"
"""Column that is 1 where groups are parts of the population row, 0 where it is of a comparison sample."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What people contribute, all (domains,); NaN where a rule has nothing to ask."""

    people: FloatArray
    """The unweighted base, so that what was hidden once is hidden again."""
    having: FloatArray
    """People who have what a share is of."""
    without: FloatArray
    """People of the share's denominator who don't have it."""
    contributors: FloatArray
    """People whose amount isn't zero: of a ratio the fewer of numerator and denominator."""
    largest: FloatArray
    """What part of a sum of amounts is one respondent's, the largest."""
    second: FloatArray
    """The same of the second largest."""
    alike: FloatArray
    """1 where all gave the same answer, else 0."""
    beyond: FloatArray
    """People at a quantile or beyond it, on the side of the fewer."""
    beyond_interval: FloatArray
    """The same of the ends of its interval."""

    NAMES: ClassVar[tuple[str, ...]]

    def columns(self, prefix: str = "") -> dict[str, FloatArray]:
        """By name, for the rows of a block."""
        return {f"{prefix}{name}": getattr(self, name) for name in self.NAMES}

    @classmethod
    def strictest(cls, each: Sequence[Evidence]) -> Evidence:
        """What of several imputations rules mind most: of each count the fewest, of each part the most."""
        most = {"largest", "second", "alike"}
        found = {name: np.stack([getattr(it, name) for it in each]) for name in cls.NAMES}
        with np.errstate(invalid="ignore"):
            return cls(
                **{name: (np.fmax if name in most else np.fmin).reduce(its) for name, its in found.items()}
            )


Evidence.NAMES = tuple(it.name for it in fields(Evidence))

CELL, CELL_BY = "cell", "cell_by"
"""Columns that name what is held constant: of counts that standardised numbers tell."""


@dataclass(frozen=True)
class Told:
    """Keys of the sets of people whom an indicator counts; that of nobody is 0. They add up as sets do."""

    asked: int
    people: int
    missing: int
    having: int = 0
    without: int = 0

    @property
    def all(self) -> tuple[int, ...]:
        """Those that somebody is in."""
        its = (self.asked, self.people, self.missing, self.having, self.without)
        return tuple(it for it in its if it)


AREAS = "areas"
"""Column: of what is said of a group over areas, how many have anybody of it."""
IMPUTATION = "imputation"
"""Column of counts of another imputation than the first: no table shows them, but its numbers tell."""


class Whom(NamedTuple):
    """What counts people: an indicator, the category of it if it has any, and the imputation."""

    indicator: str
    category: str = ""
    imputation: int = 0
