"""Variance by linearisation (Taylor), as R's `survey::svyrecvar` (Lumley 2004; Wolter 2007, chapter 6).

A score is what a row adds to the linearised estimate; here scores are summed by entry (domain, unit). The
variance of a domain is the sum over parents of `weight n/(n - 1) SS`, SS the squares of the units' scores
about their mean, units of the parent without a row in the domain counting as zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from integrind.arrays.elementary import log
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, counts, taken
from integrind.concurrently import kept
from integrind.estimation.design.sample import Sample, Stage
from integrind.estimation.domains.domains import Crossing, Joined, Layer, Link, Rung, RungLink, join
from integrind.estimation.variance.moments import RowScores
from integrind.estimation.variance.regression import Fit, Regression, StageScores
from integrind.vocabulary import LonelyPsu

_ROUNDING = 1e-14
"""Of scores: two that are equal may differ by so much."""
_CANCELLED = 1e-13
"""Of sums of squares: what their subtraction leaves is known no better, since each has rounded its terms.

A group that lacks a millionth of the population still leaves about 1e-6.
"""


class Scored(Protocol):
    """A base whose rows have scores."""

    @property
    def crossing(self) -> Crossing:
        """The domains that its rows are in."""
        ...

    @property
    def weights_of_file(self) -> FloatArray:
        """Weights of all rows of the file."""
        ...

    def present(self, layer: Layer) -> BoolArray:
        """Which entries of a layer have a row of it."""
        ...


@dataclass(frozen=True)
class Scores:
    """Scores of the domains of a layer, by entry; `present` where the entry has a row of the base."""

    layer: Layer
    sample: Sample
    theta: FloatArray
    score: FloatArray
    present: BoolArray
    rows: RowScores | None = None
    """Of entries that hold many units: the scores of their rows."""
    regression: Regression | None = None
    """Of scores on what the weights were calibrated to: their residuals vary."""

    @classmethod
    def of(
        cls, base: Scored, layer: Layer, theta: FloatArray, score: FloatArray, rows: RowScores | None = None
    ) -> Scores:
        """Scores of a base by entry of a layer."""
        sample, present = base.crossing.sample, base.present(layer)
        return cls(layer, sample, theta, score, present, rows, Regression.of(sample, base.weights_of_file))

    def variance(self) -> FloatArray:
        """Variance by domain."""
        total = np.zeros(self.layer.size)
        for number, spread in enumerate(self._spreads):
            of_stage = _residual(spread.variance, self._fit, number)
            if self.sample.averages:
                of_stage = of_stage * self.average_factor(number)
            total += of_stage
        return total

    def variance_of_difference(
        self,
        other: Scores,
        link: Link,
        over: tuple[Scores, Link] | None = None,
        *,
        times: FloatArray | None = None,
    ) -> FloatArray:
        """Variance of each domain's estimate minus that of its counterpart in `other`, by domain.

        `over`: the population in which lonely PSUs are counted, default `other`; where nobody is, none are.
        The counterpart's may be taken so many `times` (domains,). NaN without a counterpart. Sparse: what
        the counterpart has outside the domain is its whole less what it has inside.
        """
        if other.layer.size == 0:
            return np.full(self.layer.size, np.nan)
        rule = self.sample.lonely_psu
        squared = 1.0 if times is None else times**2
        found, counterpart = link.domain >= 0, np.maximum(link.domain, 0)
        fit = None
        if self._fit is not None and other._fit is not None:
            fit = self._fit.minus(other._fit, link.domain, times)
        total = np.zeros(self.layer.size)
        for number, (stage, ours, theirs, shared) in enumerate(
            zip(self.sample.stages, self.layer.rungs, other.layer.rungs, link.rungs, strict=True)
        ):
            narrow, broad = self._spreads[number], other._spreads[number]
            met = _Met.of(broad, shared, times, ours)
            terms = _terms(stage, ours, *_difference(stage, narrow, met), rule)
            there = shared.run >= 0
            inside = _there(broad.terms, shared.run)
            runs_there = counts(theirs.run_domain, other.layer.size)[counterpart]
            whole = broad.variance[counterpart]
            elsewhere = np.where(
                ours.in_domain.count(there) == runs_there,
                0.0,
                _left(whole - self._by_domain(inside, ours), whole),
            )
            of_stage = _residual(self._by_domain(terms, ours) + squared * elsewhere, fit, number)
            if self.sample.averages:
                everybody, to_everybody = over or (other, link)
                of_stage *= np.append(everybody.average_factor(number), 1.0)[to_everybody.domain]
            total += of_stage
        return np.where(found, total, np.nan)

    def variance_of_log_ratio(
        self, other: Scores, link: Link, of_gap: FloatArray, over: tuple[Scores, Link] | None = None
    ) -> FloatArray:
        """Variance of the logarithm of the ratio to the linked domain; `of_gap` is the difference's."""
        if self.sample.averages:
            # The share of lonely strata differs by layer, so that variances don't add up.
            return self.logarithm().variance_of_difference(other.logarithm(), link, over)
        theirs = taken(other.theta, link.domain), taken(other.variance(), link.domain)
        return of_log_ratio(self.theta, self.variance(), *theirs, of_gap)

    def average_factor(self, number: int) -> FloatArray:
        """H / (H - lonely) of a stage, over the parents with a row (R: `survey.lonely.psu = "average"`)."""
        stage, rung = self.sample.stages[number], self.layer.rungs[number]
        if self.regression is not None:  # residuals are everybody's
            held = np.full(self.layer.size, len(stage.drawn))
            return _factor(held, np.full(self.layer.size, stage.lonely.sum()))
        run = rung.in_run.any(rung.in_entry.any(self.present))
        parents = counts(rung.run_domain[run], self.layer.size)
        lonely = counts(rung.run_domain[run & stage.lonely[rung.run_parent]], self.layer.size)
        return _factor(parents, lonely)

    def minus(self, other: Scores, link: Link, *, times: FloatArray | None = None) -> Scores:
        """Scores of each domain's estimate minus its counterpart's, as domains of their own.

        The counterpart's may be taken so many `times` (domains,). As large as the counterparts together; for
        what `variance_of_difference` can't give.
        """
        both = join(self.layer, other.layer, link.domain, self.sample)
        score = np.zeros(both.layer.entries)
        score[both.ours] = self.score
        theirs = other.score[both.source]
        score[both.theirs] -= theirs if times is None else times[both.layer.domain[both.theirs]] * theirs
        present = np.zeros(both.layer.entries, dtype=bool)
        present[both.theirs] = other.present[both.source]
        present[both.ours] |= self.present
        theta = self.theta - taken(other.theta, link.domain) * (1.0 if times is None else times)
        rows = self._rows_minus(other, both, times)
        return Scores(both.layer, self.sample, theta, score, present, rows, self.regression)

    def _rows_minus(self, other: Scores, both: Joined, times: FloatArray | None) -> RowScores | None:
        if self.rows is None or other.rows is None:
            return None
        of_y, of_x = np.zeros((2, both.layer.entries))
        of_y[both.ours], of_x[both.ours] = self.rows.of_y, self.rows.of_x
        many = 1.0 if times is None else times[both.layer.domain[both.theirs]]
        of_y[both.theirs] -= many * other.rows.of_y[both.source]
        of_x[both.theirs] -= many * other.rows.of_x[both.source]
        return RowScores(self.rows.moments, both.layer.unit, of_y, of_x)

    def logarithm(self) -> Scores:
        """Scores of log theta; theta is positive where they are used."""
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = np.where(self.theta > 0, 1.0 / self.theta, 0.0)
            theta = np.where(self.theta > 0, log(self.theta), np.nan)
        by_entry = factor[self.layer.domain]
        rows = None if self.rows is None else self.rows.times(by_entry)
        return replace(self, theta=theta, score=by_entry * self.score, rows=rows)

    def degrees_of_freedom(self) -> IntArray:
        """PSUs with a row in the domain minus strata with one (R: `degf` of the subset), by domain."""
        return self._degrees_of_freedom

    @kept
    def _degrees_of_freedom(self) -> IntArray:
        psu, stratum = self._first_stage()
        return self._units(psu) - self.layer.rungs[0].in_domain.count(stratum)

    def _units(self, psu: BoolArray) -> IntArray:
        """PSUs among some entries of the first stage, by domain."""
        by = self.layer.rungs[0].units_in_domain
        return by.count(psu) if self.rows is None else by.plain_sums(np.where(psu, self.rows.rows, 0))

    def is_still(self) -> BoolArray:
        """Which domains are samples in which no unit differs from another; a census is none."""
        drawn = np.zeros(self.layer.size, dtype=bool)
        for stage, rung in zip(self.sample.stages, self.layer.rungs, strict=True):
            there = rung.in_run.any(rung.in_entry.any(self.present))
            drawn |= rung.in_domain.any(there & (stage.weight[rung.run_parent] > 0))
        moved = self.score != 0.0
        if self.rows is not None:
            moved |= self.rows.squares > 0.0
        return drawn & ~self.layer.in_domain.any(moved)

    def joint_degrees_of_freedom(self, other: Scores, link: Link) -> IntArray:
        """PSUs with a row in the domain or its counterpart minus strata with one, by domain."""
        shared = link.rungs[0]
        our_psu, our_stratum = self._first_stage()
        their_psu, their_stratum = other._first_stage()
        both_psu = our_psu & (shared.entry >= 0) & their_psu[shared.entry]
        both_stratum = our_stratum & (shared.run >= 0) & their_stratum[shared.run]
        rung, at = self.layer.rungs[0], np.maximum(link.domain, 0)
        twice = self._units(both_psu) - rung.in_domain.count(both_stratum)
        theirs = np.where(link.found, other.degrees_of_freedom()[at], 0)
        return self.degrees_of_freedom() + theirs - twice

    @kept
    def _spreads(self) -> tuple[_Spread, ...]:
        """By stage."""
        stages = zip(self.sample.stages, self.layer.rungs, strict=True)
        return tuple(_Spread.of(self, stage, rung) for stage, rung in stages)

    @kept
    def _fit(self) -> Fit | None:
        if self.regression is None:
            return None
        spreads, domain = self._spreads, self.layer.domain
        stages = [it.by_unit for it in spreads]
        return self.regression.fit(self.score, self.layer.unit, domain, stages, self.layer.size)

    def _by_domain(self, by_run: FloatArray, rung: Rung) -> FloatArray:
        return self.sample.sums(by_run, rung.in_domain)

    def _first_stage(self) -> tuple[BoolArray, BoolArray]:
        """Which PSUs and strata of the domains have a row of the base."""
        rung = self.layer.rungs[0]
        psu = rung.in_entry.any(self.present)
        return psu, rung.in_run.any(psu)


