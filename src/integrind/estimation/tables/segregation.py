"""Rows of how far groups live apart: of each group, over the areas of one variable, in each wave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from integrind.arrays.categorical import Categorical
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, above_rounding, taken
from integrind.concurrently import cached
from integrind.estimation.domains.cells import AREA, GROUP, WAVE
from integrind.estimation.domains.partition import Partition
from integrind.estimation.inference import intervals
from integrind.estimation.inference.estimates import Estimates
from integrind.estimation.inference.spread import Spread
from integrind.estimation.tables.apart import Gaps, Index, Totals, gaps, indices, measured, quotient
from integrind.estimation.tables.blocks import Block
from integrind.estimation.tables.differences import Compared, Differences, Side
from integrind.estimation.tables.distribution import BIASED, beyond
from integrind.estimation.tables.sizes import UNLABELLED
from integrind.estimation.tables.tabulate import IndicatorTable
from integrind.estimation.totals.base import by_domain, by_entry
from integrind.estimation.totals.recoded import Recoded
from integrind.estimation.variance.replication import Replicates
from integrind.estimation.variance.taylor import Scores
from integrind.evidence import AREAS
from integrind.vocabulary import GapFrom, Quantity, Status

CHANGES: Mapping[Quantity, Quantity] = {
    Quantity.GROUP_SHARE: Quantity.GROUP_SHARE_CHANGE,
    Quantity.DISSIMILARITY: Quantity.DISSIMILARITY_CHANGE,
    Quantity.ISOLATION: Quantity.ISOLATION_CHANGE,
}
"""What is compared between waves; exposure to the rest is what isolation leaves of 1."""


class Segregation:
    """The groups of one breakdown over the areas of one variable: everybody counts one in the table."""

    def __init__(self, table: IndicatorTable) -> None:
        """Of people whose area is known."""
        self.table = table
        self.cells = table.cells
        self.partition = table.population_partition(self.cells.levels[0])

    @property
    def groups(self) -> int:
        """How many there are."""
        return self.cells.labels[GROUP]

    def blocks(self, labels: Sequence[str]) -> Iterator[Block]:
        """A block for each index, with what disclosure control needs to know of its group."""
        for index in indices(self.groups):
            yield self._block(index, labels)

    def estimates(self, index: Index) -> Estimates:
        """An index by wave, with its sampling variation; the base is the group's."""
        everybody = self.table.estimates(self.partition)
        value = measured(index, self._totals)
        theta = value.value[self.wave]
        linearised = self._by_replicate is None
        spread = self._scores(value.derivative) if linearised else self._replicates(index, theta)
        se = above_rounding(np.sqrt(spread.variance()), np.ones(self.partition.size))
        n = self._people[self.wave, :, index.group].sum(axis=1)
        return replace(
            everybody,
            n=n.astype(np.int64),
            n_weighted=self._totals[self.wave, :, index.group].sum(axis=1),
            theta=theta,
            se=np.where(np.isfinite(theta), se, np.nan),
            spread=spread,
            linearised=np.isfinite(theta),
        )

    def _scores(self, derivative: FloatArray) -> Spread:
        """Scores of the derivative by the total that each row is in."""
        return self._total(derivative[self._cell], self.partition)

    def _replicates(self, index: Index, theta: FloatArray) -> Replicates:
        design, each = self.table.question.replication, self._by_replicate
        assert design is not None  # noqa: S101
        assert each is not None  # noqa: S101
        found = np.stack([measured(index, it).value[self.wave] for it in each])
        return Replicates(self.partition, design, theta, found, self.table.cell_totals)

    def _block(self, index: Index, labels: Sequence[str]) -> Block:
        found, df = self.estimates(index), self.table.estimates(self.partition).df
        df = np.where(np.isfinite(found.theta), df, np.nan)
        method = Categorical.repeated("t", self.partition.size)
        t = intervals.t_quantile(self.table.inference.level, df)
        low, high = intervals.symmetric(found.theta, found.se, t)
        if index.quantity is Quantity.GROUP_SHARE:
            n = self.table.estimates(self.partition).n.astype(np.float64)
            of = intervals.Proportions(found.theta, found.se, n, df, self.table.inference.level)
            kind = self.table.inference.proportion_interval
            (low, high), method = intervals.of_proportions(kind, of), intervals.methods(kind, of)
        numbers = {"estimate": found.theta, "se": found.se, "ci_low": low, "ci_high": high, "df": df}
        biased = np.zeros(self.partition.size, dtype=bool)
        if index.quantity is Quantity.DISSIMILARITY:
            biased = np.isfinite(found.se) & (self._bias(index.group) > found.se / 2)
        texts = {"ci_method": method, "remark": Categorical.first({BIASED: biased}, "")}
        block = self.placed(index, self._with_base(index.group, found, numbers, texts))
        if index.quantity not in {Quantity.DISSIMILARITY, Quantity.EXPOSURE}:
            return block.saying(quantity=index.quantity)
        versus = GapFrom.REST if index.versus is None else labels[index.versus]
        return block.saying(quantity=index.quantity, versus=versus)

    def _with_base(
        self,
        group: int,
        found: Estimates,
        numbers: Mapping[str, FloatArray],
        texts: Mapping[str, Categorical],
    ) -> Block:
        status = Categorical.first(
            {Status.NO_SAMPLE: found.n == 0, Status.NOT_APPLICABLE: np.isnan(found.theta)}, Status.OK
        )
        columns: dict[str, FloatArray | IntArray] = {"n": found.n, "n_weighted": found.n_weighted}
        columns |= {**self.evidence(group), **numbers}
        level = self.cells.levels[0]
        return Block.on_grid(self.cells, level, self.partition, columns, {"status": status, **texts})

    def evidence(self, group: int) -> Mapping[str, FloatArray]:
        """By wave, people of the group, of the rest, and areas where anybody of the group is."""
        people = self._people[self.wave]
        own = people[:, :, group]
        rest = people.sum(axis=(1, 2)) - own.sum(axis=1)
        return {
            "people": own.sum(axis=1),
            "without": rest,
            AREAS: (own > 0).sum(axis=1).astype(np.float64),
        }

    def placed(self, index: Index, block: Block) -> Block:
        """The rows as those of a group, and of areas that have no rows of their own."""
        rows = len(block.columns["n"])
        codes = {AREA: np.full(rows, -1), GROUP: np.full(rows, index.group)}
        return replace(block, codes={**block.codes, **codes})

    def _bias(self, group: int) -> FloatArray:
        """How much chance adds: what a normal deviate's size has beyond each area's gap that it is about."""
        gap = gaps(group, self._totals)
        if self._by_replicate is not None:
            return self._bias_by_replicate(group, gap.gap[self.wave])
        areas = self.cells.partition((*self.cells.levels[0], AREA))
        at = self._waves(areas), areas.keys[AREA]
        more = beyond(np.abs(gap.gap[at]), np.sqrt(self._variance_of_gaps(group, gap, areas)))
        total: FloatArray = np.bincount(at[0], more, minlength=len(gap.gap)) / 2
        return total[self.wave]

    def _variance_of_gaps(self, group: int, gap: Gaps, areas: Partition) -> FloatArray:
        """By area; scores are those of its own people, less its share of each side times those of all.

        The first are few: what they have in common with the others is found from their difference.
        """
        at, link = (self._waves(areas), areas.keys[AREA]), self.cells.link(areas, self.partition)
        is_own = self._cell[2] == group
        per = [quotient(np.ones_like(it), it)[self._cell[0]] for it in (gap.whole, gap.whole_of_rest)]
        values = [np.where(is_own, per[0], 0.0), np.where(is_own, 0.0, per[1])]
        inside = self._total(values[0] - values[1], areas)
        ours, theirs = (self._total(it, self.partition) for it in values)
        both = self._total(values[0] + values[1], self.partition).variance()
        within, (own, rest) = inside.variance(), (gap.own[at], gap.rest[at])
        of_ours, of_theirs = ours.variance(), theirs.variance()
        mine, its = of_ours[link.domain], of_theirs[link.domain]
        with_ours = (within + mine - inside.variance_of_difference(ours, link)) / 2
        with_theirs = (within + its - inside.variance_of_difference(theirs, link)) / 2
        together = (both - of_ours - of_theirs)[link.domain] / 2
        of_all = own**2 * mine + rest**2 * its - 2 * own * rest * together
        return np.maximum(within - 2 * (own * with_ours - rest * with_theirs) + of_all, 0.0)

    def _total(self, value: FloatArray, partition: Partition) -> Scores:
        """The total of a value that everybody of a finest entry has."""
        return Recoded(self.table.cell_totals, value[None]).total(partition)

    def _bias_by_replicate(self, group: int, gap: FloatArray) -> FloatArray:
        design, each = self.table.question.replication, self._by_replicate
        assert design is not None  # noqa: S101
        assert each is not None  # noqa: S101
        found = np.stack([gaps(group, it).gap[self.wave].ravel() for it in each])
        se = np.sqrt(design.variance(found, gap.ravel()))
        total: FloatArray = beyond(np.abs(gap).ravel(), se).reshape(gap.shape).sum(axis=1) / 2
        return total

    @cached
    def wave(self) -> IntArray:
        """Code of the wave, by domain of the partition."""
        return self._waves(self.partition)

    def _waves(self, partition: Partition) -> IntArray:
        return partition.keys[WAVE] if WAVE in self.cells.labels else np.zeros(partition.size, dtype=np.int64)

    @cached
    def _cell(self) -> tuple[IntArray, IntArray, IntArray]:
        """Wave, area and group of each finest entry; anything where it has none, for nobody there counts."""
        keys = self.table.cell_totals.crossing.keys
        nothing = np.zeros(self.table.cell_totals.crossing.size, dtype=np.int64)
        wave = np.maximum(keys[WAVE], 0) if WAVE in self.cells.labels else nothing
        return wave, np.maximum(keys[AREA], 0), np.where(keys[GROUP] < 0, self.groups, keys[GROUP])

    @cached
    def _totals(self) -> Totals:
        return self._arranged(
            lambda partition: by_domain(by_entry(self.table.cell_totals.weights, partition), partition)
        )

    @cached
    def _people(self) -> FloatArray:
        return self._arranged(lambda partition: self.table.cell_totals.n(partition).astype(np.float64))

    @cached
    def _by_replicate(self) -> Sequence[Totals] | None:
        """Totals with each replicate weight."""
        replication = self.table.question.replication
        if replication is None:
            return None
        sums, _ = self.table.cell_totals.sums_by_replicate(replication.weights)

        def totals(finest: FloatArray) -> Totals:
            return self._arranged(lambda partition: partition.finest_in_domain.sums(finest))

        return [totals(it) for it in sums]

    def _arranged(self, of: Callable[[Partition], FloatArray]) -> Totals:
        """What is known by domain, by wave, area and group."""
        by = (*self.cells.levels[0], AREA)
        waves = self.cells.labels.get(WAVE, 1)
        found = np.zeros((waves, self.cells.labels[AREA], self.groups + 1))
        known, unlabelled = (
            self.cells.partition((*by, GROUP)),
            self.cells.partition(by, only={GROUP: UNLABELLED}),
        )
        found[self._waves(known), known.keys[AREA], known.keys[GROUP]] = of(known)
        found[self._waves(unlabelled), unlabelled.keys[AREA], -1] = of(unlabelled)
        return found


