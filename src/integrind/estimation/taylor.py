"""Variance by linearisation (Taylor), as R's `survey::svyrecvar` (Lumley 2004; Wolter 2007, chapter 6).

A score is what a row adds to the linearised estimate; here scores are summed by entry (domain, unit). The
variance of a domain is the sum over parents of `weight n/(n - 1) SS`, SS the squares of the units' scores
about their mean, units of the parent without a row in the domain counting as zeros.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from integrind.estimation.design import Sample, Stage
from integrind.estimation.exact import BoolArray, FloatArray, IntArray, counts, sums, taken
from integrind.estimation.layers import Layer, Link, Rung, RungLink, join
from integrind.vocabulary import LonelyPsu


@dataclass(frozen=True)
class Scores:
    """Scores of the domains of a layer, by entry; `present` where the entry has a row of the base."""

    layer: Layer
    sample: Sample
    theta: FloatArray
    score: FloatArray
    present: BoolArray

    def variance(self) -> FloatArray:
        """Variance by domain."""
        rule = self.sample.lonely_psu
        total = np.zeros(self.layer.size)
        for number, (stage, rung) in enumerate(zip(self.sample.stages, self.layer.rungs, strict=True)):
            spread = _Spread.of(self, rung)
            terms = _terms(stage, rung, spread.total, _squares_about_mean(spread, stage, rung), rule)
            of_stage = sums(terms, rung.run_domain, self.layer.size)
            if rule is LonelyPsu.AVERAGE:
                of_stage *= self.average_factor(number)
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

        `over`: the population in which lonely PSUs are counted, default `other`. The counterpart's may be
        taken so many `times` (domains,). NaN without a counterpart. Sparse: what
        the counterpart has outside the domain is its whole less what it has inside.
        """
        if other.layer.size == 0:
            return np.full(self.layer.size, np.nan)
        rule = self.sample.lonely_psu
        factor = np.ones(self.layer.size) if times is None else times
        found, counterpart = link.domain >= 0, np.maximum(link.domain, 0)
        total = np.zeros(self.layer.size)
        for number, (stage, ours, theirs, shared) in enumerate(
            zip(self.sample.stages, self.layer.rungs, other.layer.rungs, link.rungs, strict=True)
        ):
            narrow, broad = _Spread.of(self, ours), _Spread.of(other, theirs)
            broad_terms = _terms(stage, theirs, broad.total, _squares_about_mean(broad, stage, theirs), rule)
            met = _Met.of(broad, shared, factor[ours.domain], factor[ours.run_domain])
            terms = _terms(stage, ours, *_difference(stage, narrow, ours, met), rule)
            there = shared.run >= 0
            inside = np.where(there, broad_terms[np.maximum(shared.run, 0)], 0.0)
            whole = sums(broad_terms, theirs.run_domain, other.layer.size)[counterpart]
            runs_there = counts(theirs.run_domain, other.layer.size)[counterpart]
            elsewhere = np.where(
                counts(ours.run_domain[there], self.layer.size) == runs_there,
                0.0,
                np.maximum(whole - sums(inside, ours.run_domain, self.layer.size), 0.0),
            )
            of_stage = sums(terms, ours.run_domain, self.layer.size) + factor**2 * elsewhere
            if rule is LonelyPsu.AVERAGE:
                everybody, to_everybody = over or (other, link)
                of_stage *= taken(everybody.average_factor(number), to_everybody.domain)
            total += of_stage
        return np.where(found, total, np.nan)

    def average_factor(self, number: int) -> FloatArray:
        """H / (H - lonely) of a stage, over the parents with a row (R: `survey.lonely.psu = "average"`)."""
        stage, rung = self.sample.stages[number], self.layer.rungs[number]
        present = np.bincount(rung.entry, self.present, len(rung.unit)) > 0
        run = np.bincount(rung.run, present, len(rung.run_domain)) > 0
        parents = counts(rung.run_domain[run], self.layer.size)
        lonely = counts(rung.run_domain[run & stage.lonely[rung.run_parent]], self.layer.size)
        with np.errstate(divide="ignore", invalid="ignore"):
            found: FloatArray = parents / (parents - lonely)
        return np.where(parents > lonely, found, np.where(parents == 0, 1.0, np.nan))

    def minus(self, other: Scores, link: Link) -> Scores:
        """Scores of each domain's estimate minus its counterpart's, as domains of their own.

        As large as the counterparts together; for what `variance_of_difference` can't give.
        """
        both = join(self.layer, other.layer, link.domain, self.sample)
        score = np.zeros(both.layer.entries)
        score[both.ours] = self.score
        score[both.theirs] -= other.score[both.source]
        present = np.zeros(both.layer.entries, dtype=bool)
        present[both.theirs] = other.present[both.source]
        present[both.ours] |= self.present
        theta = self.theta - taken(other.theta, link.domain)
        return Scores(both.layer, self.sample, theta, score, present)

    def logarithm(self) -> Scores:
        """Scores of log theta; theta is positive where they are used."""
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = np.where(self.theta > 0, 1.0 / self.theta, 0.0)
            log = np.where(self.theta > 0, np.log(self.theta), np.nan)
        return replace(self, theta=log, score=factor[self.layer.domain] * self.score)

    def degrees_of_freedom(self) -> IntArray:
        """PSUs with a row in the domain minus strata with one (R: `degf` of the subset), by domain."""
        psu, stratum = self._first_stage()
        rung = self.layer.rungs[0]
        return counts(rung.domain[psu], self.layer.size) - counts(rung.run_domain[stratum], self.layer.size)

    def joint_degrees_of_freedom(self, other: Scores, link: Link) -> IntArray:
        """PSUs with a row in the domain or its counterpart minus strata with one, by domain."""
        shared = link.rungs[0]
        our_psu, our_stratum = self._first_stage()
        their_psu, their_stratum = other._first_stage()
        both_psu = our_psu & (shared.entry >= 0) & their_psu[shared.entry]
        both_stratum = our_stratum & (shared.run >= 0) & their_stratum[shared.run]
        rung, at = self.layer.rungs[0], np.maximum(link.domain, 0)
        twice = counts(rung.domain[both_psu], self.layer.size) - counts(
            rung.run_domain[both_stratum], self.layer.size
        )
        theirs = np.where(link.found, other.degrees_of_freedom()[at], 0)
        return self.degrees_of_freedom() + theirs - twice

    def _first_stage(self) -> tuple[BoolArray, BoolArray]:
        """Which PSUs and strata of the domains have a row of the base."""
        rung = self.layer.rungs[0]
        psu = np.bincount(rung.entry, self.present, len(rung.unit)) > 0
        stratum = np.bincount(rung.run[psu], minlength=len(rung.run_domain)) > 0
        return psu, stratum


