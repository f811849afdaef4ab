"""Small made-up populations, the result tables of them, and what an intruder can work out from those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import polars as pl
from scipy.optimize import linprog

from integrind.disclosure.evidence import EVIDENCE
from integrind.results import COLUMNS

CROSS = "+"
Key = tuple[str | None, str | None, str | None, str | None]
"""area_by, area, group_by and group of a row."""
KEY = ("area_by", "area", "group_by", "group")
Asked = tuple[str | None, tuple[str, ...]]
"""The areas of a table, and its breakdowns."""


@dataclass(frozen=True)
class People:
    """How many people have and don't have something: (labels + 1 of each variable, 2).

    The last label of each variable is that of people who have none.
    """

    counts: np.ndarray
    names: str
    """Of the variables, a letter each."""
    tables: tuple[Asked, ...]

    def domains(self, asked: Asked) -> Iterator[tuple[Key, np.ndarray]]:
        """Every row of a table and the people whom it is about, as a mask."""
        area_by, breakdowns = asked
        for area in [None] if area_by is None else [None, *self._labels(area_by)]:
            here = {} if area is None else {area_by: area}
            place = (None, None) if area is None else (area_by, f"{area_by}{area}")
            yield (*place, None, None), self._mask(here)
            for by in breakdowns:
                variables = by.split(CROSS)
                for codes in product(*map(self._labels, variables)):
                    names = [f"{name}{code}" for name, code in zip(variables, codes, strict=True)]
                    mask = self._mask(here) & self._mask(dict(zip(variables, codes, strict=True)))
                    yield (*place, by, CROSS.join(names)), mask

    def all_domains(self) -> dict[Key, np.ndarray]:
        """Every row of any table."""
        return {key: mask for asked in self.tables for key, mask in self.domains(asked)}

    def _labels(self, name: str) -> range:
        return range(self.counts.shape[self.names.index(name)] - 1)

    def _mask(self, chosen: Mapping[str, int]) -> np.ndarray:
        shape = self.counts.shape[:-1]
        mask = np.ones(shape, dtype=bool)
        for name, code in chosen.items():
            mask &= np.indices(shape)[self.names.index(name)] == code
        return mask

    def table(self, asked: Asked | None = None, indicator: str = "x") -> tuple[pl.DataFrame, pl.DataFrame]:
        """A result table without protection, the first if none is asked for, and its evidence."""
        rows = []
        for (area_by, area, by, group), mask in self.domains(asked or self.tables[0]):
            having, without = (int(it) for it in self.counts[mask].sum(axis=0))
            n = having + without
            row = dict.fromkeys((*COLUMNS, *EVIDENCE))
            row |= {
                "indicator": indicator, "title": "X", "measure": "proportion", "quantity": "level",
                "area": area, "area_by": area_by, "group_by": by, "group": group,
                "n": n, "n_missing": 0, "n_undecided": 0, "n_weighted": float(n), "level": 0.95,
                "estimate": having / n if n else None, "se": 0.01 if n else None,
                "gap": 0.1 if group and n else None, "gap_from": "population" if group and n else None,
                "reference": 0.5 if group and n else None,
                "status": "ok" if n else "no_sample", "nested": 1,
                "people": n, "having": having, "without": without,
            }  # fmt: skip
            rows.append(row)
        frame = pl.DataFrame(rows, schema={**COLUMNS, **EVIDENCE})
        return frame.select(*COLUMNS), frame.select(*EVIDENCE)

    def are_shown(self, mask: np.ndarray, shown: Sequence[np.ndarray]) -> bool:
        """Whether nobody is in a domain, or the same people are in a row that is shown."""
        differences = [mask, *(mask ^ other for other in shown)]
        return any(self.counts[it].sum() == 0 for it in differences)


@dataclass(frozen=True)
class Intruder:
    """What can be worked out from the rows that are shown, of one indicator or of several with one base."""

    counts: Sequence[np.ndarray]
    """Of each indicator."""
    shown: Sequence[Sequence[np.ndarray]]
    """The people of each row, for each indicator; that they can't be fewer than none is known as well."""

    def width(self, mask: np.ndarray, which: tuple[int, ...], indicator: int = 0) -> float:
        """How closely the people of a domain, with (0) or without it (1) or both, can be bounded."""
        target = np.zeros((len(self.counts), 2, mask.size))
        target[indicator, list(which)] = mask.ravel()
        ends = []
        for sign in (1.0, -1.0):
            known, sums = self._known
            found = linprog(sign * target.ravel(), A_eq=known, b_eq=sums, bounds=(0, 1e6))
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return ends[1] - ends[0]

    @cached_property
    def _known(self) -> tuple[np.ndarray, np.ndarray]:
        """Sums of cells, and that everybody in the base of one indicator is in that of the next."""
        people = np.array([np.moveaxis(its, -1, 0).reshape(2, -1) for its in self.counts], dtype=float)
        rows = []
        for indicator, kind in np.ndindex(len(self.counts), 2):
            for mask in self.shown[indicator]:
                row = np.zeros_like(people)
                row[indicator, kind] = mask.ravel()
                rows.append(row.ravel())
        for indicator, cell in np.ndindex(len(self.counts) - 1, people.shape[-1]):
            row = np.zeros_like(people)
            row[indicator, :, cell], row[indicator + 1, :, cell] = 1, -1
            rows.append(row.ravel())
        known = np.array(rows).reshape(-1, people.size)
        return known, known @ people.ravel()