class SegregationChanges(Differences):
    """Differences of what is said of groups between two waves."""

    def __init__(self, segregation: Segregation) -> None:
        """Of one breakdown and the areas of one variable."""
        super().__init__(segregation.table)
        self.segregation = segregation

    def between(self, later: int, earlier: int) -> Iterator[Block]:
        """A block for each index that is compared."""
        everybody = self.table.estimates(self.segregation.partition)
        before = self._link(everybody.partition, everybody.partition, {WAVE: earlier})
        df = everybody.spread.joint_degrees_of_freedom(everybody.spread, before).astype(np.float64)
        both = everybody.spread.minus(everybody.spread, before) if self.cells.sample.averages else None
        among = Compared(everybody.partition, both, df)
        level = self.cells.levels[0]
        for index in indices(self.segregation.groups):
            if index.quantity not in CHANGES:
                continue
            found = self.segregation.estimates(index)
            side = Side(level, found, None, np.zeros(found.partition.size, dtype=bool))
            block = self._block(side, side, {WAVE: earlier}, {WAVE: later}, among)
            fewest = {
                name: np.minimum(its, taken(its, before.domain))
                for name, its in self.segregation.evidence(index.group).items()
            }
            at = np.flatnonzero(self.segregation.wave == later)
            told = {name: its[at] for name, its in fewest.items()}
            block = replace(block, columns={**block.columns, **told})
            yield self.segregation.placed(index, block).saying(quantity=CHANGES[index.quantity])

    def _unvaried(self, partition: Partition) -> BoolArray:
        return np.zeros(partition.size, dtype=bool)
