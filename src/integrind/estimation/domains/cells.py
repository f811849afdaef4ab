"""The cells of a table: waves × areas × groups of one breakdown, and the partitions that their gaps need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock
from types import MappingProxyType

import numpy as np

from integrind.arrays.chunks import RowCodes
from integrind.arrays.exact import IntArray
from integrind.concurrently import cached
from integrind.estimation.design.sample import Sample
from integrind.estimation.domains.crossing import Crossing, cross, cross_pooled
from integrind.estimation.domains.links import Link, link
from integrind.estimation.domains.partition import Partition

WAVE, AREA, GROUP = "wave", "area", "group"
CELL = "cell"
"""Category of the variables that a standardised estimate holds constant."""
COMPARISON, REFERENCE = "comparison", "reference"
"""Keys that are 1 for rows of the comparison sample, and of the group that others are compared with."""

_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Cells:
    """Row codes of the keys that a table has, and how many labels each has."""

    design: Sample
    codes: Mapping[str, RowCodes]
    labels: Mapping[str, int]
    """How many labels WAVE, AREA and GROUP have; a key that the table doesn't have is absent."""
    reference_group: int | None = None
    """The group that the others are compared with, where it is one of this breakdown."""
    cross: Callable[[Sample, Mapping[str, RowCodes]], Crossing] = cross
    """How the finest entries are found."""
    _links: dict[tuple[Partition, Partition], Link] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _lock: RLock = field(default_factory=RLock, init=False, repr=False, compare=False)
    """Indicators are tabulated at the same time, and share partitions and links."""

    def __post_init__(self) -> None:
        """Cross before anybody shares it, where it is sure to be needed."""
        if not self.design.of_rows:
            _ = self._crossing

    @property
    def crossing(self) -> Crossing:
        """The finest entries; the heavy part, shared by all indicators."""
        with self._lock:
            return self._crossing

    @property
    def sample(self) -> Sample:
        """The design, in the units of the finest entries."""
        return self.crossing.sample

    def of_sums(self, *, over_denominators: bool) -> Cells:
        """The same cells for measures that are made of sums, perhaps over sums of denominators.

        Where rows were drawn one by one these need no row by itself, unless variables are held constant, or
        weights were calibrated to numbers; of a ratio not even to cells.
        """
        margins = self.design.margins
        pools = margins is None or (margins.are_cells and not over_denominators)
        with self._lock:
            return self._pooled if pools and self.design.of_rows and CELL not in self.codes else self

    @cached
    def _crossing(self) -> Crossing:
        return self.cross(self.design, self.codes)

    @cached
    def _pooled(self) -> Cells:
        return replace(self, cross=cross_pooled)

    @property
    def levels(self) -> tuple[tuple[str, ...], ...]:
        """Keys of the whole of each wave, and of its areas."""
        waves = (WAVE,) if WAVE in self.labels else ()
        return (waves, (*waves, AREA)) if AREA in self.labels else (waves,)

    def partition(
        self, by: Sequence[str], *, only: Mapping[str, int] = _NONE, without: Mapping[str, int] = _NONE
    ) -> Partition:
        """Domains of some keys; see Crossing.partition."""
        return self.crossing.partition(by, only=only, without=without)

    def link(self, partition: Partition, other: Partition) -> Link:
        """Each domain's counterpart in another partition, found once."""
        both = (partition, other)
        with self._lock:
            if both not in self._links:
                self._links[both] = link(partition, other, self.sample)
        return self._links[both]

    def grid(self, by: Sequence[str]) -> Mapping[str, IntArray]:
        """Codes of every cell of some keys in their order, those without a row of the file among them."""
        sizes = [self.labels[key] for key in by]
        codes = np.indices(sizes).reshape(len(sizes), -1) if sizes else np.zeros((0, 1), dtype=np.int64)
        return dict(zip(by, codes, strict=True))

    def place(self, partition: Partition, by: Sequence[str]) -> IntArray:
        """Domain of the partition by cell of the grid, -1 for a cell without a row of the file."""
        sizes = [self.labels[key] for key in by]
        cell = np.zeros(partition.size, dtype=np.int64)
        for key, size in zip(by, sizes, strict=True):
            cell = cell * size + partition.keys[key]
        place = np.full(int(np.prod(sizes, dtype=np.int64)), -1, dtype=np.int64)
        place[cell] = np.arange(partition.size)
        return place
