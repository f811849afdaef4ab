"""Small random surveys for the commands that compare: the program's rows and the oracle's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
from estimation import surveys
from estimation.oracle import Rows, Side, Survey, Values, alike
from estimation.surveys import Asked, Case, Key, Place
from hypothesis import strategies as st

from integrind import pipeline
from integrind.request import Reference as GapFrom
from integrind.request import Request

from . import oracle
from .oracle import Cells, Scored

RATES = ("proportion", "mean", "ratio")
QUANTITIES = ("standardised", "rate_part", "composition_part")
COLUMNS = (
    *("estimate", "se", "ci_low", "ci_high"),
    *("gap", "gap_se", "gap_ci_low", "gap_ci_high", "gap_df", "gap_p"),
)


OF_DIFFERENCES = (*COLUMNS, "df")


@dataclass(frozen=True)
class Comparison:
    """A file, and what a command is asked of it."""

    case: Case
    command: str
    between: tuple[str, str] | None = None
    standardise: str | None = None


def computed(asked: Comparison, measures: tuple[str, ...]) -> pl.DataFrame:
    """The program's rows."""
    case = asked.case
    with TemporaryDirectory() as folder:
        surveys.write(case, Path(folder), measures)
        request = Request(
            str(Path(folder) / "data.csv"),
            indicators=(Path(folder) / "structural",),
            only=measures,
            by=case.asked.by,
            area="a" if case.asked.area else None,
            wave="t" if case.asked.wave else None,
            where="c == 1" if case.asked.where else None,
            gap_from=GapFrom.parse(case.asked.gap_from),
            standardise=asked.standardise,
            level=case.asked.level,
            policy="none",
        )
        match asked.command:
            case "compare":
                return pipeline.compare(request, asked.between).frame
            case "trend":
                return pipeline.trend(request).frame
            case _:
                return pipeline.compute(request).frame


def by_key(frame: pl.DataFrame, measure: str, quantity: str) -> dict[Key, dict[str, object]]:
    rows = frame.filter((pl.col("indicator") == measure) & (pl.col("quantity") == quantity)).to_dicts()
    return {(it["wave"], it["area"], it["group_by"], it["group"]): it for it in rows}


# The oracle's rows


@dataclass(frozen=True)
class Asking:
    """One measure of a comparison, for the oracle."""

    case: Case
    survey: Survey
    measured: Values
    answered: Rows
    places: Mapping[Key, Place]
    cells: Cells | None

    @classmethod
    def of(cls, asked: Comparison, measure: str) -> Asking:
        case = asked.case
        values, answered, _, _ = surveys.values(case, measure)
        parts = (asked.standardise or "").split("+")
        known = np.all([surveys.answered(case.column(it)) for it in parts], axis=0) if parts[0] else None
        code = None if known is None else surveys.codes(*(case.column(it) for it in parts))
        everybody = answered if known is None else answered & known
        places = {place.key: place for place in surveys.places(case, everybody)}
        is_rate = measure in RATES
        cells = Cells(np.where(known, code, -1)) if is_rate and code is not None else None
        return cls(case, surveys.oracle_survey(case), values, answered, places, cells)

    def values(self, wave: str | None) -> Values:
        """What is measured in a wave, whose eligible people make the poverty line."""
        if self.measured.measure != "at_risk_of_poverty":
            return self.measured
        return replace(self.measured, everyone=surveys.in_wave(self.case, wave, self.answered))

    def population(self, key: Key) -> Rows:
        """Who stands for the population where a row is."""
        wave, area, _, _ = key
        return self.places[wave, area, None, None].domain

    def df(self, rows: Rows) -> float:
        return float(self.survey.design.df(rows & (self.survey.w > 0)))

    def level(self, place: Place) -> Scored:
        values = self.values(place.key[0])
        if self.cells is None or place.key[2] is None:
            return oracle.scored(self.survey, values, place.domain)
        return oracle.standardised(self.survey, values, self.cells, place.domain, self.population(place.key))

    def side(self, place: Place, rows: Rows) -> Side:
        """Of the level itself, which is standardised or not."""
        known = rows if self.cells is None or place.key[2] is None else rows & self.cells.known
        return self.survey.side(self.values(place.key[0]), known & (self.survey.w > 0))

    def alike(self, place: Place) -> bool:
        """Whether all answers of a level are alike."""
        return alike(self.survey, self.values(place.key[0]), self.side(place, place.domain))

    def untested(self, place: Place, *, cancels: bool = False) -> bool:
        """Whether nothing is known to vary on a side of a gap; a reference that cancels is none."""
        against = None if cancels or place.reference is None else place.reference.rows
        if against is None or place.key[2] is None:
            return self.alike(place)
        other = self.side(place, against)
        its = alike(self.survey, self.values(place.key[0]), other) or self.df(other.rows) < 1
        return self.alike(place) or its

    def gap(self, place: Place) -> Scored:
        """Of a group; nan where it has none."""
        ours, against = self.level(place), place.reference
        none = Scored(nan, np.zeros(len(self.survey.w)))
        if place.key[2] is None or against is None:
            return none
        if against.rows is None:
            return none if self.cells is not None else Scored(ours.theta - against.target, ours.z)
        values = self.values(place.key[0])
        if values.measure == "total" and against.whole:
            return none
        if self.cells is None:
            return ours - oracle.scored(self.survey, values, against.rows)
        population = self.population(place.key)
        return ours - oracle.standardised(self.survey, values, self.cells, against.rows, population)


