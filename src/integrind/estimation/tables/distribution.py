"""A distribution over categories: each is a share, and together they tell how far a group is from others.

Dissimilarity is half the sum of the gaps' sizes, so its score is half the sum of their scores with the signs
of the gaps: the difference of the means of a variable that has for each category half its gap's sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

import numpy as np

from integrind.arrays.categorical import Categorical
from integrind.arrays.elementary import exp
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, above_rounding, taken
from integrind.estimation.domains.cells import AREA, COMPARISON, GROUP, REFERENCE, Cells
from integrind.estimation.domains.links import counterparts
from integrind.estimation.domains.partition import Partition
from integrind.estimation.estimators.linear import LinearEstimator
from integrind.estimation.inference import intervals
from integrind.estimation.inference.estimates import Estimates, said_of_imputing
from integrind.estimation.inference.spread import Spread
from integrind.estimation.tables.blocks import Block, Numbers
from integrind.estimation.tables.differences import Differences, Level, Side
from integrind.estimation.tables.equality import Equality, EqualityTest
from integrind.estimation.tables.tabulate import IndicatorTable
from integrind.estimation.totals.cell_totals import CellTotals, share_passes
from integrind.estimation.totals.question import Inference, Population, Question
from integrind.estimation.totals.recoded import Recoded
from integrind.estimation.variance.replication import Replicates
from integrind.vocabulary import GapFrom, Quantity

BIASED = (
    "biased upwards by more than half its standard error: near 0 neither it nor the error is to be trusted"
)
"""What the notes say of a dissimilarity whose gaps are small beside what chance makes of them."""
_FAR = 40.0
"""A normal deviate beyond which nothing of the curve is left."""
FACTORS = "numerator degrees of freedom: {:.12g}"


class Distribution:
    """The categories of one indicator in the cells of one breakdown, each as a share and all together."""

    untested = ""
    """What the notes say where equality isn't tested."""

    def __init__(
        self, question: Question, cell_totals: CellTotals, cells: Cells, inference: Inference
    ) -> None:
        """With the cell totals of a question whose values are codes of categories."""
        self.question, self.cell_totals, self.cells, self.inference = question, cell_totals, cells, inference
        self.tables = self._tables()

    def _tables(self) -> tuple[IndicatorTable, ...]:
        """Of each category."""
        totals = [self.cell_totals.of_category(it) for it in range(self.question.responses.categories)]
        if self.question.replication is not None:
            share_passes(totals, self.question.replication.weights)
        return tuple(IndicatorTable(it.question, it, self.cells, self.inference) for it in totals)

    @property
    def estimators(self) -> tuple[LinearEstimator, ...]:
        """Of each category."""
        return tuple(cast("LinearEstimator", it.estimator) for it in self.tables)

    def blocks(self) -> Iterator[Block]:
        """How far each group's distribution is from its reference's, and whether it is the rest's."""
        if not self.has_gaps:
            return
        for level in self.cells.levels:
            for only in self.each(level) if self.is_compared_within else ():
                yield self._dissimilarity_block(level, only)
            for group in range(self.cells.labels[GROUP]):
                yield self._equality_block(level, group)

    @property
    def has_gaps(self) -> bool:
        """Whether there are groups, and a population that they are part of."""
        return GROUP in self.cells.labels and self.question.population is not Population.NOBODY

    @property
    def is_compared_within(self) -> bool:
        """Whether with people of the same sample: no table says how its shares vary together."""
        return self.inference.gap_from is not GapFrom.TABLE

    def each(self, level: Level) -> Iterator[Mapping[str, int]]:
        """Groups, one at a time; and areas, where all have one reference but gaps of their own."""
        areas = self.inference.gap_from is GapFrom.WHOLE and AREA in level
        for group in range(self.cells.labels[GROUP]):
            for area in range(self.cells.labels[AREA]) if areas else (None,):
                yield {GROUP: group} if area is None else {GROUP: group, AREA: area}

    def dissimilarity(self, level: Level, only: Mapping[str, int]) -> Estimates:
        """Half the sum of the sizes of the gaps of some groups, with its sampling variation."""
        ours, theirs = self.cells.partition((*level, GROUP), only=only), self._reference(level, only[GROUP])
        link = self.cells.link(ours, theirs)
        gaps = np.stack([it.theta(ours) - taken(it.theta(theirs), link.domain) for it in self.estimators])
        groups = self.tables[0].estimates(ours)
        reference = self.inference.gap_from is GapFrom.GROUP
        nothing = (self.tables[0].is_reference(groups.partition) & reference) | (groups.n == 0)
        theta = np.where(nothing, np.nan, np.abs(gaps).sum(axis=0) / 2)
        if self.question.replication is None:
            half = np.sign(np.nan_to_num(gaps)) / 2
            recoded = Recoded(self.cell_totals, self._by_entry(half, ours, self._level(level)))
            spread: Spread = recoded.mean(ours).minus(recoded.mean(theirs), link)
        else:
            spread = self._replicates(ours, theirs, theta)
        same = (groups.n == self._n(theirs, link.domain)) & (self.question.population is Population.EVERYONE)
        se = above_rounding(np.sqrt(spread.variance()), np.ones(ours.size))
        se = np.where(same, 0.0, np.where(np.isfinite(theta), se, np.nan))
        theta = np.where(same, 0.0, theta)
        return replace(groups, theta=theta, se=se, spread=spread, linearised=np.isfinite(theta))

    def _replicates(self, ours: Partition, theirs: Partition, theta: FloatArray) -> Replicates:
        link = self.cells.link(ours, theirs)
        sides = [[cast("Replicates", it.estimates(at).spread) for at in (ours, theirs)] for it in self.tables]
        gaps = [mine.minus(its, link) for mine, its in sides]
        sizes = np.sum([np.abs(it.replicates) for it in gaps], axis=0) / 2
        return replace(gaps[0], full=theta, replicates=sizes)

    def _n(self, theirs: Partition, at: IntArray) -> FloatArray:
        return taken(self.cell_totals.n(theirs).astype(np.float64), at)

    def _level(self, level: Level) -> Level:
        """Of which reference groups are compared with: each area's own, or the whole's."""
        return self.cells.levels[0] if self.inference.gap_from is GapFrom.WHOLE else level

    def _reference(self, level: Level, group: int) -> Partition:
        table = self.tables[0]
        match self.inference.gap_from:
            case GapFrom.REST:
                return table.population_partition(level, without={GROUP: group})
            case GapFrom.GROUP:
                return self.cells.partition(level, only={REFERENCE: 1})
            case _:
                return table.population_partition(self._level(level))

    def _by_entry(self, by_domain: FloatArray, ours: Partition, level: Level) -> FloatArray:
        """What is known of each group's categories, by finest entry of those whom it is compared among."""
        among = self.cells.partition(level)
        found = np.zeros((len(by_domain), among.size + 1))
        at = counterparts(ours, among)
        found[:, at] = by_domain
        found[:, -1] = 0.0
        return found[:, among.finest_domain]

    def df(self, level: Level, ours: Partition) -> FloatArray:
        """Degrees of freedom of the population that groups are compared in."""
        everybody = self.tables[0].estimates(self.tables[0].population_partition(self._level(level)))
        return taken(everybody.design_df, counterparts(ours, everybody.partition))

    def unvaried(self, partition: Partition) -> BoolArray:
        """Which domains have answers that are all of one category."""
        alike: BoolArray = np.logical_and.reduce([it.unvaried(partition) for it in self.tables])
        return alike

    def _dissimilarity_block(self, level: Level, only: Mapping[str, int]) -> Block:
        found = self.dissimilarity(level, only)
        df = np.where(np.isfinite(found.theta), found.usable_df(self.df(level, found.partition)), np.nan)
        low, high = intervals.symmetric(found.theta, found.se, intervals.t_quantile(self.inference.level, df))
        biased = self._bias(level, found.partition) > found.se / 2
        numbers = {"estimate": found.theta, "se": found.se, "ci_low": low, "ci_high": high, "df": df}
        texts = {
            "ci_method": Categorical.repeated("t", found.partition.size),
            "remark": Categorical.first({BIASED: biased & np.isfinite(found.se)}, "").beside(
                said_of_imputing(found, None), "; "
            ),
        }
        return self._block(level, only, found, numbers, texts).saying(quantity=Quantity.DISSIMILARITY)

    def _bias(self, level: Level, partition: Partition) -> FloatArray:
        """How much chance adds: for each gap, what the size of a normal deviate about it has beyond its own.

        E|N(g, s)| - |g|, g the gap found and s its standard error.
        """
        at = counterparts(partition, self.cells.partition((*level, GROUP)))
        total = np.zeros(partition.size)
        for table in self.tables:
            gap = table.group_gap(level)
            if gap is not None:
                size, se = np.abs(taken(gap.gap, at)), taken(gap.se, at)
                total += beyond(size, se)
        return total / 2

    def equality(self, level: Level, group: int) -> EqualityTest:
        """Whether a group's distribution is that of the rest, by domain of the level."""
        among, replication = self.cells.partition(level), self.question.replication
        by_replicate = (
            []
            if replication is None
            else [it.base.sums_by_replicate(replication.weights)[0] for it in self.estimators]
        )
        everybody = self.tables[0].estimates(self.tables[0].population_partition(level))
        df = taken(everybody.df, counterparts(among, everybody.partition))
        return Equality(self.cell_totals, among, self._sides(group), replication, by_replicate).test(df)

    def _equality_block(self, level: Level, group: int) -> Block:
        only = {GROUP: group}
        groups = self.tables[0].estimates(self.cells.partition((*level, GROUP), only=only))
        test, at = self.equality(level, group), counterparts(groups.partition, self.cells.partition(level))
        f, above, below = (taken(it, at) for it in (test.f, test.above, test.below))
        numbers: dict[str, Numbers] = {
            "estimate": f,
            "df": below,
            "gap_p": intervals.TTests.known(taken(test.p, at)),
        }
        said = [FACTORS.format(it) if np.isfinite(it) else self.untested for it in above]
        block = self._block(level, only, groups, numbers, {"remark": Categorical.of(said)})
        return block.saying(quantity=Quantity.EQUALITY, versus=GapFrom.REST)

    def _sides(self, group: int) -> IntArray:
        """Who is in the group, and who in the rest of those who stand for the population."""
        keys = self.cell_totals.crossing.keys
        compared = self.question.population is Population.COMPARISON_SAMPLE
        rest = keys[COMPARISON] == 1 if compared else np.ones(self.cell_totals.crossing.size, dtype=bool)
        return np.where(keys[GROUP] == group, 0, np.where(rest, 1, -1))

    def _block(
        self,
        level: Level,
        only: Mapping[str, int],
        groups: Estimates,
        numbers: Mapping[str, Numbers],
        texts: Mapping[str, Categorical],
    ) -> Block:
        table = self.tables[0]
        counted: dict[str, FloatArray | IntArray] = {
            "n": groups.n,
            "n_weighted": groups.n_weighted,
            "own_df": table.estimates(groups.partition).df,
        }
        status = {"status": table.status(table.estimates(groups.partition))}
        by = (*level, GROUP)
        return Block.on_grid(
            self.cells, by, groups.partition, {**counted, **numbers}, {**status, **texts}, only
        )


