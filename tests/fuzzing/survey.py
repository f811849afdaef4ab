"""A small survey with a canary in every cell, and everything that a command can be asked with it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from .command import NUMBER, WORD

COLUMNS = ("person", "weight", "group", "works", "income", "place", "year")
DESCRIPTION = f"""\
title: Canaries
design: {{weight: weight}}
missing: {{refused: [{WORD}-]}}
variables:
  sex: {{column: group, codes: {{{WORD}1: female, {WORD}2: male}}}}
  employed: {{column: works, codes: {{{WORD}+: true, {WORD}0: false}}}}
  income: {{column: income}}
by: [sex]
"""
WITHOUT_CODES = """\
title: Canaries
licence: None
design: {weight: weight, strata: place, psu: person}
variables:
  income: {column: income, missing: {refused: [-1]}}
  band: {from: income, bands: [0, 10, 90000000]}
  rich: {expression: income > 9, type: boolean}
by: [place, band]
wave: year
breaks: {level: [2011]}
"""
"""The same survey, described without a word that its cells hold."""
CODEBOOK = """\
title: For canaries
variables:
  sex: {title: Sex, type: category, values: {female: Female, male: Male}}
  employed: {title: In work, type: boolean}
  income: {title: Income, type: number}
"""
INDICATOR = """\
id: {id}
title: Indicator {id}
dimension: structural
description: For tests.
measure: {measure}
value: {value}
direction: higher_is_better
"""
INDICATORS = {
    "rate": ("proportion", "employed"),
    "level": ("mean", "income"),
    "middle": ("median", "income"),
}
POLICY = """\
title: Ours
source: For tests.
disclosure: {minimum_base: 2}
"""
PLAN = """\
tables:
  - name: all
    command: compute
    data: data.csv
    policy: ours.policy.yaml
    output: [made/all.csv, made/all.json]
"""
DEFINITIONS: dict[str, bytes] = {
    "indicators/codebook.yaml": CODEBOOK.encode(),
    **{
        f"indicators/structural/{id_}.yaml": INDICATOR.format(id=id_, measure=measure, value=value).encode()
        for id_, (measure, value) in INDICATORS.items()
    },
}


def row(number: int) -> tuple[str, ...]:
    """One respondent; every cell holds the word or the number."""
    return (
        f"{WORD}{number}",
        f"0.{NUMBER}{number % 7}",
        f"{WORD}{1 + number % 2}",
        f"{WORD}{'+0-'[number % 3]}",
        f"{NUMBER}{number}",
        f"{WORD} in {number % 2}",
        f"{NUMBER}{number % 2}",
    )


def csv(rows: int = 9, delimiter: str = ",", line_end: str = "\n", quote: str = "") -> tuple[bytes, bytes]:
    """The survey as delimited text: its header, and its rows."""
    header, *others = (
        (delimiter.join(f"{quote}{it}{quote}" for it in line) + line_end).encode()
        for line in (COLUMNS, *map(row, range(rows)))
    )
    return header, b"".join(others)


OF_DATA: tuple[tuple[str, ...], ...] = (
    ("compute",),
    ("compute", "--policy", "none", "--by", "place", "--by", "sex+place"),
    ("compute", "--area", "place", "--gap-from", "rest", "--format", "csv"),
    ("compute", "--where", "income > 1", "-o", "new.csv"),
    ("compare", "--area", "place"),
    ("trend", "--wave", "year"),
    ("profile", "--by", "sex"),
    ("coverage",),
    ("describe",),
    ("init", "-o", "drafted.yaml"),
)
"""Commands that read a survey, without its name."""
asked_of_data = st.sampled_from(OF_DATA)


def with_data(asked: tuple[str, ...], data: str) -> tuple[str, ...]:
    """The whole command line."""
    return (asked[0], data, *asked[1:])


def outputs(arguments: tuple[str, ...]) -> frozenset[str]:
    """The files that a command line asks to be written."""
    return frozenset(it for flag, it in pairwise(arguments) if flag == "-o")
