"""Partitions: sets of domains that don't overlap, and the sampling units that their rows lie in.

The groups of every area are one, the areas as wholes another. The *entries* of a partition are the pairs
(domain, atom of the sample) that the file has; what a design-based variance needs is one number per entry,
so nothing is ever as large as domains times units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import IntArray, counts, dense
from integrind.arrays.grouping import Grouping
from integrind.concurrently import cached
from integrind.estimation.design.sample import Sample, Stage

ALL = -1
"""The code of a wave, area or group that a domain doesn't choose."""


@dataclass(frozen=True)
class StageCells:
    """The entries of a partition at one stage, and the runs of entries that share domain and parent."""

    entry: IntArray
    """Entry at this stage, by entry of the partition."""
    domain: IntArray
    unit: IntArray
    run: IntArray
    """Run, by entry at this stage."""
    run_domain: IntArray
    run_parent: IntArray
    domains: int
    """How many the partition has, those without an entry among them."""

    @cached
    def units_in_domain(self) -> Grouping:
        """Entries at this stage in domains."""
        return Grouping.of(self.domain, self.domains)

    @cached
    def in_entry(self) -> Grouping:
        """Entries of the partition in entries at this stage."""
        return Grouping.of(self.entry, len(self.unit))

    @cached
    def in_run(self) -> Grouping:
        """Entries at this stage in runs."""
        return Grouping.of(self.run, len(self.run_domain))

    @cached
    def in_domain(self) -> Grouping:
        """Runs in domains."""
        return Grouping.of(self.run_domain, self.domains)

    @cached
    def run_units(self) -> IntArray:
        """Entries of each run."""
        return counts(self.run, len(self.run_domain))

    @property
    def is_partition(self) -> bool:
        """Whether the entries are those of the partition, as at the last stage they are."""
        return len(self.entry) == len(self.unit)


@dataclass(frozen=True, eq=False)
class Partition:
    """Domains, their codes, and their entries."""

    sample: Sample
    size: int
    """How many domains there are."""
    keys: Mapping[str, IntArray]
    """Code of each key (wave, area, group), by domain."""
    domain: IntArray
    """Domain, by entry."""
    unit: IntArray
    """Atom of the sample, by entry."""
    finest: IntArray
    """Entries of the crossing that belong to a domain of this partition, lowest first."""
    finest_entry: IntArray
    """Entry, by entry in `finest`."""
    crossed: int
    """How many entries the crossing has."""
    by_stage: tuple[StageCells, ...]

    @cached
    def in_domain(self) -> Grouping:
        """Entries in domains."""
        return Grouping.of(self.domain, self.size)

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return len(self.domain)

    @property
    def of_finest(self) -> IntArray:
        """Entry, by entry of the crossing; -1 where that belongs to no domain. Long, so made anew."""
        return self._by_finest(self.finest_entry)

    @property
    def finest_domain(self) -> IntArray:
        """Domain, by entry of the crossing; -1 where that belongs to none. Long, so made anew."""
        return self._by_finest(self.domain[self.finest_entry])

    def _by_finest(self, found: IntArray) -> IntArray:
        by_finest = np.full(self.crossed, -1, dtype=np.int64)
        by_finest[self.finest] = found
        return by_finest

    @cached
    def finest_in_entry(self) -> Grouping:
        """Entries of the crossing in entries."""
        return self._grouping(self.finest_entry, self.entries)

    @cached
    def finest_in_domain(self) -> Grouping:
        """Entries of the crossing in domains."""
        return self._grouping(self.domain[self.finest_entry], self.size)

    def _grouping(self, of: IntArray, size: int) -> Grouping:
        if len(self.finest) == self.crossed:
            return Grouping.of(of, size)
        return Grouping.of_some(self.finest, of, size)


def assembled(partition: Partition, pairs: IntArray, sample: Sample) -> tuple[Partition, IntArray]:
    """The domains of a partition with other entries, and the entry of each pair (domain × atoms + atom)."""
    pair, entry = np.unique(pairs, return_inverse=True)
    domains, atoms = np.divmod(pair, sample.atoms)
    by_stage = tuple(stage_cells(stage, domains, atoms, partition.size) for stage in sample.stages)
    none = np.zeros(0, dtype=np.int64)
    found = Partition(
        sample, partition.size, partition.keys, domains, atoms, none, none, partition.crossed, by_stage
    )
    return found, entry.astype(np.int64, copy=False)


def stage_cells(stage: Stage, domain: IntArray, atom: IntArray, domains: int) -> StageCells:
    """The entries at a stage of pairs of domain and atom, and their runs."""
    units = len(stage.parent)
    pair, entry = dense(domain * units + stage.unit[atom], domains * units)
    entry_domain, entry_unit = pair // units, pair % units
    parents = len(stage.drawn)
    run_pair, run = dense(entry_domain * parents + stage.parent[entry_unit], domains * parents)
    return StageCells(entry, entry_domain, entry_unit, run, run_pair // parents, run_pair % parents, domains)