@dataclass(frozen=True)
class _Spread:
    """Scores of one rung: by entry, and their sums, squares and number by run."""

    score: FloatArray
    total: FloatArray
    squares: FloatArray
    units: IntArray
    run: IntArray

    @classmethod
    def of(cls, scores: Scores, rung: Rung) -> _Spread:
        score = sums(scores.score, rung.entry, len(rung.unit))
        runs = len(rung.run_domain)
        return cls(
            score,
            sums(score, rung.run, runs),
            sums(score * score, rung.run, runs),
            counts(rung.run, runs),
            rung.run,
        )


def _squares_about_mean(spread: _Spread, stage: Stage, rung: Rung) -> FloatArray:
    """Sum of squares about the mean over all units drawn in the parent, absent ones zero, by run."""
    drawn = stage.drawn[rung.run_parent]
    mean = spread.total / drawn
    inside = sums((spread.score - mean[rung.run]) ** 2, rung.run, len(mean))
    return inside + (drawn - spread.units) * mean**2


@dataclass(frozen=True)
class _Met:
    """What a counterpart has where we have entries and runs; 0 where it has none."""

    score: FloatArray
    total: FloatArray
    squares: FloatArray
    units: IntArray
    """Units of the counterpart, by run."""
    entry: BoolArray
    """Whether it has our entry."""

    @classmethod
    def of(cls, broad: _Spread, shared: RungLink, entry_times: FloatArray, run_times: FloatArray) -> _Met:
        met, there = shared.entry >= 0, shared.run >= 0
        at = np.maximum(shared.run, 0)
        return cls(
            entry_times * np.where(met, broad.score[np.maximum(shared.entry, 0)], 0.0),
            run_times * np.where(there, broad.total[at], 0.0),
            run_times**2 * np.where(there, broad.squares[at], 0.0),
            np.where(there, broad.units[at], 0),
            met,
        )


def _difference(stage: Stage, narrow: _Spread, rung: Rung, met: _Met) -> tuple[FloatArray, FloatArray]:
    """Totals, and squares about their mean, of ours minus theirs over the parents where we have entries."""
    runs = len(rung.run_domain)
    drawn = stage.drawn[rung.run_parent]
    total = narrow.total - met.total
    mean = total / drawn
    inside = sums((narrow.score - met.score - mean[rung.run]) ** 2, rung.run, runs)
    all_met = met.units == np.bincount(rung.run, met.entry, runs)
    left_total = np.where(all_met, 0.0, met.total - sums(met.score, rung.run, runs))
    left_squares = np.where(all_met, 0.0, met.squares - sums(met.score**2, rung.run, runs))
    outside = np.maximum(left_squares, 0.0) + 2.0 * mean * left_total + (drawn - narrow.units) * mean**2
    return total, np.maximum(inside + outside, 0.0)


def _terms(stage: Stage, rung: Rung, total: FloatArray, squares: FloatArray, rule: LonelyPsu) -> FloatArray:
    """What each run adds to the variance of its domain."""
    drawn = stage.drawn[rung.run_parent]
    lonely = drawn == 1
    scale = stage.weight[rung.run_parent] * drawn / np.maximum(drawn - 1, 1)
    alone = total**2 if rule is LonelyPsu.ADJUST else np.zeros(len(drawn))
    return scale * np.where(lonely, alone, squares)
