"""Like with like: standardised estimates and gaps, and the parts of a gap, with their sampling variation.

All are smooth functions of sums by cell in the group, its reference and the population, so their scores
follow from the derivatives that `kitagawa` gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from integrind.arrays.categorical import Categorical
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, sums, taken
from integrind.estimation.domains.cells import CELL, GROUP, REFERENCE
from integrind.estimation.domains.links import counterparts
from integrind.estimation.domains.partition import Partition, assembled
from integrind.estimation.estimators.kitagawa import (
    CellSums,
    Functional,
    Gradient,
    composition_part,
    rate_part,
    standardised,
    standardised_gap,
)
from integrind.estimation.inference import intervals
from integrind.estimation.inference.estimates import Estimates, Gap, said_of_imputing
from integrind.estimation.inference.spread import Spread
from integrind.estimation.inference.unvaried import ALIKE
from integrind.estimation.tables.blocks import Block, Numbers
from integrind.estimation.tables.tabulate import IndicatorTable
from integrind.estimation.totals.base import Base, by_domain, by_entry, count_by_domain
from integrind.estimation.totals.question import Population
from integrind.estimation.variance.regression import Regression
from integrind.estimation.variance.replication import replicate
from integrind.estimation.variance.taylor import Scores
from integrind.vocabulary import GapFrom, Measure, Quantity, Status

MEASURES = frozenset({Measure.PROPORTION, Measure.MEAN, Measure.RATIO})
"""What can be standardised: shares are of sums of w x."""


def _weighted(base: Base) -> tuple[FloatArray, FloatArray]:
    """Columns w x and w y of a base."""
    x = base.weight if base.denominator is None else base.weight * base.denominator
    return x, base.weight * base.value


@dataclass(frozen=True)
class Part:
    """One of those whose sums a quantity is made of: domains by cell, and which of them each group has."""

    partition: Partition
    """By cell."""
    whole: Partition
    """The same domains without cells."""
    domain: IntArray
    """Domain of `whole`, by group; -1 for none."""

    def cell_sums(self, base: Base, cells: int) -> CellSums:
        """Sums by group and cell."""
        of_whole = counterparts(self.partition, self.whole)
        cell = of_whole * cells + self.partition.keys[CELL]
        size = (self.whole.size + 1) * cells
        x = base.weight if base.denominator is None else base.weight * base.denominator
        found = [
            sums(by_domain(by_entry(base.sums(column), self.partition), self.partition), cell, size).reshape(
                -1, cells
            )
            for column in (x, base.weight * base.value)
        ]
        return CellSums(found[0], found[1]).taken(self.domain)

    def least(self, base: Base) -> FloatArray:
        """People in the smallest cell that has any, by group; infinite where there is none."""
        people = count_by_domain(base.counts, self.partition)
        held = people > 0
        found = np.full(self.whole.size + 1, np.inf)
        np.minimum.at(found, counterparts(self.partition, self.whole)[held], people[held])
        return found[self.domain]

    def contributions(
        self, base: Base, found: CellSums, gradient: Gradient, atoms: int
    ) -> tuple[IntArray, FloatArray]:
        """Pairs (group × atoms + atom) and scores of everyone in the part, group after group."""
        entry_x, entry_y = (by_entry(base.sums(column), self.partition) for column in _weighted(base))
        group, entry = self._entries()
        cell = self.partition.keys[CELL][self.partition.domain[entry]]
        rate = np.nan_to_num(found.rate[group, cell])
        by_rate, by_share = (np.nan_to_num(part[group, cell], posinf=0.0, neginf=0.0) for part in gradient)
        score = by_rate * (entry_y[entry] - rate * entry_x[entry]) + by_share * entry_x[entry]
        return group * atoms + self.partition.unit[entry], score

    def people(self, base: Base, atoms: int) -> IntArray:
        """Pairs (group × atoms + atom) in which anybody of the part is."""
        group, entry = self._entries()
        there = base.present(self.partition)[entry]
        return group[there] * atoms + self.partition.unit[entry[there]]

    def _entries(self) -> tuple[IntArray, IntArray]:
        """Groups, and the entries of the part that each has, group after group."""
        of_whole = counterparts(self.partition, self.whole)[self.partition.domain]
        order = np.argsort(of_whole, kind="stable")
        start = np.searchsorted(of_whole[order], np.arange(self.whole.size + 1))
        size = np.append(np.diff(start), 0)[self.domain]
        group = np.repeat(np.arange(len(self.domain)), size)
        first = np.repeat(start[np.maximum(self.domain, 0)] - (np.cumsum(size) - size), size)
        return group, order[first + np.arange(len(group))]


@dataclass(frozen=True)
class Compared:
    """Groups of a level (all of them, or one) and those with whom they are compared."""

    level: tuple[str, ...]
    groups: Estimates
    ours: Part
    theirs: Part | None
    population: Part
    df: FloatArray
    """Of gaps: the population's."""
    group: int | None
    """The only group, where each has a reference of its own."""
    untested: BoolArray
    """Groups of whom, or of whose reference, nothing is known to vary."""