class DissimilarityChanges(Differences):
    """Differences of dissimilarity between the cells of one breakdown."""

    def __init__(self, distribution: Distribution) -> None:
        """Of all categories together."""
        super().__init__(distribution.tables[0])
        self.distribution = distribution

    def _sides(
        self,
        level: Level,
        in_turn: Iterable[int | None],  # noqa: ARG002 a distance is always of one group
        *,
        population_rows: bool,  # noqa: ARG002 everybody has no distance from everybody
    ) -> Iterator[Side]:
        if not self.distribution.has_gaps or not self.distribution.is_compared_within:
            return
        for only in self.distribution.each(level):
            found = self.distribution.dissimilarity(level, only)
            untested = self._unvaried(found.partition)
            yield Side((*level, GROUP), found, None, untested, only[GROUP])

    def _unvaried(self, partition: Partition) -> BoolArray:
        return self.distribution.unvaried(partition)


def beyond(size: FloatArray, se: FloatArray) -> FloatArray:
    """Mean size of a normal deviate about `size` with standard deviation `se`, less `size`."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.minimum(np.where(se > 0, size / se, 0.0), _FAR)
    density = exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    tail = intervals.p_value(z, np.ones(len(z)), np.full(len(z), np.inf))
    return np.where(se > 0, 2 * se * density - size * np.nan_to_num(tail, nan=1.0), 0.0)
