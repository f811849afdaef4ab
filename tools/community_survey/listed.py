"""Questions that need no more than a line of `questions.csv`: whom they reach, their scale and their trait.

The rate that each is drawn around has the name of its column.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from community_survey.asking import DONT_KNOW, Asking, Columns, Gaps, Points, Scale, Trait
from community_survey.draws import Bools, Ints
from community_survey.rates import FOLDER

GAPS: Gaps = ((DONT_KNOW, 0.015),)
HALF = "asked_scales"
"""The random half that is asked the scores from 0 to 10; listed questions go to it or to the other."""


@dataclass(frozen=True)
class Listed:
    """A question of the list."""

    column: str
    trait: Trait
    scale: Scale | Points
    asked: Mapping[str, tuple[int, ...]]
    """Who is reached: the codes that each of these columns must have."""


def listed(asking: Asking, columns: Columns) -> Columns:
    """Draw the answers to every listed question, in the list's order; `columns` are those drawn before."""
    known = {**columns, HALF: asking.interviews.people.asked_scales.astype(np.int64)}
    added: Columns = {}
    for question in read_listed():
        asked = _reached(question, known)
        added[question.column] = known[question.column] = _drawn(asking, question, asked)
    return added


def read_listed() -> Iterator[Listed]:
    """Give the list, in the file's order."""
    with (FOLDER / "questions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            scale = _points(row["scale"]) if row["kind"] == "points" else _scale(row["scale"])
            yield Listed(row["column"], Trait(row["trait"]), scale, dict(_conditions(row["asked"])))


def _drawn(asking: Asking, question: Listed, asked: Bools) -> Ints:
    name, trait = question.column, question.trait
    if isinstance(question.scale, Points):
        return asking.score(name, name, trait, question.scale, GAPS, asked=asked)
    return asking.question(name, name, trait, question.scale, GAPS, asked=asked)


def _reached(question: Listed, known: Columns) -> Bools:
    conditions = [np.isin(known[name], codes) for name, codes in question.asked.items()]
    return np.asarray(np.all(conditions, axis=0))


def _points(text: str) -> Points:
    spread, lowest, highest = text.split("|")
    return Points(float(spread), int(lowest), int(highest))


def _scale(text: str) -> Scale:
    counted, others = ({int(code): float(share) for code, share in _pairs(side)} for side in text.split("|"))
    return Scale(counted, others)


def _pairs(text: str) -> Iterator[list[str]]:
    return (pair.split(":") for pair in text.split())


def _conditions(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    for condition in text.split(";"):
        name, _, codes = condition.partition("=")
        yield name, tuple(map(int, codes.split()))
