"""What a column is likely to be by its name: surveys call weights, strata and areas by few words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_NUMBERED = re.compile(r"(.*?)([0-9]+)")
_FEWEST_REPLICATES = 8


class ColumnRole(StrEnum):
    """What a column does in a survey, beside answering a question."""

    WEIGHT = "weight"
    REPLICATE_WEIGHT = "replicate_weight"
    STRATUM = "stratum"
    PSU = "psu"
    WAVE = "wave"
    AREA = "area"
    PERSON = "person"
    HOUSEHOLD = "household"


_WORDS: Mapping[ColumnRole, re.Pattern[str]] = {
    ColumnRole.WEIGHT: re.compile(r"\w*(weight|wght|wgt)s?|wt\w{0,4}|\w{0,4}wt|pwta|p?wgtp"),
    ColumnRole.STRATUM: re.compile(r"strat\w*|\w*strat|\w*stra"),
    ColumnRole.PSU: re.compile(r"psus?|\w*psu|clusters?"),
    ColumnRole.AREA: re.compile(
        r"areas?|regions?|county|district|state|statefip|province|municipality|borough|ward|lad|lsoa|msoa|puma|nuts"
        r"|itl|gor|constituency|postcode|canton|metarea"
    ),
}
"""A name has the first of these roles for which one of its words fits."""

_UNITS: Mapping[ColumnRole, re.Pattern[str]] = {
    ColumnRole.HOUSEHOLD: re.compile(r"(household|hh)(id|serial)?|hid|serialno"),
    ColumnRole.PERSON: re.compile(
        r"(person|respondent|resp|case|unique|p)(id|serial)|person|respondent|pidp|idno"
    ),
}
"""These it has as a whole only: a household's language is no household."""

_WAVES = frozenset(
    {"wave", "waves", "year", "round", "survey_year", "interview_year", "wave_number", "syear"}
)
_COUNTED = frozenset({"number", "size", "count", "members", "type"})
"""Words that make a number of a household or an area."""


def role_of(name: str) -> ColumnRole | None:
    """The likely role of one column; replicate weights are told from weights by their number only."""
    if name.lower() in _WAVES:
        return ColumnRole.WAVE
    words = [word.lower() for word in _WORD.findall(name)]
    if _COUNTED & set(words):
        return None
    whole = "".join(words)
    return next(
        (role for role, known in _WORDS.items() if any(known.fullmatch(word) for word in words)),
        next((role for role, known in _UNITS.items() if known.fullmatch(whole)), None),
    )


def roles_of(columns: Iterable[str]) -> dict[str, ColumnRole]:
    """The likely role of each column that has one."""
    found = {column: role for column in columns if (role := role_of(column)) is not None}
    for series in _weight_series(columns).values():
        found.update(dict.fromkeys(series, ColumnRole.REPLICATE_WEIGHT))
    return found


def replicate_pattern(columns: Iterable[str]) -> str | None:
    """The largest series of replicate weights as a survey description writes it: repw{1..80}."""
    found = _weight_series(columns)
    if not found:
        return None
    stem, series = max(found.items(), key=lambda item: len(item[1]))
    first, last = (column.removeprefix(stem) for column in (series[0], series[-1]))
    return f"{stem}{{{first}..{last}}}"


def _weight_series(columns: Iterable[str]) -> dict[str, list[str]]:
    """Columns of weights with one stem and a run of numbers from 1 on, many of them, by stem."""
    numbered: dict[str, dict[int, str]] = {}
    for column in columns:
        if (parts := _NUMBERED.fullmatch(column)) is not None and _weighs(parts[1]):
            numbered.setdefault(parts[1], {})[int(parts[2])] = column
    runs = {stem: [found[number] for number in sorted(found)] for stem, found in numbered.items()}
    return {
        stem: run
        for stem, run in runs.items()
        if len(run) >= _FEWEST_REPLICATES and sorted(numbered[stem]) == list(range(1, len(run) + 1))
    }


def _weighs(stem: str) -> bool:
    return role_of(stem) is ColumnRole.WEIGHT or stem.lower().startswith("rep")
