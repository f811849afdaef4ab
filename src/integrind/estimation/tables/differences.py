"""Differences of estimates and of gaps between areas and between waves, from the joint design.

A gap is an estimate like any other, with the difference of two scores; a difference of gaps has the
difference of theirs. Rows that two areas or waves share in PSUs or strata are so accounted for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from integrind.arrays.categorical import Categorical
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, above_rounding, taken
from integrind.estimation.domains.cells import AREA, GROUP, REFERENCE, WAVE
from integrind.estimation.domains.links import Link, counterparts, link_domains
from integrind.estimation.domains.partition import Partition
from integrind.estimation.inference import intervals
from integrind.estimation.inference.estimates import Estimates, gap_between, said_of_imputing
from integrind.estimation.inference.movement import TestedGap, movements
from integrind.estimation.inference.spread import Spread
from integrind.estimation.inference.unvaried import ALIKE
from integrind.estimation.tables.blocks import Block, Numbers
from integrind.estimation.tables.standardise import Standardisation
from integrind.estimation.tables.tabulate import IndicatorTable
from integrind.estimation.totals.question import Population
from integrind.vocabulary import GapFrom, Status

Level = tuple[str, ...]

_TOGETHER = 4_000_000
"""Entries that the gaps of all groups may have together (a PSU of the population, once for each group).

