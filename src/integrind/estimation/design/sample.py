"""The sample design as arrays: which unit each row is in, and how the units of each stage were drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from integrind.arrays.chunks import RowCodes, blocks, looked_up
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, counts, dense, plain_sums, sums
from integrind.arrays.grouping import Grouping
from integrind.concurrently import cached
from integrind.errors import DataError
from integrind.estimation.design.margins import Margins
from integrind.vocabulary import LonelyPsu


@dataclass(frozen=True)
class Stage:
    """One stage of sampling. A parent is a stratum at the first stage, a unit of the stage above later."""

    unit: IntArray
    """Unit of this stage, by atom of the sample."""
    parent: IntArray
    """Parent, by unit of this stage."""
    drawn: IntArray
    """Units drawn, by parent, in the whole file."""
    weight: FloatArray
    """(1 - f) times the sampling fractions of the stages above, by parent."""

    @property
    def lonely(self) -> BoolArray:
        """Parents with one unit drawn that does not represent itself alone."""
        alone: BoolArray = (self.drawn == 1) & (self.weight > 0)
        return alone


@dataclass(frozen=True)
class Sample:
    """The design of a whole file; rows are never filtered before their units are counted."""

    unit: RowCodes
    """Atom, by row: a unit of the last stage, or those of its rows that are alike in every margin."""
    stages: tuple[Stage, ...]
    lonely_psu: LonelyPsu
    stratified: bool
    clustered: bool
    """Whether units have labels, so that they come in one order whatever that of the rows."""
    pooled: bool = False
    """Whether a unit holds rows of one stratum that were drawn one by one: moments say how they vary."""
    margins: Margins | None = None
    """What weights were calibrated to."""

    @property
    def of_rows(self) -> bool:
        """Whether rows were drawn one by one, in one stage."""
        return not self.clustered and len(self.stages) == 1

    def pool(self, unit: RowCodes, stratum: IntArray) -> Sample:
        """A sample of rows in units of several, from the unit of each row and the stratum of each unit.

        As many units are drawn as there are rows. Those of a unit are taken to be alike in every margin.
        """
        (rows,) = self.stages
        stage = Stage(np.arange(len(stratum)), stratum, rows.drawn, rows.weight)
        margins = self.margins
        if margins is not None:
            first = np.empty(len(stratum), dtype=np.int64)
            first[unit] = np.arange(len(unit))
            margins = margins.of_rows(first)
        return replace(self, unit=unit, stages=(stage,), clustered=True, pooled=True, margins=margins)

    def calibrated(self, margins: Margins) -> Sample:
        """The same, of weights that were calibrated to margins: units are divided by them into atoms."""
        if self.of_rows:
            return replace(self, margins=margins)
        first, atom = margins.alike(self.unit)
        unit = self.unit[first]
        stages = tuple(replace(stage, unit=stage.unit[unit]) for stage in self.stages)
        of_atoms = margins.of_rows(first)
        return replace(self, unit=atom.astype(np.int32), stages=stages, margins=of_atoms)

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return len(self.unit)

    @property
    def atoms(self) -> int:
        """How many atoms there are."""
        return len(self.stages[-1].unit)

    @cached
    def averages(self) -> bool:
        """Whether the variances of other strata stand for those of lonely PSUs, of which there are some."""
        return self.lonely_psu is LonelyPsu.AVERAGE and any(stage.lonely.any() for stage in self.stages)

    def sums(self, values: FloatArray, by: Grouping) -> FloatArray:
        """Sums of what was found by unit; units with labels come in their order, so that plain sums do."""
        return by.plain_sums(values) if self.clustered else by.sums(values)

    def sums_by(self, values: FloatArray, code: IntArray, size: int) -> FloatArray:
        """Sums by code of what was found by unit."""
        return (plain_sums if self.clustered else sums)(values, code, size)


@dataclass(frozen=True)
class DrawnStage:
    """What the file says of one stage: labels of its units by row, and their number in the population."""

    unit: RowCodes | None
    """Codes by row; None where each row is a unit."""
    population: FloatArray | None
    """Units in the population, or the fractions drawn of them, by row; None for no correction."""


def draw(stratum: RowCodes | None, stages: Sequence[DrawnStage], rows: int, lonely_psu: LonelyPsu) -> Sample:
    """Build the design of `rows` rows from codes.

    Raises DataError where a population size varies inside its parent or is smaller than what was drawn,
    and for lonely PSUs under `fail`.
    """
    parent_of_row = stratum if stratum is not None else np.zeros(rows, dtype=np.int8)
    fraction_above = np.ones(int(parent_of_row.max(initial=-1)) + 1)
    built: list[tuple[RowCodes, IntArray, IntArray, FloatArray]] = []
    for number, stage in enumerate(stages, 1):
        unit_of_row = _nested(parent_of_row, stage.unit)
        size = int(unit_of_row.max(initial=-1)) + 1
        parent = _by_code(parent_of_row, unit_of_row, size)
        drawn = counts(parent, len(fraction_above))
        fraction = _fractions(stage.population, parent_of_row, drawn, number)
        built.append((unit_of_row, parent, drawn, fraction_above * (1.0 - fraction)))
        fraction_above = (fraction_above * fraction)[parent]
        parent_of_row = unit_of_row
    last = built[-1][0]
    finished = []
    for unit_of_row, parent, drawn, weight in built:
        unit = _by_code(unit_of_row, last, int(last.max(initial=-1)) + 1)
        finished.append(Stage(unit, parent, drawn, weight))
    sample = Sample(last, tuple(finished), lonely_psu, stratum is not None, stages[0].unit is not None)
    if lonely_psu is LonelyPsu.FAIL:
        _refuse_lonely(sample)
    return sample


def undivided(rows: int) -> Sample:
    """The design of a file whose variance comes from replicate weights: nothing keeps its rows apart."""
    one_unit = DrawnStage(np.zeros(rows, dtype=np.int8), None)
    return draw(None, [one_unit], rows, LonelyPsu.REMOVE)


def _nested(parent: RowCodes, unit: RowCodes | None) -> RowCodes:
    """Codes of units within their parents: the same label in two strata is two PSUs."""
    if unit is None:
        return np.arange(len(parent), dtype=np.int32)
    width = int(unit.max(initial=0)) + 1
    parent_of = _by_code(parent, unit, width)
    if all(np.array_equal(parent_of[unit[rows]], parent[rows]) for rows in blocks(len(unit))):
        labels = np.flatnonzero(parent_of >= 0)
        place = np.zeros(width, dtype=np.int32)
        place[labels[np.argsort(parent_of[labels], kind="stable")]] = np.arange(len(labels))
        return looked_up(place, unit)
    pairs = parent.astype(np.int64) * width + unit
    return dense(pairs, (int(parent.max(initial=0)) + 1) * width)[1].astype(np.int32)


def _by_code(values: RowCodes, code: RowCodes, size: int) -> IntArray:
    """What the rows of each code have, which is the same or else the last of it; -1 where there are none."""
    found = np.full(size, -1, dtype=np.int64)
    for rows in blocks(len(code)):
        found[code[rows]] = values[rows]
    return found


def _fractions(population: FloatArray | None, parent: RowCodes, drawn: IntArray, number: int) -> FloatArray:
    """Sampling fraction by parent, 0 without a correction.

    A column holds counts or fractions. Where all are at most 1 they are fractions: 1 is a census of the
    stratum. Beside counts a 1 is one of them.
    """
    fraction = np.zeros(len(drawn))
    if population is None:
        return fraction
    low: FloatArray = np.full(len(drawn), np.inf)
    high: FloatArray = np.full(len(drawn), -np.inf)
    np.minimum.at(low, parent, population)
    np.maximum.at(high, parent, population)
    if (uneven := int((low < high).sum())) > 0:
        raise DataError(
            f"fpc of stage {number} varies inside {uneven} of {len(drawn)} strata",
            "an fpc is one number for the whole stratum: its PSUs in the population, or the fraction drawn",
        )
    stated = high > 0
    if not stated.all():
        raise DataError(f"fpc of stage {number} is not positive in {int((~stated).sum())} strata")
    if (high <= 1.0).all():
        return high
    if (mixed := int((high < 1.0).sum())) > 0:
        raise DataError(
            f"fpc of stage {number} is a fraction in {mixed} of {len(drawn)} strata, and a count in others",
            "a column holds the PSUs that each stratum has in the population, or the fraction drawn of each",
        )
    fraction = drawn / high
    if (short := int((fraction > 1.0).sum())) > 0:
        raise DataError(
            f"fpc of stage {number} is smaller than the PSUs drawn in {short} of {len(drawn)} strata",
            "the population of a stratum holds at least the PSUs that were drawn from it",
        )
    return fraction


def _refuse_lonely(sample: Sample) -> None:
    for number, stage in enumerate(sample.stages, 1):
        lonely = int(stage.lonely.sum())
        if lonely:
            what = "strata have" if number == 1 else f"units of stage {number - 1} have"
            raise DataError(
                f"{lonely} of {len(stage.drawn)} {what} a single PSU, so nothing is known of their variance",
                "merge strata, or choose design: lonely_psu: adjust, certainty, remove or average",
            )
