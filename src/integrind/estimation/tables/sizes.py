"""How many people each group has, in the sample and weighted, and how large a part of all it is.

A group's total is that of a variable that is 1 for its people in the whole sample, its share the ratio to the
total of everybody in the same place. Source: R `survey::svytotal` and `svymean` of that variable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from integrind.arrays.categorical import Categorical
from integrind.arrays.exact import FloatArray, IntArray, above_rounding, taken
from integrind.estimation.domains.cells import GROUP
from integrind.estimation.domains.links import Link
from integrind.estimation.domains.partition import Partition
from integrind.estimation.inference import intervals
from integrind.estimation.inference.estimates import Estimates
from integrind.estimation.tables.blocks import Block
from integrind.estimation.tables.tabulate import IndicatorTable
from integrind.estimation.variance.replication import Replicates
from integrind.estimation.variance.taylor import Scores
from integrind.evidence import NESTED
from integrind.vocabulary import Quantity

UNLABELLED = -1
"""The code of a group that isn't known."""
Level = tuple[str, ...]


@dataclass(frozen=True)
class Sizes:
    """The people of one breakdown: each counts one in the table."""

    table: IndicatorTable

    def counts(self, *, population_rows: bool) -> Iterator[Block]:
        """How many there are, for disclosure control to judge: all else is made of it."""
        for part in self._parts(population_rows=population_rows):
            if not part.is_unlabelled:
                yield self._block(part, {"people": part.people}, {}).saying(quantity=Quantity.LEVEL)

    def totals(self, *, population_rows: bool) -> Iterator[Block]:
        """Weighted people."""
        for part in self._parts(population_rows=population_rows):
            ours, df = part.ours, self._df(part)
            low, high = intervals.symmetric(
                ours.theta, ours.se, intervals.t_quantile(self.table.inference.level, df)
            )
            with np.errstate(divide="ignore", invalid="ignore"):
                cv = np.where(ours.theta > 0, ours.se / ours.theta, np.nan)
            columns = {"estimate": ours.theta, "se": ours.se, "ci_low": low, "ci_high": high, "cv": cv}
            method = Categorical.repeated("t", ours.partition.size)
            block = self._block(part, {**columns, "df": df}, {"ci_method": method})
            yield block.saying(quantity=Quantity.GROUP_TOTAL)

    def shares(self) -> Iterator[Block]:
        """Of the groups, the part of everybody in the same place."""
        for part in self._parts(population_rows=False):
            share, se = self._shares(part)
            n = taken(part.everybody.n.astype(np.float64), part.link.domain)
            of = intervals.Proportions(share, se, n, self._df(part), self.table.inference.level)
            method = self.table.inference.proportion_interval
            low, high = intervals.of_proportions(method, of)
            columns = {"estimate": share, "se": se, "ci_low": low, "ci_high": high, "df": of.df}
            block = self._block(part, columns, {"ci_method": intervals.methods(method, of)})
            yield block.saying(quantity=Quantity.GROUP_SHARE)

    def _shares(self, part: _Part) -> tuple[FloatArray, FloatArray]:
        """Shares p with the scores (z - p z') / W, z' those of everybody and W their total."""
        ours, whole = part.ours.spread, taken(part.everybody.theta, part.link.domain)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(part.ours.n > 0, part.ours.theta / whole, np.nan)
        match ours, part.everybody.spread:
            case Scores(), Scores() as theirs:
                variance = ours.variance_of_difference(theirs, part.link, times=np.nan_to_num(share))
                se = np.sqrt(variance) / whole
            case Replicates(), Replicates() as theirs:
                below = theirs.replicates[:, part.link.domain]
                with np.errstate(divide="ignore", invalid="ignore"):
                    replicates = np.where(below != 0, ours.replicates / below, np.nan)
                se = np.sqrt(replace(ours, full=share, replicates=replicates).variance())
            case _:
                raise TypeError("a group and its population vary by the same design")
        se = np.where(np.isfinite(share), se, np.nan)
        return share, above_rounding(se, np.abs(share))

    def _parts(self, *, population_rows: bool) -> Iterator[_Part]:
        """Everybody of each place if wanted, its groups, and those of no known group."""
        cells, table = self.table.cells, self.table
        for level in cells.levels:
            population = table.population_partition(level)
            if population_rows:
                yield self._part(level, level, population, population)
            if GROUP in cells.labels:
                yield self._part(level, (*level, GROUP), cells.partition((*level, GROUP)), population)
                if self._has_unlabelled:
                    part = self._part(level, level, self._unlabelled(level), population)
                    yield replace(part, is_unlabelled=True)

    def _unlabelled(self, level: Level) -> Partition:
        return self.table.cells.partition(level, only={GROUP: UNLABELLED})

    @property
    def _has_unlabelled(self) -> bool:
        """Whether anybody's group isn't known."""
        return bool(self.table.cell_totals.n(self._unlabelled(self.table.cells.levels[0])).any())

    def _part(self, level: Level, by: Level, partition: Partition, population: Partition) -> _Part:
        ours, everybody = self.table.estimates(partition), self.table.estimates(population)
        return _Part(level, by, ours, everybody, self.table.cells.link(partition, population))

    def _df(self, part: _Part) -> FloatArray:
        """Those of the place: it is all of its sample that has or hasn't somebody of a group."""
        return np.where(part.ours.n > 0, taken(part.everybody.df, part.link.domain), np.nan)

    def _block(
        self, part: _Part, numbers: Mapping[str, FloatArray | IntArray], texts: Mapping[str, Categorical]
    ) -> Block:
        ours = part.ours
        counted: Mapping[str, FloatArray | IntArray] = {
            "n": ours.n,
            "n_weighted": ours.n_weighted,
            "people": part.people,
            NESTED: np.ones(ours.partition.size),
        }
        status = {"status": self.table.status(ours)}
        block = Block.on_grid(
            self.table.cells, part.by, ours.partition, {**counted, **numbers}, {**status, **texts}
        )
        if not part.is_unlabelled:
            return block
        nowhere = np.full(len(block.columns["n"]), UNLABELLED, dtype=np.int64)
        return replace(block, codes={**block.codes, GROUP: nowhere})


@dataclass(frozen=True)
class _Part:
    """Domains of a level, and everybody in the same places."""

    level: Level
    by: Level
    ours: Estimates
    everybody: Estimates
    link: Link
    is_unlabelled: bool = False

    @property
    def people(self) -> FloatArray:
        """In the sample."""
        return self.ours.n.astype(np.float64)
