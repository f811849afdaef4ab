"""What calibration of the weights leaves of a variance: that of the residuals from a regression.

Weights whose totals x are those of the population leave no variation in them, so a score z varies as
z - w x'B does, B being the weighted regression of z / w on x over all rows of the file. Both are linear in z:
the variance of a stage is V(z) - 2 B'C(z) + B'V(x)B, with C(z) the covariances of z with the totals of x, and
B and C of a difference are differences. Nothing is as large as domains times units.
Source: Deville and Särndal (1992), J. Amer. Statist. Assoc. 87; R `svydesign(calibrate.formula =)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from integrind.arrays.exact import FloatArray, IntArray, above_rounding, sums
from integrind.arrays.orthogonal import DependentColumnError, whitening
from integrind.arrays.sparse import SparseRows
from integrind.concurrently import cached
from integrind.errors import DataError
from integrind.estimation.design.margins import Margins
from integrind.estimation.design.sample import Sample, Stage
from integrind.faults import counted
from integrind.vocabulary import LonelyPsu


@dataclass(frozen=True)
class StageScores:
    """Scores of one stage: by unit that has any, and their sums by domain and parent."""

    score: FloatArray
    """Of a unit that holds many rows drawn one by one: sums of score times weight."""
    domain: IntArray
    unit: IntArray
    total: FloatArray
    total_domain: IntArray
    total_parent: IntArray


@dataclass(frozen=True)
class _Totals:
    """The totals of x by unit of a stage, and how what is drawn there varies together."""

    units: SparseRows
    """As often as a unit's deviation counts in the variance; x itself where weights are in the scores."""
    parents: SparseRows
    """Means, as often as they count."""
    variance: FloatArray

    @classmethod
    def of(
        cls, by_unit: SparseRows, own: SparseRows, parents: SparseRows, stage: Stage, sample: Sample
    ) -> _Totals:
        """From what scores of units are multiplied by, those of the totals themselves, and their sums."""
        lonely = stage.drawn == 1
        alone = 1.0 if sample.lonely_psu is LonelyPsu.ADJUST else 0.0
        times = stage.weight * np.where(lonely, alone, stage.drawn / np.maximum(stage.drawn - 1, 1))
        means = np.where(lonely, 0.0, times / stage.drawn)
        their = StageScores(own.value, own.column, own.row, parents.value, parents.column, parents.row)
        units, by_parent = by_unit.scaled(times[stage.parent]), parents.scaled(means)
        return cls(units, by_parent, _covariance(units, by_parent, their, own.columns, sample))

    @classmethod
    def of_units(cls, totals: SparseRows, stage: Stage, sample: Sample) -> _Totals:
        """From totals by atom, summed by unit."""
        by_unit = totals.merged(stage.unit, len(stage.parent), sample.sums_by)
        parents = by_unit.merged(stage.parent, len(stage.drawn), sample.sums_by)
        return cls.of(by_unit, by_unit, parents, stage, sample)

    @classmethod
    def of_rows(cls, x: SparseRows, weight: FloatArray, sample: Sample) -> _Totals:
        """From x by atom, each of many rows that were drawn one by one with weights (rows,)."""
        (stage,) = sample.stages
        atom = sample.unit.astype(np.int64)
        whole, squares = (sums(it, atom, sample.atoms) for it in (weight, weight * weight))
        parents = x.scaled(whole).merged(stage.parent, len(stage.drawn), sample.sums_by)
        return cls.of(x, x.scaled(squares), parents, stage, sample)

    def whitened(self, white: FloatArray) -> _Totals:
        """With the variance of what makes columns orthogonal."""
        return replace(self, variance=_times(white, _times(white, self.variance)))


def _covariance(
    units: SparseRows, parents: SparseRows, scores: StageScores, domains: int, sample: Sample
) -> FloatArray:
    """Covariances of scores with totals, (domains, columns)."""
    together = units.combined(scores.score, scores.unit, scores.domain, domains, sample.sums_by)
    apart = parents.combined(scores.total, scores.total_parent, scores.total_domain, domains, sample.sums_by)
    return above_rounding(together - apart, np.abs(together) + np.abs(apart))


