"""Signs in the cells of a table and the words that explain them. Colour only ever adds to a sign."""

from __future__ import annotations

from collections.abc import Mapping

from integrind.vocabulary import Finding, Movement, Status

FINDINGS: Mapping[Finding, str] = {
    Finding.BETTER: "▲",
    Finding.WORSE: "▼",
    Finding.NO_CLEAR_DIFFERENCE: "·",
    Finding.HIGHER: "↑",
    Finding.LOWER: "↓",
}

FINDING_WORDS: Mapping[Finding, str] = {
    Finding.BETTER: "better",
    Finding.WORSE: "worse",
    Finding.NO_CLEAR_DIFFERENCE: "no clear difference",
    Finding.HIGHER: "higher (descriptive)",
    Finding.LOWER: "lower (descriptive)",
}

LOWER_IS_BETTER = "(−)"

MOVEMENTS: Mapping[Movement, str] = {
    Movement.CLOSING: "closing",
    Movement.WIDENING: "widening",
    Movement.OVERSHOT: "overshot",
    Movement.NO_CLEAR_CHANGE: "steady",
}

STATUSES: Mapping[Status, str] = {
    Status.LOW_RELIABILITY: "[u]",
    Status.SUPPRESSED: "[c]",
    Status.NOT_APPLICABLE: "[z]",
    Status.NOT_AVAILABLE: "[x]",
    Status.NO_SAMPLE: "[w]",
}
"""Shorthand of the UK Government Analysis Function."""

STATUS_WORDS: Mapping[Status, str] = {
    Status.LOW_RELIABILITY: "low reliability",
    Status.SUPPRESSED: "suppressed to protect people",
    Status.NOT_APPLICABLE: "not applicable",
    Status.NOT_AVAILABLE: "not available",
    Status.NO_SAMPLE: "nobody in the sample",
}
