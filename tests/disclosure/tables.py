"""Small made-up populations, the result tables of them, and what an intruder can work out from those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from scipy.optimize import linprog

from integrind.disclosure.evidence import EVIDENCE
from integrind.results import COLUMNS

CROSS = "+"
Key = tuple[str | None, str | None, str | None]
"""Area, breakdown and group of a row."""


@dataclass(frozen=True)
class People:
    """How many people have and don't have something, by area and group: (areas + 1, groups + 1, 2).

    The last area and the last group are of people who have none. Where there are two variables, the groups
    are crossed: (areas + 1, groups + 1, other groups + 1, 2).
    """

    counts: np.ndarray
    breakdowns: tuple[str, ...]
    """Breakdowns in the table: `g`, and for two variables any of `g`, `k` and `g+k`."""

    @property
    def has_areas(self) -> bool:
        return self.counts.shape[0] > 1

    def domains(self) -> Iterator[tuple[Key, np.ndarray]]:
        """Every row of the table and the people whom it is about, as a mask."""
        shape = self.counts.shape[:-1]
        variables = dict(zip("gk", range(1, len(shape)), strict=False))
        areas = [None, *range(shape[0] - 1)] if self.has_areas else [None]
        for area in areas:
            place = None if area is None else f"a{area}"
            yield (place, None, None), self._mask(shape, {0: area})
            for by in self.breakdowns:
                axes = [variables[name] for name in by.split(CROSS)]
                for codes in product(*(range(shape[axis] - 1) for axis in axes)):
                    names = [f"{name}{code}" for name, code in zip(by.split(CROSS), codes, strict=True)]
                    mask = self._mask(shape, {0: area, **dict(zip(axes, codes, strict=True))})
                    yield (place, by, CROSS.join(names)), mask

    @staticmethod
    def _mask(shape: tuple[int, ...], chosen: Mapping[int, int | None]) -> np.ndarray:
        mask = np.ones(shape, dtype=bool)
        for axis, code in chosen.items():
            if code is not None:
                mask &= np.indices(shape)[axis] == code
        return mask

    def table(self, indicator: str = "x") -> tuple[pl.DataFrame, pl.DataFrame]:
        """The result table without protection, and its evidence."""
        rows = []
        for (area, by, group), mask in self.domains():
            having, without = (int(it) for it in self.counts[mask].sum(axis=0))
            n = having + without
            row = dict.fromkeys((*COLUMNS, *EVIDENCE))
            row |= {
                "indicator": indicator, "title": "X", "measure": "proportion", "quantity": "level",
                "area": area, "area_by": "a" if area else None, "group_by": by, "group": group,
                "n": n, "n_missing": 0, "n_undecided": 0, "n_weighted": float(n), "level": 0.95,
                "estimate": having / n if n else None, "se": 0.01 if n else None,
                "gap": 0.1 if group and n else None, "gap_from": "population" if group and n else None,
                "reference": 0.5 if group and n else None,
                "status": "ok" if n else "no_sample", "people": n, "numerator": having, "nested": 1,
            }  # fmt: skip
            rows.append(row)
        frame = pl.DataFrame(rows, schema={**COLUMNS, **EVIDENCE})
        return frame.select(*COLUMNS), frame.select(*EVIDENCE)

    def intruder(self, released: pl.DataFrame) -> Intruder:
        """Somebody who knows everything that is shown, and that people can't be fewer than none."""
        shown = {
            (area, by, group)
            for area, by, group, n in released.select("area", "group_by", "group", "n").iter_rows()
            if n is not None
        }
        known = [mask for key, mask in self.domains() if key in shown]
        return Intruder(self.counts, np.array([mask.ravel() for mask in known], dtype=float))


@dataclass(frozen=True)
class Intruder:
    """What can be worked out from the rows that are shown."""

    counts: np.ndarray
    known: np.ndarray

    def width(self, mask: np.ndarray, which: tuple[int, ...]) -> float:
        """How closely the people of a domain, with (0) or without it (1) or both, can be bounded."""
        return sum(self._width(mask, one) for one in which)

    def _width(self, mask: np.ndarray, which: int) -> float:
        people = self.counts[..., which].ravel().astype(float)
        ends = []
        for sign in (1.0, -1.0):
            found = linprog(
                sign * mask.ravel(),
                A_eq=self.known if len(self.known) else None,
                b_eq=self.known @ people if len(self.known) else None,
                bounds=(0, 1e6),
            )
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return ends[1] - ends[0]
