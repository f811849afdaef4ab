"""Differences between areas and waves, and like with like: said again, slowly.

Written from docs/statistics.md alone, upon the scores and designs of the estimation's oracle: every variance
here is that of one vector of scores over the rows of the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan, sqrt

import numpy as np
from estimation.oracle import Codes, Floats, Linearised, Rows, Survey, Values, estimate, score
from scipy import stats

Numbers = Mapping[str, float]
TESTED = ("gap_se", "gap_ci_low", "gap_ci_high", "gap_p")
"""What a gap has none of where nothing is known to vary on one of its sides."""


@dataclass(frozen=True)
class Scored:
    """A number and the score of every row; nan and nothing where the number is undefined."""

    theta: float
    z: Floats

    def __add__(self, other: Scored) -> Scored:
        return Scored(self.theta + other.theta, self.z + other.z)

    def __sub__(self, other: Scored) -> Scored:
        return Scored(self.theta - other.theta, self.z - other.z)

    def __mul__(self, factor: float) -> Scored:
        return Scored(self.theta * factor, self.z * factor)


def product(one: Scored, other: Scored) -> Scored:
    """Of two estimates; the score by the product rule."""
    return Scored(one.theta * other.theta, one.z * other.theta + other.z * one.theta)


def scored(survey: Survey, values: Values, rows: Rows) -> Scored:
    """An estimate of some rows."""
    rows = rows & (survey.w > 0)
    theta = estimate(values, survey.w, rows)
    none = np.zeros(len(rows))
    return Scored(theta, none if isnan(theta) else score(values, survey.w, rows))


# Like with like


@dataclass(frozen=True)
class Cells:
    """The category of every row in what is held constant; -1 is missing, and such rows leave both sides."""

    code: Codes

    @property
    def all(self) -> Sequence[int]:
        return [int(it) for it in np.unique(self.code[self.code >= 0])]

    @property
    def known(self) -> Rows:
        known: Rows = self.code >= 0
        return known

    def share(self, survey: Survey, values: Values, rows: Rows, cell: int) -> Scored:
        """The share of a cell, of sums of w x."""
        x = values.x if values.x is not None else np.ones(len(rows))
        here = Values("ratio", x * (self.code == cell), x)
        return scored(survey, here, rows & self.known)

    def rate(self, survey: Survey, values: Values, rows: Rows, cell: int) -> Scored:
        return scored(survey, values, rows & (self.code == cell))


def standardised(survey: Survey, values: Values, cells: Cells, rows: Rows, population: Rows) -> Scored:
    """The population's shares times the rates of some rows; nan where a cell of the population is empty."""
    found = Scored(0.0, np.zeros(len(rows)))
    if isnan(scored(survey, values, population & cells.known).theta):
        return Scored(nan, found.z)
    for cell in cells.all:
        share = cells.share(survey, values, population, cell)
        if share.theta > 0:
            found = found + product(share, cells.rate(survey, values, rows, cell))
    return found


def kitagawa(survey: Survey, values: Values, cells: Cells, ours: Rows, theirs: Rows) -> tuple[Scored, Scored]:
    """Rate part and composition part of a gap; nan where one side has nobody in a cell of the other."""
    rates = composition = Scored(0.0, np.zeros(len(ours)))
    undefined = any(isnan(scored(survey, values, rows & cells.known).theta) for rows in (ours, theirs))
    for cell in cells.all:
        ours_here, theirs_here = (cells.rate(survey, values, rows, cell) for rows in (ours, theirs))
        if isnan(ours_here.theta) and isnan(theirs_here.theta):
            continue
        our_share, their_share = (cells.share(survey, values, rows, cell) for rows in (ours, theirs))
        rates += product((our_share + their_share) * 0.5, ours_here - theirs_here)
        composition += product((ours_here + theirs_here) * 0.5, our_share - their_share)
    if undefined:
        return Scored(nan, rates.z), Scored(nan, composition.z)
    return rates, composition


# Numbers of a row


def level_columns(survey: Survey, found: Scored, involved: Rows, df: float) -> dict[str, float]:
    """Estimate, standard error and t interval."""
    if isnan(found.theta):
        return {}
    se = standard_error(survey, found, involved)
    half = survey.t(df) * se
    return {
        "estimate": found.theta,
        "se": se,
        "ci_low": found.theta - half,
        "ci_high": found.theta + half,
        "df": df,
    }


def gap_columns(survey: Survey, found: Scored, involved: Rows, df: float) -> dict[str, float]:
    """Gap, standard error, interval and test."""
    if isnan(found.theta):
        return {}
    se = standard_error(survey, found, involved)
    half = survey.t(df) * se
    columns = {
        "gap": found.theta,
        "gap_se": se,
        "gap_ci_low": found.theta - half,
        "gap_ci_high": found.theta + half,
        "gap_df": df,
    }
    if se > 0 and df >= 1:
        columns["gap_p"] = 2 * float(stats.t.sf(abs(found.theta) / se, df))
    return columns


def standard_error(survey: Survey, found: Scored, involved: Rows) -> float:
    assert isinstance(survey.design, Linearised)
    return sqrt(survey.design.variance(found.z, involved & (survey.w > 0)))