def differences(asked: Comparison, measure: str) -> Iterator[tuple[Key, Mapping[str, float]]]:
    """Rows of compare and of trend."""
    it = Asking.of(asked, measure)
    for key, place in it.places.items():
        wave, area, by, group = key
        if asked.command == "compare":
            one, other = asked.between or (area, None)
            if area is None or area != one:
                continue
            before = it.places[wave, other, by, group]
            involved = everybody = it.population((wave, None, None, None))
        else:
            if wave != "2":
                continue
            before = it.places["1", area, by, group]
            everybody = it.population(key)
            involved = everybody | it.population(before.key)
        # A comparison sample without anybody there has no degrees of freedom.
        df = it.df(involved) if (everybody & (it.survey.w > 0)).any() else nan
        for values in (it.values(wave), it.values(before.key[0])):
            if values.everyone is not None:
                involved = involved | values.everyone
        both_df = it.df(place.domain | before.domain)
        level = oracle.level_columns(it.survey, it.level(place) - it.level(before), involved, both_df)
        gap = oracle.gap_columns(it.survey, it.gap(place) - it.gap(before), involved, df)
        if it.alike(place) or it.alike(before):
            level |= dict.fromkeys(("se", "ci_low", "ci_high"), nan)
        cancels = asked.command == "compare" and asked.case.asked.gap_from == "whole"
        if it.untested(place, cancels=cancels) or it.untested(before, cancels=cancels):
            gap |= dict.fromkeys(oracle.TESTED, nan)
        yield key, {**level, **gap}


def parts(asked: Comparison, measure: str) -> Iterator[tuple[str, Key, Mapping[str, float]]]:
    """Rows of compute that are standardised, or parts of a gap."""
    it = Asking.of(asked, measure)
    assert it.cells is not None
    for key, place in it.places.items():
        if key[2] is None:
            continue
        ours = place.domain
        population = it.population(key)
        df = it.df(population)
        level = oracle.level_columns(it.survey, it.level(place), population, it.df(ours))
        gap = oracle.gap_columns(it.survey, it.gap(place), population, df)
        if it.alike(place):
            level |= dict.fromkeys(("ci_low", "ci_high"), nan)
        nothing = dict.fromkeys(oracle.TESTED, nan) if it.untested(place) else {}
        yield "standardised", key, {**level, **gap, **nothing}
        if place.reference is None or place.reference.rows is None:
            continue
        values = it.values(key[0])
        two = oracle.kitagawa(it.survey, values, it.cells, place.domain, place.reference.rows)
        for quantity, part in zip(("rate_part", "composition_part"), two, strict=True):
            yield quantity, key, {**oracle.gap_columns(it.survey, part, population, df), **nothing}


def wrong(
    ours: Mapping[str, object], expected: Mapping[str, float], columns: Sequence[str] = COLUMNS
) -> list[str]:
    """Columns that differ."""
    found = []
    for column in columns:
        mine = nan if ours[column] is None else float(str(ours[column]))
        its = expected.get(column, nan)
        both_empty = not isfinite(mine) and not isfinite(its)
        if not both_empty and not abs(mine - its) <= max(1e-12, 1e-9 * abs(its)):
            found.append(f"{column}: {mine}, oracle {its}")
    return found


# Random ones


@st.composite
def comparisons(draw: st.DrawFn, command: str) -> Comparison:
    """A comparison that the command can make."""
    people = draw(surveys.people)
    sampled = draw(surveys.linearised)
    standardise = draw(st.sampled_from(["k", "k+b"])) if command == "compute" or draw(st.booleans()) else None
    asked = Asked(
        by=draw(st.sampled_from([("g",), ("g",), ("g", "k")])),
        area=command == "compare" or draw(st.booleans()),
        wave=command == "trend" or draw(st.booleans()),
        where=draw(st.booleans()),
        gap_from=draw(st.sampled_from(["population", "rest", "whole", "group=g:a", "target=0.75"])),
        asked_of=draw(st.sampled_from(["everyone", "everyone", "comparison_sample", "group_only"])),
        level=draw(st.sampled_from([0.95, 0.9])),
    )
    between = draw(st.sampled_from([None, ("N", "S")])) if command == "compare" else None
    return Comparison(Case(people, sampled, asked), command, between, standardise)


def possible(asked: Comparison) -> bool:
    """Whether the file holds what is compared."""
    case = asked.case
    held = not asked.between or case.labels("a") == ["N", "S"]
    waves = asked.command != "trend" or case.labels("t") == ["1", "2"]
    cells = not asked.standardise or bool(case.labels(asked.standardise))
    return held and waves and cells and surveys.computable(case)
