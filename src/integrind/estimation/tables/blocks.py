"""Rows of the result table as codes and columns, before they have labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from integrind.arrays.categorical import Categorical
from integrind.arrays.exact import FloatArray, IntArray
from integrind.estimation.domains.cells import WAVE, Cells
from integrind.estimation.domains.partition import Partition
from integrind.estimation.inference.intervals import TTests
from integrind.vocabulary import Status

Numbers = FloatArray | IntArray | TTests
Columns = Mapping[str, Numbers | Categorical]

_NOTHING: Mapping[str, str] = {"status": Status.NO_SAMPLE}
_EMPTY: Mapping[str, int] = {"n": 0, "n_missing": 0, "n_undecided": 0, "n_weighted": 0}
"""What columns of text and of numbers hold in a cell without a row of the file."""


@dataclass(frozen=True)
class Block:
    """Rows of one level and breakdown: codes of its keys, and columns of the result table by name."""

    codes: Mapping[str, IntArray]
    columns: Columns

    @classmethod
    def on_grid(
        cls,
        cells: Cells,
        by: tuple[str, ...],
        partition: Partition,
        numbers: Mapping[str, Numbers],
        texts: Mapping[str, Categorical],
        only: Mapping[str, int] = MappingProxyType({}),
    ) -> Block:
        """Columns by cell of the grid, from columns by domain of a partition; only cells with some codes."""
        grid = cells.grid(by)
        place = cells.place(partition, by)
        kept = np.ones(len(place), dtype=bool)
        for key, code in only.items():
            kept &= grid[key] == code
        place = place[kept]
        return cls(
            {key: codes[kept] for key, codes in grid.items()},
            {
                **{name: _at(values, place, _EMPTY.get(name, np.nan)) for name, values in numbers.items()},
                **{name: words.at(place, _NOTHING.get(name, "")) for name, words in texts.items()},
            },
        )

    def only(self, key: str, code: int) -> Block:
        """The rows with one code of a key."""
        kept = np.flatnonzero(self.codes[key] == code)
        return Block(
            {name: codes[kept] for name, codes in self.codes.items()},
            {
                name: values.at(kept) if isinstance(values, Categorical | TTests) else values[kept]
                for name, values in self.columns.items()
            },
        )

    def recoded(self, key: str, code: int) -> Block:
        """The same rows with another code of a key."""
        return replace(self, codes={**self.codes, key: np.full_like(self.codes[key], code)})

    def saying(self, **texts: str) -> Block:
        """The same rows with columns of one word each."""
        rows = len(next(iter(self.columns.values())))
        said = {name: Categorical.repeated(text, rows) for name, text in texts.items()}
        return replace(self, columns={**self.columns, **said})


def empty_block(cells: Cells, status: Status, only: Mapping[str, int] = MappingProxyType({})) -> Block:
    """One row for each wave, or for the one of `only`, without a number."""
    codes = {
        key: np.array([only[key]]) if key in only else it for key, it in cells.grid(cells.levels[0]).items()
    }
    rows = len(codes[WAVE]) if WAVE in codes else 1
    return Block(codes, {"status": Categorical.repeated(status, rows)})


def _at(values: Numbers, place: IntArray, nothing: float) -> Numbers:
    """Values of the domains by cell, and what a cell without a row of the file holds."""
    if isinstance(values, TTests):
        return values.at(place)
    if values.dtype == np.int64:
        return np.append(values.astype(np.int64), np.int64(nothing))[place]
    return np.append(values.astype(np.float64), nothing)[place]
