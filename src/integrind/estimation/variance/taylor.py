"""Variance by linearisation (Taylor), as R's `survey::svyrecvar` (Lumley 2004; Wolter 2007, chapter 6).

A score is what a row adds to the linearised estimate; here scores are summed by entry (domain, unit). The
variance of a domain is the sum over parents of `weight n/(n - 1) SS`, SS the squares of the units' scores
about their mean, units of the parent without a row in the domain counting as zeros.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from integrind.arrays.elementary import log
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, counts, taken
from integrind.concurrently import cached
from integrind.estimation.design.sample import Sample
from integrind.estimation.domains.crossing import Crossing
from integrind.estimation.domains.links import Joined, Link, join
from integrind.estimation.domains.partition import Partition, StageCells
from integrind.estimation.variance.cancellation import left, of_log_ratio
from integrind.estimation.variance.moments import RowScores
from integrind.estimation.variance.regression import Fit, Regression
from integrind.estimation.variance.stages import Matched, StageSpread, difference, found_at, variance_terms


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

    def present(self, partition: Partition) -> BoolArray:
        """Which entries of a partition have a row of it."""
        ...


@dataclass(frozen=True)
class Scores:
    """Scores of the domains of a partition, by entry; `present` where the entry has a row of the base."""

    partition: Partition
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
        cls,
        base: Scored,
        partition: Partition,
        theta: FloatArray,
        score: FloatArray,
        rows: RowScores | None = None,
    ) -> Scores:
        """Scores of a base by entry of a partition."""
        sample, present = base.crossing.sample, base.present(partition)
        return cls(
            partition, sample, theta, score, present, rows, Regression.of(sample, base.weights_of_file)
        )

    def variance(self) -> FloatArray:
        """Variance by domain."""
        total = np.zeros(self.partition.size)
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
        if other.partition.size == 0:
            return np.full(self.partition.size, np.nan)
        rule = self.sample.lonely_psu
        squared = 1.0 if times is None else times**2
        found, counterpart = link.domain >= 0, np.maximum(link.domain, 0)
        fit = None
        if self._fit is not None and other._fit is not None:
            fit = self._fit.minus(other._fit, link.domain, times)
        total = np.zeros(self.partition.size)
        for number, (stage, ours, theirs, shared) in enumerate(
            zip(
                self.sample.stages,
                self.partition.by_stage,
                other.partition.by_stage,
                link.by_stage,
                strict=True,
            )
        ):
            narrow, broad = self._spreads[number], other._spreads[number]
            met = Matched.of(broad, shared, times, ours)
            terms = variance_terms(stage, ours, *difference(stage, narrow, met), rule)
            there = shared.run >= 0
            inside = found_at(broad.terms, shared.run)
            runs_there = counts(theirs.run_domain, other.partition.size)[counterpart]
            whole = broad.variance[counterpart]
            elsewhere = np.where(
                ours.in_domain.count(there) == runs_there,
                0.0,
                left(whole - self._by_domain(inside, ours), whole),
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
            # The share of lonely strata differs by partition, so that variances don't add up.
            return self.logarithm().variance_of_difference(other.logarithm(), link, over)
        theirs = taken(other.theta, link.domain), taken(other.variance(), link.domain)
        return of_log_ratio(self.theta, self.variance(), *theirs, of_gap)

    def average_factor(self, number: int) -> FloatArray:
        """H / (H - lonely) of a stage, over the parents with a row (R: `survey.lonely.psu = "average"`)."""
        stage, cells = self.sample.stages[number], self.partition.by_stage[number]
        if self.regression is not None:  # residuals are everybody's
            held = np.full(self.partition.size, len(stage.drawn))
            return _factor(held, np.full(self.partition.size, stage.lonely.sum()))
        run = cells.in_run.any(cells.in_entry.any(self.present))
        parents = counts(cells.run_domain[run], self.partition.size)
        lonely = counts(cells.run_domain[run & stage.lonely[cells.run_parent]], self.partition.size)
        return _factor(parents, lonely)

    def minus(self, other: Scores, link: Link, *, times: FloatArray | None = None) -> Scores:
        """Scores of each domain's estimate minus its counterpart's, as domains of their own.

        The counterpart's may be taken so many `times` (domains,). As large as the counterparts together; for
        what `variance_of_difference` can't give.
        """
        both = join(self.partition, other.partition, link.domain, self.sample)
        score = np.zeros(both.partition.entries)
        score[both.ours] = self.score
        theirs = other.score[both.source]
        score[both.theirs] -= theirs if times is None else times[both.partition.domain[both.theirs]] * theirs
        present = np.zeros(both.partition.entries, dtype=bool)
        present[both.theirs] = other.present[both.source]
        present[both.ours] |= self.present
        theta = self.theta - taken(other.theta, link.domain) * (1.0 if times is None else times)
        rows = self._rows_minus(other, both, times)
        return Scores(both.partition, self.sample, theta, score, present, rows, self.regression)

    def _rows_minus(self, other: Scores, both: Joined, times: FloatArray | None) -> RowScores | None:
        if self.rows is None or other.rows is None:
            return None
        of_y, of_x = np.zeros((2, both.partition.entries))
        of_y[both.ours], of_x[both.ours] = self.rows.of_y, self.rows.of_x
        many = 1.0 if times is None else times[both.partition.domain[both.theirs]]
        of_y[both.theirs] -= many * other.rows.of_y[both.source]
        of_x[both.theirs] -= many * other.rows.of_x[both.source]
        return RowScores(self.rows.moments, both.partition.unit, of_y, of_x)

    def logarithm(self) -> Scores:
        """Scores of log theta; theta is positive where they are used."""
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = np.where(self.theta > 0, 1.0 / self.theta, 0.0)
            theta = np.where(self.theta > 0, log(self.theta), np.nan)
        by_entry = factor[self.partition.domain]
        rows = None if self.rows is None else self.rows.times(by_entry)
        return replace(self, theta=theta, score=by_entry * self.score, rows=rows)

    def degrees_of_freedom(self) -> IntArray:
        """PSUs with a row in the domain minus strata with one (R: `degf` of the subset), by domain."""
        return self._degrees_of_freedom

    @cached
    def _degrees_of_freedom(self) -> IntArray:
        psu, stratum = self._first_stage()
        return self._units(psu) - self.partition.by_stage[0].in_domain.count(stratum)

    def _units(self, psu: BoolArray) -> IntArray:
        """PSUs among some entries of the first stage, by domain."""
        by = self.partition.by_stage[0].units_in_domain
        return by.count(psu) if self.rows is None else by.plain_sums(np.where(psu, self.rows.rows, 0))

    def is_still(self) -> BoolArray:
        """Which domains are samples in which no unit differs from another; a census is none."""
        drawn = np.zeros(self.partition.size, dtype=bool)
        for stage, cells in zip(self.sample.stages, self.partition.by_stage, strict=True):
            there = cells.in_run.any(cells.in_entry.any(self.present))
            drawn |= cells.in_domain.any(there & (stage.weight[cells.run_parent] > 0))
        moved = self.score != 0.0
        if self.rows is not None:
            moved |= self.rows.squares > 0.0
        return drawn & ~self.partition.in_domain.any(moved)

    def joint_degrees_of_freedom(self, other: Scores, link: Link) -> IntArray:
        """PSUs with a row in the domain or its counterpart minus strata with one, by domain."""
        shared = link.by_stage[0]
        our_psu, our_stratum = self._first_stage()
        their_psu, their_stratum = other._first_stage()
        both_psu = our_psu & (shared.entry >= 0) & their_psu[shared.entry]
        both_stratum = our_stratum & (shared.run >= 0) & their_stratum[shared.run]
        cells, at = self.partition.by_stage[0], np.maximum(link.domain, 0)
        twice = self._units(both_psu) - cells.in_domain.count(both_stratum)
        theirs = np.where(link.found, other.degrees_of_freedom()[at], 0)
        return self.degrees_of_freedom() + theirs - twice

    @cached
    def _spreads(self) -> tuple[StageSpread, ...]:
        """By stage."""
        stages = zip(self.sample.stages, self.partition.by_stage, strict=True)
        return tuple(
            StageSpread.of(self.sample, self.score, self.rows, stage, cells) for stage, cells in stages
        )

    @cached
    def _fit(self) -> Fit | None:
        if self.regression is None:
            return None
        spreads, domain = self._spreads, self.partition.domain
        stages = [it.by_unit for it in spreads]
        return self.regression.fit(self.score, self.partition.unit, domain, stages, self.partition.size)

    def _by_domain(self, by_run: FloatArray, cells: StageCells) -> FloatArray:
        return self.sample.sums(by_run, cells.in_domain)

    def _first_stage(self) -> tuple[BoolArray, BoolArray]:
        """Which PSUs and strata of the domains have a row of the base."""
        cells = self.partition.by_stage[0]
        psu = cells.in_entry.any(self.present)
        return psu, cells.in_run.any(psu)


def _factor(parents: IntArray, lonely: IntArray) -> FloatArray:
    """H / (H - lonely) of H parents; 1 where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = parents / (parents - lonely)
    return np.where(parents > lonely, found, np.where(parents == 0, 1.0, np.nan))


def _residual(variance: FloatArray, fit: Fit | None, stage: int) -> FloatArray:
    """Variance of the residuals of scores, from that of the scores."""
    if fit is None:
        return variance
    return left(np.sum([variance, *fit.terms(stage)], axis=0), variance + fit.size(stage))