def of_log_ratio(
    theta: FloatArray, here: FloatArray, other: FloatArray, there: FloatArray, of_gap: FloatArray
) -> FloatArray:
    """Variance of the logarithm of theta / other, from the variances of both and of their difference.

    With r = theta/other it is V(z - r z') / theta², and z - r z' = (z - z') + (1 - r) z'.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        short = 1.0 - theta / other
        variance = of_gap + short * (here - there - of_gap) + short**2 * there
        subtracted = of_gap + np.abs(short) * (here + there + of_gap) + short**2 * there
        return _left(variance, subtracted) / theta**2


def left_of_sum(terms: Sequence[FloatArray]) -> FloatArray:
    """A sum of terms of both signs, 0 where it can't be told from rounding."""
    found, size = (np.sum(it, axis=0) for it in (terms, np.abs(terms)))
    return _left(found, size)


def _left(variance: FloatArray, of: FloatArray, known: float = _CANCELLED) -> FloatArray:
    """What a subtraction left of a variance, 0 where that can't be told from rounding."""
    return np.where(variance < known * of, 0.0, variance)


def _factor(parents: IntArray, lonely: IntArray) -> FloatArray:
    """H / (H - lonely) of H parents; 1 where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = parents / (parents - lonely)
    return np.where(parents > lonely, found, np.where(parents == 0, 1.0, np.nan))


def _residual(variance: FloatArray, fit: Fit | None, stage: int) -> FloatArray:
    """Variance of the residuals of scores, from that of the scores."""
    if fit is None:
        return variance
    return _left(np.sum([variance, *fit.terms(stage)], axis=0), variance + fit.size(stage))


@dataclass(frozen=True)
class _Spread:
    """Scores of one rung: by entry, and their sums, squares and terms of the variance by run."""

    score: FloatArray
    rows: RowScores | None
    total: FloatArray
    terms: FloatArray
    variance: FloatArray
    """By domain, without the factor of the rule `average`."""
    sample: Sample
    rung: Rung

    @kept
    def squares(self) -> FloatArray:
        """Which only differences need."""
        return self.about(0.0, self.score, self.rows)

    def about(self, mean: FloatArray | float, score: FloatArray, rows: RowScores | None) -> FloatArray:
        """Sums of squares of scores of this rung about a mean by entry, by run."""
        squares = (score - mean) ** 2 if rows is None else rows.about(mean, score)
        return self.sample.sums(squares, self.rung.in_run)

    @property
    def by_unit(self) -> StageScores:
        """Scores by unit, and their sums by domain and parent."""
        rung, score = self.rung, self.score if self.rows is None else self.rows.weighted
        return StageScores(score, rung.domain, rung.unit, self.total, rung.run_domain, rung.run_parent)

    @kept
    def run_units(self) -> IntArray:
        """Units with an entry, by run."""
        return self.rung.run_units if self.rows is None else self.rung.in_run.plain_sums(self.rows.rows)

    @classmethod
    def of(cls, scores: Scores, stage: Stage, rung: Rung) -> _Spread:
        sample = scores.sample
        score = scores.score
        if not rung.is_layer:
            score = sample.sums(score, rung.in_entry)
        total = sample.sums(score, rung.in_run)
        found = cls(score, scores.rows, total, total, total, sample, rung)
        drawn = stage.drawn[rung.run_parent]
        mean = total / drawn
        inside = found.about(mean[rung.run], score, scores.rows)
        # Units drawn without a row in the domain are zeros.
        about_mean = inside + (drawn - found.run_units) * mean**2
        terms = _terms(stage, rung, total, about_mean, sample.lonely_psu)
        return replace(found, terms=terms, variance=sample.sums(terms, rung.in_domain))


@dataclass(frozen=True)
class _Met:
    """What a counterpart has where we have entries and runs; 0 where it has none."""

    score: FloatArray
    rows: RowScores | None
    total: FloatArray
    squares: FloatArray
    all: BoolArray
    """Whether we have every unit of the counterpart, by run."""

    @classmethod
    def of(cls, broad: _Spread, shared: RungLink, times: FloatArray | None, ours: Rung) -> _Met:
        score, total = _there(broad.score, shared.entry), _there(broad.total, shared.run)
        squares = _there(broad.squares, shared.run)
        rows = None if broad.rows is None else broad.rows.at(shared.entry, ours.unit)
        if times is not None:
            entry_times, run_times = times[ours.domain], times[ours.run_domain]
            score, rows = entry_times * score, None if rows is None else rows.times(entry_times)
            total, squares = run_times * total, run_times**2 * squares
        return cls(score, rows, total, squares, shared.all_met)


def _difference(stage: Stage, narrow: _Spread, met: _Met) -> tuple[FloatArray, FloatArray]:
    """Totals, and squares about their mean, of ours minus theirs over the parents where we have entries."""
    rung = narrow.rung
    drawn = stage.drawn[rung.run_parent]
    total = narrow.total - met.total
    mean = total / drawn
    rows = None if narrow.rows is None or met.rows is None else narrow.rows.minus(met.rows)
    inside = narrow.about(mean[rung.run], narrow.score - met.score, rows)
    left_total = np.where(met.all, 0.0, met.total - narrow.sample.sums(met.score, rung.in_run))
    left_squares = np.where(met.all, 0.0, met.squares - narrow.about(0.0, met.score, met.rows))
    outside = left_squares + 2.0 * mean * left_total + (drawn - narrow.run_units) * mean**2
    outside = np.where(met.all, outside, _left(outside, met.squares + drawn * mean**2))
    scores = narrow.squares + met.squares
    total = np.where(total**2 < _ROUNDING**2 * scores, 0.0, total)
    return total, _left(inside + outside, scores, _ROUNDING**2)


def _there(values: FloatArray, at: IntArray) -> FloatArray:
    """Values at some positions, 0 for -1: the counterpart has nothing there."""
    return np.append(values, 0.0)[at]


def _terms(stage: Stage, rung: Rung, total: FloatArray, squares: FloatArray, rule: LonelyPsu) -> FloatArray:
    """What each run adds to the variance of its domain."""
    drawn = stage.drawn[rung.run_parent]
    lonely = drawn == 1
    scale = stage.weight[rung.run_parent] * drawn / np.maximum(drawn - 1, 1)
    alone = total**2 if rule is LonelyPsu.ADJUST else np.zeros(len(drawn))
    return scale * np.where(lonely, alone, squares)