class Standardisation:
    """Standardised estimates and the parts of the gaps of one indicator, in the cells of one breakdown."""

    def __init__(self, table: IndicatorTable, labels: Sequence[str]) -> None:
        self.table = table
        self.cells = table.cells
        self.labels = labels
        self.bases = tuple(it.cell_totals.base for it in table.imputations)

    def blocks(self) -> Iterator[Block]:
        """Three blocks for each level with groups, one a quantity; none for a measure without shares."""
        if self.table.question.measure in MEASURES and GROUP in self.cells.labels:
            for level in self.cells.levels:
                for compared in self.compared(level):
                    yield self._standardised_block(compared)
                    yield from self._part_blocks(compared)

    def unshown_blocks(self, *, population_rows: bool) -> Iterator[Block]:
        """Counts of the cells that the numbers are made of: no table shows them, but the numbers tell."""
        if self.table.question.measure not in MEASURES or GROUP not in self.cells.labels:
            return
        for number, table in enumerate(self.table.imputations):
            for level in self.cells.levels:
                if population_rows:
                    partition = table.population_partition((*level, CELL))
                    yield table.unshown_block(partition, (*level, CELL), number)
                by = (*level, GROUP, CELL)
                yield table.unshown_block(self.cells.partition(by), by, number)

    def compared(self, level: tuple[str, ...]) -> Iterator[Compared]:
        """Groups with their references; one group at a time where each has a rest of its own."""
        table, by = self.table, (*level, GROUP)
        groups = self.cells.partition(by)
        if table.question.population is Population.NOBODY:
            yield self._compared(level, groups, None)
            return
        match table.inference.gap_from:
            case GapFrom.POPULATION:
                yield self._compared(level, groups, self._population(level, groups))
            case GapFrom.WHOLE:
                yield self._compared(level, groups, self._population(self.cells.levels[0], groups))
            case GapFrom.GROUP:
                whole = self.cells.partition(level, only={REFERENCE: 1})
                part = _part(self.cells.partition((*level, CELL), only={REFERENCE: 1}), whole, groups)
                itself = table.is_reference(groups)
                theirs = replace(part, domain=np.where(itself, -1, part.domain))
                yield self._compared(level, groups, theirs)
            case GapFrom.REST:
                for group in range(self.cells.labels[GROUP]):
                    mine, rest = self.cells.partition(by, only={GROUP: group}), {GROUP: group}
                    whole = table.population_partition(level, without=rest)
                    theirs = _part(table.population_partition((*level, CELL), without=rest), whole, mine)
                    yield self._compared(level, mine, theirs, group)
            case _:
                yield self._compared(level, groups, None)

    def levels_of(self, compared: Compared) -> Estimates:
        """Standardised estimates of the groups."""
        return self._found(compared, standardised, [compared.ours, compared.population])

    def gaps_of(self, compared: Compared) -> Estimates | None:
        """Gaps of the standardised estimates, where the groups are compared with anybody."""
        if compared.theirs is None:
            return None
        return self._found(compared, standardised_gap, [compared.ours, compared.theirs, compared.population])

    def cell_base(self, compared: Compared) -> FloatArray:
        """People in the smallest cell of either side, whose variance one or two would leave unseen."""
        sides = (compared.ours, *([compared.theirs] if compared.theirs is not None else []))
        least = np.min([side.least(base) for side in sides for base in self.bases], axis=0)
        return np.where(np.isfinite(least), least, np.nan)

    def _remark(self, compared: Compared) -> Categorical:
        said = self.table.remark(compared.groups)
        return said.beside(Categorical.first({ALIKE: compared.untested}, ""), "; ")

    def _untested(self, groups: Partition, theirs: Part | None) -> BoolArray:
        untested = self.table.unvaried(groups)
        if theirs is None or not theirs.whole.size:
            return untested
        its = self.table.unvaried(theirs.whole) | (self.table.estimates(theirs.whole).df < 1)
        either: BoolArray = untested | np.append(its, False)[theirs.domain]
        return either

    def _compared(
        self, level: tuple[str, ...], groups: Partition, theirs: Part | None, group: int | None = None
    ) -> Compared:
        everybody = self.table.estimates(self.table.population_partition(level))
        df = everybody.spread.degrees_of_freedom().astype(np.float64)
        only = {} if group is None else {GROUP: group}
        ours = _part(self.cells.partition((*level, GROUP, CELL), only=only), groups, groups)
        return Compared(
            level,
            self.table.estimates(groups),
            ours,
            theirs,
            self._population(level, groups),
            taken(df, counterparts(groups, everybody.partition)),
            group,
            self._untested(groups, theirs),
        )

    def _population(self, level: tuple[str, ...], groups: Partition) -> Part:
        return _part(
            self.table.population_partition((*level, CELL)), self.table.population_partition(level), groups
        )

    def _standardised_block(self, compared: Compared) -> Block:
        estimates, gaps = self.levels_of(compared), self.gaps_of(compared)
        t = intervals.t_quantile(self.table.inference.level, self._df(compared, estimates))
        t = np.where(self.table.unvaried(compared.groups.partition), np.nan, t)
        low, high = intervals.symmetric(estimates.theta, estimates.se, t)
        numbers: dict[str, Numbers] = {
            "estimate": estimates.theta,
            "se": estimates.se,
            "ci_low": low,
            "ci_high": high,
        }
        if gaps is not None:
            numbers |= self._gap_columns(gaps, compared)
            numbers["reference"] = estimates.theta - gaps.theta
        return self._block(compared, Quantity.STANDARDISED, estimates, gaps, numbers)

    def _part_blocks(self, compared: Compared) -> Iterator[Block]:
        if compared.theirs is None:
            return
        for quantity, functional in (
            (Quantity.RATE_PART, rate_part),
            (Quantity.COMPOSITION_PART, composition_part),
        ):
            found = self._found(compared, functional, [compared.ours, compared.theirs])
            yield self._block(compared, quantity, found, found, self._gap_columns(found, compared))

    def _block(
        self,
        compared: Compared,
        quantity: Quantity,
        found: Estimates,
        gaps: Estimates | None,
        numbers: Mapping[str, Numbers],
    ) -> Block:
        groups = compared.groups
        counted: dict[str, FloatArray | IntArray] = {
            "n": groups.n,
            "n_weighted": groups.n_weighted,
            "df": self._df(compared, found),
            "cell_base": self.cell_base(compared),
        }
        compares = True if compared.theirs is None else compared.theirs.domain >= 0
        lacking = np.isfinite(groups.theta) & ~np.isfinite(found.theta) & compares
        texts = {
            "status": self.table.status(groups).replaced(
                lacking, Categorical.repeated(Status.NOT_AVAILABLE, len(lacking))
            ),
            "remark": self._empty_cells(compared, lacking)
            .beside(self._remark(compared), "; ")
            .beside(said_of_imputing(None if found is gaps else found, gaps), "; "),
            "ci_method": Categorical.repeated("t", groups.partition.size),
        }
        only = {} if compared.group is None else {GROUP: compared.group}
        block = Block.on_grid(
            self.cells, (*compared.level, GROUP), groups.partition, {**counted, **numbers}, texts, only
        )
        return block.saying(quantity=quantity)

    @staticmethod
    def _df(compared: Compared, found: Estimates) -> FloatArray:
        """Degrees of freedom of a quantity of the groups: the design's are those of the groups themselves."""
        return found.usable_df(compared.groups.spread.degrees_of_freedom().astype(np.float64))

    def _gap_columns(self, found: Estimates, compared: Compared) -> dict[str, Numbers]:
        gap = Gap.alone(found, compared.df, tested=~compared.untested)
        return {**self.table.gap_columns(gap), "gap_p": self.table.gap_tests(gap)}

    def _found(self, compared: Compared, functional: Functional, parts: Sequence[Part]) -> Estimates:
        """A quantity of every group, with its sampling variation."""
        each = [self._in(base, compared, functional, parts) for base in self.bases]
        return each[0] if len(each) == 1 else Estimates.combined(each)

    def _in(self, base: Base, compared: Compared, functional: Functional, parts: Sequence[Part]) -> Estimates:
        """The same of one imputation."""
        partition, replication = compared.groups.partition, self.table.question.replication
        found = [part.cell_sums(base, len(self.labels)) for part in parts]
        theta, gradients = functional(*found)

        def again(weights: FloatArray) -> FloatArray:
            reweighted = base.reweighted(weights)
            return functional(*(part.cell_sums(reweighted, len(self.labels)) for part in parts))[0]

        spread: Spread
        if replication is None:
            spread = self._scores(base, compared, parts, found, gradients, theta)
        else:
            spread = replicate(base, again, replication, partition, theta)
        return replace(
            compared.groups,
            theta=theta,
            se=np.where(np.isfinite(theta), np.sqrt(spread.variance()), np.nan),
            spread=spread,
        )

    def _scores(
        self,
        base: Base,
        compared: Compared,
        parts: Sequence[Part],
        found: Sequence[CellSums],
        gradients: Sequence[Gradient],
        theta: FloatArray,
    ) -> Scores:
        """Scores of every group; lonely strata are counted in the population, whose shares are in them."""
        sample = self.cells.sample
        everybody = self.bases[0]
        counted = compared.population.people(everybody, sample.atoms) if sample.averages else np.zeros(0, int)
        pairs, scores = zip(
            *(
                part.contributions(base, it, gradient, sample.atoms)
                for part, it, gradient in zip(parts, found, gradients, strict=True)
            ),
            strict=True,
        )
        partition, entry = assembled(compared.groups.partition, np.concatenate([counted, *pairs]), sample)
        scored = entry[len(counted) :]
        score = sums(np.nan_to_num(np.concatenate(scores)), scored, partition.entries)
        present = np.zeros(partition.entries, dtype=bool)
        present[entry[: len(counted)]] = True
        regression = Regression.of(sample, base.weights_of_file)
        return Scores(partition, sample, theta, score, present, regression=regression)

    def _empty_cells(self, compared: Compared, lacking: BoolArray) -> Categorical:
        """Where a group, or those with whom it is compared, has nobody, named by the cells' labels."""
        parts = (compared.ours, compared.theirs or compared.population)
        mine, its = (part.cell_sums(self.bases[0], len(self.labels)).x == 0 for part in parts)
        remarks = []
        for empty, lacks in zip(mine != its, lacking, strict=True):
            names = [self.labels[int(at)] for at in np.flatnonzero(empty)]
            more = f" and {len(names) - 3} others" if len(names) > 3 else ""
            said = f"nobody in {', '.join(names[:3])}{more}: merge it with a neighbour"
            remarks.append(said if lacks and names else "")
        return Categorical.of(remarks)


def _part(partition: Partition, whole: Partition, groups: Partition) -> Part:
    return Part(partition, whole, counterparts(groups, whole))
