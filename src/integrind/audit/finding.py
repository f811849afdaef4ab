"""What an audit found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from integrind.audit.places import Named


class Leak(StrEnum):
    """What gives somebody away; the words of the report."""

    BASE = "its base can be bounded too closely"
    NUMERATOR = "how many have it can be bounded too closely"
    COMPLEMENT = "how many don't have it can be bounded too closely"
    MISSING = "how many didn't answer can be worked out"
    NOTES = "hidden, and a note says what isn't said of all"
    FEW_IN_NOTES = "a note counts fewer people than may be shown"
    COMPARISONS = "its comparisons count tests that are hidden"
    ADJUSTED = "its p value is adjusted for tests that are hidden"
    STANDARDISED = "a cell that it is made of is hidden"
    REFERENCE = "its reference is hidden"
    SIDES = "a level that it is the difference of is hidden"
    SHOWN_BEFORE = "an earlier release shows it"
    HIDDEN_BEFORE = "an earlier release hides it"
    FEW_MORE = "an earlier release differs by fewer people than may be shown"
    FEW = "it tells of fewer people than may be shown"
    CLASS = "it tells everybody's answer"
    QUANTILE = "fewer people than may be shown lie beyond it"
    DOMINANCE = "most of it is one person's"
    ROUNDED_BY_DF = "its degrees of freedom tell the base that is rounded"
    ROUNDED_BY_DIGITS = "its digits tell the base that is rounded"


@dataclass(frozen=True)
class Finding:
    """A row and what gives it away."""

    table: str
    row: Named
    leak: Leak


@dataclass(frozen=True)
class Interval:
    """What a hidden count can be, from all that is shown."""

    table: str
    row: Named
    count: str
    low: int
    high: int


@dataclass(frozen=True)
class Audit:
    """What an audit looked at and what it found."""

    findings: tuple[Finding, ...] = ()
    intervals: tuple[Interval, ...] = ()
    hidden: int = 0
    """Hidden rows."""
    counts: int = 0
    """Hidden counts that two tables were looked for."""
    programs: int = 0
    """Tables that were made for it."""
    left_out: tuple[str, ...] = ()
    """What wasn't looked at."""

    def __add__(self, other: Audit) -> Audit:
        return Audit(
            self.findings + other.findings,
            self.intervals + other.intervals,
            self.hidden + other.hidden,
            self.counts + other.counts,
            self.programs + other.programs,
            self.left_out + other.left_out,
        )


NOTHING = Audit()
"""Of tables that hide nothing."""