@dataclass(frozen=True)
class Regression:
    """Of scores on what weights were calibrated to, of one column of weights."""

    sample: Sample
    weight: FloatArray
    x: SparseRows
    """By atom."""
    whitening: FloatArray
    """Makes columns of x orthogonal: nothing large cancels then."""
    factor: FloatArray | None
    """By atom, what weights were multiplied by: those before it weigh the regression, as R has it."""

    @classmethod
    def of(cls, sample: Sample, weight: FloatArray) -> Regression | None:
        """With the weights of the rows; None where they were calibrated to nothing that is known.

        Raises DataError where a row has no value of a margin, and where one follows from those before it.
        """
        margins = sample.margins
        return None if margins is None else margins.once.of(weight, lambda it: cls._of(sample, margins, it))

    @classmethod
    def _of(cls, sample: Sample, margins: Margins, weight: FloatArray) -> Regression:
        _refuse_missing(margins, sample, weight > 0)
        by_atom = sums(weight, sample.unit.astype(np.int64), sample.atoms)
        x, names = _columns(margins, by_atom, sample)
        totals = x.scaled(by_atom if margins.factor is None else by_atom / margins.factor)
        squares = x.combined(totals.value, totals.row, totals.column, x.columns, sample.sums_by)
        try:
            white = whitening(squares)
        except DependentColumnError as error:
            its = names[error.column]
            raise DataError(
                f"calibrated_to: {its} follows from what stands before it: they are collinear",
                "weights calibrated to both were calibrated to one: leave the other out",
            ) from None
        return cls(sample, weight, x, white, margins.factor)

    @cached
    def stages(self) -> tuple[_Totals, ...]:
        """How the totals vary, by stage."""
        if self.sample.pooled:
            found = [_Totals.of_rows(self.x, self.weight, self.sample)]
        else:
            by_atom = sums(self.weight, self.sample.unit.astype(np.int64), self.sample.atoms)
            totals = self.x.scaled(by_atom)
            found = [_Totals.of_units(totals, it, self.sample) for it in self.sample.stages]
        return tuple(it.whitened(self.whitening) for it in found)

    def fit(
        self, score: FloatArray, atom: IntArray, domain: IntArray, stages: Sequence[StageScores], domains: int
    ) -> Fit:
        """Fit the scores of domains, by entry and summed by stage."""
        before = score if self.factor is None else score / self.factor[atom]
        products = self.x.combined(before, atom, domain, domains, self.sample.sums_by)
        covariances = tuple(
            _times(_covariance(it.units, it.parents, scores, domains, self.sample), self.whitening)
            for it, scores in zip(self.stages, stages, strict=True)
        )
        return Fit(self, _times(products, self.whitening), covariances)


@dataclass(frozen=True)
class Fit:
    """Of the scores of domains: their regression, and their covariances with the totals, by stage."""

    regression: Regression
    slope: FloatArray
    """(domains, columns)."""
    covariances: tuple[FloatArray, ...]

    def minus(self, other: Fit, at: IntArray, times: FloatArray | None) -> Fit:
        """Of the scores less so many times those of other domains, none for -1."""
        many = np.where(at >= 0, 1.0 if times is None else times, 0.0)[:, None]
        slope = self.slope - many * other.slope[at]
        pairs = zip(self.covariances, other.covariances, strict=True)
        return Fit(self.regression, slope, tuple(ours - many * theirs[at] for ours, theirs in pairs))

    def terms(self, stage: int) -> list[FloatArray]:
        """What the variance of the residuals is made of, beside that of the scores, column by column."""
        of_totals = self.regression.stages[stage].variance
        shared = -2.0 * self.slope * self.covariances[stage]
        fitted = _times(self.slope, of_totals) * self.slope
        return [*shared.T, *fitted.T]

    def size(self, stage: int) -> FloatArray:
        """How large the products are whose sums are the terms: a term can be what rounding leaves of them."""
        slope = np.abs(self.slope)
        shared = 2.0 * slope * np.abs(self.covariances[stage])
        fitted = _times(slope, np.abs(self.regression.stages[stage].variance)) * slope
        found: FloatArray = shared.sum(axis=1) + fitted.sum(axis=1)
        return found


def _times(rows: FloatArray, matrix: FloatArray) -> FloatArray:
    """Rows of one matrix times those of another."""
    found: FloatArray = np.einsum("dk,lk->dl", rows, matrix)
    return found


def _refuse_missing(
    margins: Margins, sample: Sample, weighed: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> None:
    for part in margins.parts:
        lacking = int((~part.known[sample.unit] & weighed).sum())
        if lacking:
            raise DataError(
                f"calibrated_to: {part.name} has no value in {counted(lacking, 'row')} with a weight",
                "whoever has a calibrated weight is in one of its cells: describe the code that is missing, "
                "or leave the variable out",
            )


def _columns(margins: Margins, weight: FloatArray, sample: Sample) -> tuple[SparseRows, list[str]]:
    """The margins of each atom, one after another, and what the columns are called.

    Numbers are about their mean, in units of their size. A cell without any weight is none; the first of all
    others of a wave follows from them and the sum of the weights.
    """
    found = []
    before = 0
    for part in margins.parts:
        atom = np.flatnonzero((part.column >= 0) & (weight > 0))
        column = part.column[atom]
        value = (
            np.ones(len(atom)) if part.value is None else _about_mean(part.value[atom], weight[atom], sample)
        )
        if part.wave is not None:
            held = np.unique(column)
            first = held[np.unique(part.wave[held], return_index=True)[1]]
            others = ~np.isin(column, first)
            atom, column, value = atom[others], column[others], value[others]
        found.append((atom, before + column, value))
        before += len(part.cells)
    atoms, columns, values = (np.concatenate(its) for its in zip(*found, strict=True))
    held, place = np.unique(columns, return_inverse=True)
    names = margins.names
    x = SparseRows.of(atoms, place.astype(np.int64), values, (sample.atoms, len(held)), sample.sums_by)
    return x, [names[it] for it in held.tolist()]


def _about_mean(value: FloatArray, weight: FloatArray, sample: Sample) -> FloatArray:
    everybody = np.zeros(len(value), dtype=np.int64)
    total, whole = (sample.sums_by(it, everybody, 1) for it in (weight * value, weight))
    distance = value - total / whole
    return distance / (np.abs(distance).max(initial=0.0) or 1.0)