About 100 bytes each. Where there are more, the groups follow one another; the numbers are the same.
"""


@dataclass(frozen=True)
class Side:
    """Estimates of populations or groups of a level, and their gaps where they have any."""

    by: Level
    levels: Estimates
    gaps: Estimates | None
    untested: BoolArray
    """Of which, or of whose reference, nothing is known to vary."""
    group: int | None = None
    """The only group of the partition."""
    cell_base: FloatArray | None = None
    """People in the smallest cell, of what is standardised."""


@dataclass(frozen=True)
class Compared:
    """Whose difference it is: the two populations together, by domain of theirs."""

    partition: Partition
    spread: Spread | None
    """In which lonely PSUs are counted; None where no rule counts them."""
    df: FloatArray


class Differences:
    """Differences of one indicator between the cells of one breakdown."""

    def __init__(self, table: IndicatorTable, standardisation: Standardisation | None = None) -> None:
        """With a standardisation, of the groups' standardised estimates and gaps."""
        self.table = table
        self.cells = table.cells
        self.standardisation = standardisation

    def between_areas(self, area: int | None, other: int | None, *, population_rows: bool) -> Iterator[Block]:
        """One area (None: each) minus another (None: the whole)."""
        whole, within = self.cells.levels
        changed = {} if other is None else {AREA: other}
        only = {} if area is None else {AREA: area}
        everybody = self.table.estimates(self.table.population_partition(whole))
        several = self._in_turn(within)
        ours = self._sides(within, several, population_rows=population_rows)
        theirs = self._sides(whole if other is None else within, several, population_rows=population_rows)
        df = everybody.spread.degrees_of_freedom()
        among = Compared(everybody.partition, everybody.spread, _of_anybody(everybody, df))
        for mine, its in zip(ours, theirs, strict=True):
            yield self._block(mine, its, changed, only, among)

    def between_waves(self, later: int, earlier: int, *, population_rows: bool) -> Iterator[Block]:
        """One wave minus an earlier one."""
        for level in self.cells.levels:
            everybody = self.table.estimates(self.table.population_partition(level))
            before = self._link(everybody.partition, everybody.partition, {WAVE: earlier})
            of_waves = everybody.spread.degrees_of_freedom().astype(np.float64)
            joint = everybody.spread.joint_degrees_of_freedom(everybody.spread, before)
            counting = self.cells.sample.averages
            both = everybody.spread.minus(everybody.spread, before) if counting else None
            among = Compared(everybody.partition, both, _of_anybody(everybody, joint))
            for side in self._sides(level, self._in_turn(level), population_rows=population_rows):
                own = taken(of_waves, self.cells.link(side.levels.partition, everybody.partition).domain)
                yield self._block(side, side, {WAVE: earlier}, {WAVE: later}, among, own)

    def _in_turn(self, level: Level) -> Iterable[int | None]:
        """Groups one by one, or all at once (None)."""
        groups = self.cells.labels.get(GROUP, 0)
        if self.table.inference.gap_from is not GapFrom.REST:  # where each group has a rest of its own
            population = self.table.population_partition(level)
            if groups * population.entries <= _TOGETHER:
                return [None]
        return range(groups)

    def _sides(self, level: Level, in_turn: Iterable[int | None], *, population_rows: bool) -> Iterator[Side]:
        table = self.table
        if population_rows:
            partition = table.population_partition(level)
            yield Side(level, table.estimates(partition), None, table.unvaried(partition))
        if GROUP not in self.cells.labels:
            return
        by = (*level, GROUP)
        if self.standardisation is not None:
            for compared in self.standardisation.compared(level):
                yield Side(
                    by,
                    self.standardisation.levels_of(compared),
                    self.standardisation.gaps_of(compared),
                    compared.untested,
                    compared.group,
                    self.standardisation.cell_base(compared),
                )
            return
        for group in in_turn:
            groups = table.estimates(self.cells.partition(by, only={} if group is None else {GROUP: group}))
            reference = self._reference(level, group)
            yield Side(by, groups, self._gaps(groups, reference), self._untested(groups, reference), group)

    def _reference(self, level: Level, group: int | None) -> Estimates | None:
        """Those whom a level's groups, or one, are compared with; None for a number, or where they cancel."""
        table = self.table
        match table.inference.gap_from:
            case GapFrom.POPULATION:
                return table.estimates(table.population_partition(level))
            case GapFrom.REST if group is not None and table.question.population is not Population.NOBODY:
                return table.estimates(table.population_partition(level, without={GROUP: group}))
            case GapFrom.GROUP:
                return table.estimates(self.cells.partition(level, only={REFERENCE: 1}))
            case GapFrom.WHOLE if WAVE in self.cells.labels:
                return table.estimates(table.population_partition(self.cells.levels[0]))
            case _:
                # Areas of one wave are compared with the same whole, or the same table.
                return None

    def _gaps(self, groups: Estimates, reference: Estimates | None) -> Estimates | None:
        """The groups' gaps as estimates with a spread of their own."""
        table = self.table
        if table.question.population is Population.NOBODY:
            return None
        if reference is None:
            return replace(groups, theta=groups.theta - self._cancelling())
        gaps = self._minus(groups, reference)
        if table.inference.gap_from is not GapFrom.GROUP:
            return gaps
        return replace(gaps, theta=np.where(table.is_reference(groups.partition), np.nan, gaps.theta))

    def _cancelling(self) -> float:
        """What both sides of a difference are compared with: a number, or NaN where nobody is there."""
        table = self.table
        if table.inference.gap_from is GapFrom.TARGET:
            return table.inference.target
        if table.inference.gap_from is not GapFrom.WHOLE:
            return 0.0
        whole = table.estimates(table.population_partition(self.cells.levels[0])).theta
        return 0.0 if np.isfinite(whole).any() else np.nan

    def _unvaried(self, partition: Partition) -> BoolArray:
        return self.table.unvaried(partition)

    def _untested(self, ours: Estimates, theirs: Estimates | None) -> BoolArray:
        untested = self.table.unvaried(ours.partition)
        if theirs is None or not theirs.partition.size:
            return untested
        its = self.table.unvaried(theirs.partition) | (theirs.df < 1)
        return self._either(untested, its, self.cells.link(ours.partition, theirs.partition))

    def _minus(self, ours: Estimates, theirs: Estimates) -> Estimates:
        link = self.cells.link(ours.partition, theirs.partition)
        reference = taken(theirs.theta, link.domain)
        gap = ours.theta - reference
        known = ours.has_spread & (taken(theirs.has_spread.astype(np.float64), link.domain) == 1)
        spread = ours.spread.minus(theirs.spread, link)
        se = above_rounding(np.sqrt(spread.variance()), np.abs(ours.theta) + np.abs(reference))
        return replace(ours, theta=gap, se=se, spread=spread, linearised=known & np.isfinite(gap))

    def _movement(self, gaps: Estimates, before: Link, change_p: FloatArray, df: FloatArray) -> Categorical:
        """The direction in which each gap moved since the linked one."""
        p = intervals.p_value(gaps.theta, gaps.se, df)
        then = TestedGap(taken(gaps.theta, before.domain), taken(p, before.domain))
        return movements(then, TestedGap(gaps.theta, p), change_p, 1 - self.table.inference.level)

    def _link(self, ours: Partition, theirs: Partition, changed: Mapping[str, int]) -> Link:
        codes = {key: np.full(ours.size, code) for key, code in changed.items()}
        return link_domains(ours, theirs, counterparts(ours, theirs, codes), self.cells.sample)

    def _block(
        self,
        ours: Side,
        theirs: Side,
        changed: Mapping[str, int],
        only: Mapping[str, int],
        among: Compared,
        tested_df: FloatArray | None = None,
    ) -> Block:
        """Ours minus theirs; with movements where `tested_df`, of the gaps themselves, is given."""
        link = self._link(ours.levels.spread.partition, theirs.levels.spread.partition, changed)
        to_both = self.cells.link(ours.levels.partition, among.partition)
        df = taken(among.df, to_both.domain)
        over = None if among.spread is None else (among.spread, to_both)
        both_df = self._joint_df(ours, theirs, changed)
        level = gap_between(ours.levels, theirs.levels, link, both_df, nested=False, over=over)
        mine, its = (self._unvaried(side.levels.partition) for side in (ours, theirs))
        alike = self._either(mine, its, link)
        untested = self._either(ours.untested, theirs.untested, link)
        se = np.where(alike, np.nan, level.se)
        t = intervals.t_quantile(self.table.inference.level, level.df)
        low, high = intervals.symmetric(level.gap, se, t)
        numbers: dict[str, Numbers] = {
            "n": ours.levels.n,
            "n_weighted": ours.levels.n_weighted,
            "estimate": level.gap,
            "se": se,
            "ci_low": low,
            "ci_high": high,
            "df": np.where(np.isfinite(level.gap), level.df, np.nan),
            "own_df": np.minimum(self._own_df(ours), taken(self._own_df(theirs), link.domain)),
        }
        if ours.cell_base is not None and theirs.cell_base is not None:
            numbers["cell_base"] = np.fmin(ours.cell_base, taken(theirs.cell_base, link.domain))
        texts = {
            "status": self._statuses(ours, theirs, link),
            "ci_method": Categorical.repeated("t", len(df)),
        }
        found = None
        if ours.gaps is not None and theirs.gaps is not None:
            gap_link = self._link(ours.gaps.spread.partition, theirs.gaps.spread.partition, changed)
            found = gap_between(ours.gaps, theirs.gaps, gap_link, df, nested=False, over=over)
            gap = replace(found, se=np.where(untested, np.nan, found.se))
            tests = self.table.gap_tests(gap)
            numbers |= {**self.table.gap_columns(gap), "gap_p": tests}
            if tested_df is not None:
                texts["movement"] = self._movement(
                    ours.gaps, gap_link, tests.p(), ours.gaps.usable_df(tested_df)
                )
        alone = Categorical.first({ALIKE: untested & np.isfinite(level.gap)}, "")
        texts["remark"] = alone.beside(said_of_imputing(level, found), "; ")
        chosen = only if ours.group is None else {**only, GROUP: ours.group}
        return Block.on_grid(self.cells, ours.by, ours.levels.partition, numbers, texts, chosen)

    def _either(self, ours: BoolArray, theirs: BoolArray, link: Link) -> BoolArray:
        """Whether it is so of a domain, or of the one that it is compared with."""
        either: BoolArray = ours | np.append(theirs, False)[link.domain]
        return either

    def _statuses(self, ours: Side, theirs: Side, link: Link) -> Categorical:
        """Ours where we have no base, else theirs."""
        mine, its = self.table.status(ours.levels), self.table.status(theirs.levels)
        return mine.replaced(mine.are(Status.OK), its.at(link.domain, Status.NO_SAMPLE))

    def _joint_df(self, ours: Side, theirs: Side, changed: Mapping[str, int]) -> FloatArray:
        """Degrees of freedom of the two sides together (R: `degf` of the subset that has both)."""
        mine, its = (self.table.estimates(side.levels.partition) for side in (ours, theirs))
        both = self._link(mine.spread.partition, its.spread.partition, changed)
        return mine.spread.joint_degrees_of_freedom(its.spread, both).astype(np.float64)

    def _own_df(self, side: Side) -> FloatArray:
        """Degrees of freedom of the groups themselves."""
        estimates = self.table.estimates(side.levels.partition)
        return estimates.spread.degrees_of_freedom().astype(np.float64)


def _of_anybody(population: Estimates, df: IntArray) -> FloatArray:
    """Degrees of freedom of populations; none (NaN) where nobody of them answered."""
    return np.where(population.n > 0, df, np.nan)
