"""Signs in the cells of a table and the words that explain them. Colour only ever adds to a sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from integrind.vocabulary import Finding, Movement, Status, SymbolProfile

FINDINGS: Mapping[Finding, str] = {
    Finding.BETTER: "▲",
    Finding.WORSE: "▼",
    Finding.NO_CLEAR_DIFFERENCE: "·",
    Finding.EQUIVALENT: "≈",
    Finding.HIGHER: "↑",
    Finding.LOWER: "↓",
}

TINY_FINDINGS: Mapping[Finding, str] = {
    Finding.BETTER: "△",
    Finding.WORSE: "▽",
    Finding.HIGHER: "⇡",
    Finding.LOWER: "⇣",
}
"""Of gaps that are clear and small."""

FINDING_WORDS: Mapping[Finding, str] = {
    Finding.BETTER: "better",
    Finding.WORSE: "worse",
    Finding.NO_CLEAR_DIFFERENCE: "no clear difference",
    Finding.EQUIVALENT: "equivalent",
    Finding.HIGHER: "higher (descriptive)",
    Finding.LOWER: "lower (descriptive)",
}

SMALL = "by less than a tenth of a standard deviation"

LOWER_IS_BETTER = "(−)"

MOVEMENTS: Mapping[Movement, str] = {
    Movement.CLOSING: "closing",
    Movement.WIDENING: "widening",
    Movement.OVERSHOT: "overshot",
    Movement.NO_CLEAR_CHANGE: "no clear change",
}

STATUSES: Mapping[Status, str] = {
    Status.LOW_RELIABILITY: "[u]",
    Status.SUPPRESSED: "[c]",
    Status.NOT_APPLICABLE: "[z]",
    Status.NOT_AVAILABLE: "[x]",
    Status.NO_SAMPLE: "[w]",
}
"""Shorthand of the UK Government Analysis Function."""


@dataclass(frozen=True)
class Symbols:
    """Signs of an office: behind numbers that are shown, and in the place of those that aren't."""

    behind: Mapping[Status, str]
    instead: Mapping[Status, str]

    def of(self, status: Status, *, shown: bool) -> str:
        """Give the sign of a status, empty where it has none."""
        return (self.behind if shown else self.instead).get(status, "")

    def meaning(self, status: Status, *, shown: bool) -> str:
        """Say what the sign of a status means; empty where it has none."""
        if not self.of(status, shown=shown):
            return ""
        doubtful = status is Status.LOW_RELIABILITY
        if doubtful and self.of(status, shown=shown) != self.of(status, shown=True):
            return UNRELIABLE_WITHHELD
        return STATUS_WORDS[status]


SYMBOLS: Mapping[SymbolProfile, Symbols] = {
    SymbolProfile.UK_AF: Symbols(STATUSES, STATUSES),
    SymbolProfile.EUROSTAT: Symbols(
        {Status.LOW_RELIABILITY: "u"},
        {
            Status.LOW_RELIABILITY: ":u",
            Status.SUPPRESSED: ":c",
            Status.NOT_APPLICABLE: ":z",
            Status.NOT_AVAILABLE: ":",
            Status.NO_SAMPLE: ":",
        },
    ),
    SymbolProfile.STATCAN: Symbols(
        {Status.LOW_RELIABILITY: "E"},
        {
            Status.LOW_RELIABILITY: "F",
            Status.SUPPRESSED: "x",
            Status.NOT_APPLICABLE: "...",
            Status.NOT_AVAILABLE: "..",
            Status.NO_SAMPLE: "..",
        },
    ),
}
"""By profile; docs/disclosure.md says where the signs come from."""

UNRELIABLE_WITHHELD = "too unreliable to be shown"

STATUS_WORDS: Mapping[Status, str] = {
    Status.LOW_RELIABILITY: "low reliability",
    Status.SUPPRESSED: "suppressed to protect people",
    Status.NOT_APPLICABLE: "not applicable",
    Status.NOT_AVAILABLE: "not available",
    Status.NO_SAMPLE: "nobody in the sample",
}
