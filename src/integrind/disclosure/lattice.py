"""Which cells add up to which: those of rows, and of people who lack a label, whom no row is about.

A cell of areas by groups is part of its area and of its group; a country is part of those born abroad where a
variable says so. Whatever rows tell of each other follows from these sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np

from integrind.arrays.exact import BoolArray, IntArray
from integrind.disclosure.grid import Grid
from integrind.disclosure.marginal_tables import NO_CELL, MarginalTables, Units

Coarser = Mapping[tuple[str, str], IntArray]
"""Of pairs of units of which the first tells the second: the second's code by the first's, -1 for none."""
NOBODY: Units = frozenset()
GROUPED = "\0grouped"
"""Stands among units for everybody who has a group, where no row is about all of them."""


@dataclass(frozen=True)
class Lattice:
    """Sums of cells; the first `rows` of them are in marginal tables, the others people without a label."""

    rows: int
    size: int
    equation: IntArray
    """Of each term."""
    cell: IntArray
    sign: IntArray
    """1 for a part, -1 for the whole."""
    rest: IntArray
    """Of each equation, the cell that is found by it; -1 where all are known before."""
    of_everybody: BoolArray
    """People without a label among everybody, not in an area or a group; (size,)."""
    unseen: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Wholes that no row is about."""

    @property
    def equations(self) -> int:
        """How many there are."""
        return len(self.rest)

    @cached_property
    def grid(self) -> Grid:
        """Cells that can be exchanged without any sum telling."""
        return Grid.of(self.equation, self.cell, self.sign)

    def completed(self, counts: IntArray) -> IntArray:
        """Counts of all cells from those of rows; people without a label by subtraction."""
        found = np.zeros(self.size, dtype=np.int64)
        found[: self.rows] = counts
        starts = np.searchsorted(self.equation, np.arange(self.equations + 1))
        self._see(found)
        # Equations come in steps, each of which needs cells of earlier ones alone.
        for first, last in self._steps:
            terms = slice(starts[first], starts[last])
            own = self.equation[terms] - first
            sums = np.bincount(own, found[self.cell[terms]] * self.sign[terms], last - first)
            rest = self.rest[first:last]
            found[rest[rest >= 0]] = -sums[rest >= 0].astype(np.int64)
        return found

    def _see(self, found: IntArray) -> None:
        """Wholes that no row is about, at least as many as any of their tables adds up to."""
        is_unseen = np.zeros(self.size, dtype=bool)
        is_unseen[self.unseen] = True
        of_whole = (self.sign < 0) & is_unseen[self.cell]
        of, whole = self.equation[of_whole], self.cell[of_whole]
        # Once more for areas, of which each is such a whole.
        for _ in range(2 if len(of) else 0):
            parts = np.bincount(self.equation, found[self.cell] * (self.sign > 0), self.equations)
            np.maximum.at(found, whole, parts[of].astype(np.int64))

    _steps: tuple[tuple[int, int], ...] = field(default=(), repr=False)


def lattice(marginals: MarginalTables, coarser: Coarser, *, nested: bool) -> Lattice:
    """Find the sums; groups are no parts of a population that isn't `nested`: a comparison sample."""
    return _Builder(marginals, coarser, nested=nested).build()


class _Builder:
    def __init__(self, marginals: MarginalTables, coarser: Coarser, *, nested: bool) -> None:
        self.marginals = marginals
        self.coarser = coarser
        self.nested = nested
        self.size = marginals.size
        self.terms: list[tuple[IntArray, IntArray, IntArray]] = []
        self.rest: list[IntArray] = []
        self.steps: list[tuple[int, int]] = []
        self.of_everybody: list[IntArray] = []
        self.unseen: list[IntArray] = []
        self.equations = 0
        self.cells: dict[tuple[Units, Units], IntArray] = {}
        """By marginal table and the units that people lack: cells by code of the others, in their order."""

    def build(self) -> Lattice:
        marginals = sorted(self.marginals.by_units, key=lambda it: (len(it), sorted(it)))
        known = [*marginals]
        for units in marginals:
            self.cells[units, NOBODY] = self.marginals.place(*sorted(units))
        of_areas = [it for it in marginals if it <= set(self.marginals.areas)]
        for units in () if self.nested else of_areas:
            whole = self._new(self.cells[units, NOBODY])
            self.unseen.append(whole.ravel())
            self.cells[units | {GROUPED}, NOBODY] = whole
            known.append(units | {GROUPED})
        for lacking in range(max(map(len, known), default=0)):
            for units in known:
                for without in map(frozenset, combinations(sorted(units), lacking)):
                    for unit in sorted(units - without - {GROUPED}):
                        self._drop(units, without, unit)
        for units in marginals:
            for fine, coarse in sorted(self.coarser):
                self._coarsen(units, fine, coarse)
            self._far(units)
        return self._lattice()

    def _drop(self, units: Units, without: Units, unit: str) -> None:
        """Cells with each label of a unit, and of those without one, are the cells of the other units."""
        less = self._less(units, unit)
        parts, whole = self.cells.get((units, without)), self.cells.get((less, without))
        if parts is None or whole is None:
            return
        parts = np.moveaxis(parts, sorted(units - without - {GROUPED}).index(unit), 0)
        rest = self.cells.get((units, without | {unit}))
        is_new = rest is None
        if rest is None:
            rest = self._new(whole)
            self.cells[units, without | {unit}] = rest
        self._add(whole, [*parts, rest], rest if is_new else None)
        if is_new and not units - without - {unit, GROUPED}:
            self.of_everybody.append(rest.ravel())

    def _coarsen(self, units: Units, fine: str, coarse: str) -> None:
        """Cells of countries are those of people born abroad, and of abroad without a country."""
        if fine not in units or coarse in units:
            return
        larger = units - {fine} | {coarse}
        parts, whole = self.cells.get((units, NOBODY)), self.cells.get((larger, NOBODY))
        if parts is None or whole is None or not self._adds_up(units, larger):
            return
        parts = np.moveaxis(parts, sorted(units).index(fine), 0)
        axis = sorted(larger).index(coarse)
        whole = np.moveaxis(whole, axis, 0)
        rests = []
        for label, its in enumerate(whole):
            rest = self._new(its)
            self._add(its, [*parts[self.coarser[fine, coarse] == label], rest], rest)
            rests.append(rest)
        if len(units) == 1:
            self.of_everybody += [it.ravel() for it in rests]
        neither = self.cells.get((larger, frozenset((coarse,))))
        lacking = self.cells.get((units, frozenset((fine,))))
        if neither is not None and lacking is not None:
            self._add(lacking, [*rests, neither], None)

    def _far(self, units: Units) -> None:
        """Tables that no chain of these sums leads to: their cells hold the finer ones, and others."""
        near = self._reached(units)
        beyond = [it for it in self.marginals.by_units if it not in near and self._tells(units, it)]
        for larger in sorted(beyond, key=lambda it: (-len(it), sorted(it))):
            if larger in near or not self._adds_up(units, larger):
                continue
            near |= self._reached(larger)
            whole, marginal = self.cells[larger, NOBODY], self.marginals.by_units[units]
            codes = [self._code(marginal.units, marginal.code, unit) for unit in sorted(larger)]
            into = whole[tuple(codes)] if codes else np.broadcast_to(whole, marginal.cell.shape)
            kept = (into >= 0) & np.logical_and.reduce([it >= 0 for it in codes], axis=0, initial=True)
            rest = self._new(whole)
            at = np.full(self.size, -1, dtype=np.int64)
            at[whole.ravel()] = np.arange(whole.size)
            more = (at[into[kept]], marginal.cell[kept])
            self._add(whole, [rest], rest, more)
            if not larger:
                self.of_everybody.append(rest.ravel())

    def _reached(self, units: Units) -> set[Units]:
        found, queue = {units}, [units]
        for it in queue:
            steps = [it - {unit} for unit in it]
            steps += [
                it - {fine} | {coarse} for fine, coarse in self.coarser if fine in it and coarse not in it
            ]
            new = [step for step in steps if step in self.marginals.by_units and step not in found]
            found.update(new)
            queue += new
        return found

    def _tells(self, units: Units, larger: Units) -> bool:
        return all(it in units or any((fine, it) in self.coarser for fine in units) for it in larger) and (
            units != larger
        )

    def _code(self, units: tuple[str, ...], code: IntArray, unit: str) -> IntArray:
        fine = unit if unit in units else next(it for it in units if (it, unit) in self.coarser)
        own: IntArray = code[units.index(fine)]
        return own if fine == unit else self.coarser[fine, unit].take(own)

    def _less(self, units: Units, unit: str) -> Units:
        """What cells of some units add up to over one of them."""
        less = units - {unit}
        is_last = unit not in self.marginals.areas and less <= set(self.marginals.areas)
        return less | {GROUPED} if is_last and not self.nested else less

    def _adds_up(self, units: Units, larger: Units) -> bool:
        """Groups are no parts of a population that a comparison sample stands for."""
        if larger not in self.marginals.by_units:
            return False
        areas = set(self.marginals.areas)
        return self.nested or bool(units - areas) == bool(larger - areas)

    def _new(self, like: IntArray) -> IntArray:
        """Cells of people who lack a label, one for each cell of whom they are part."""
        found = np.full(like.shape, NO_CELL, dtype=np.int64)
        there = like >= 0
        count = int(there.sum())
        found[there] = np.arange(self.size, self.size + count)
        self.size += count
        return found

    def _add(
        self,
        whole: IntArray,
        parts: list[IntArray],
        rest: IntArray | None,
        more: tuple[IntArray, IntArray] | None = None,
    ) -> None:
        """An equation for each cell of the whole; `more` are parts by place in the whole, and cell."""
        flat = whole.ravel()
        number = np.cumsum(flat >= 0) - 1 + self.equations
        kept = flat >= 0
        self.terms.append((number[kept], flat[kept], np.full(int(kept.sum()), -1)))
        for part in parts:
            its = np.broadcast_to(part, whole.shape).ravel()
            there = kept & (its >= 0)
            self.terms.append((number[there], its[there], np.ones(int(there.sum()), dtype=np.int64)))
        if more is not None:
            self.terms.append((number[more[0]], more[1], np.ones(len(more[1]), dtype=np.int64)))
        count = int(kept.sum())
        self.rest.append(np.full(count, -1) if rest is None else rest.ravel()[kept])
        self.steps.append((self.equations, self.equations + count))
        self.equations += count

    def _lattice(self) -> Lattice:
        columns = list(self._columns())
        equation, cell, sign = columns
        order = np.argsort(equation, kind="stable")
        everybody = np.zeros(self.size, dtype=bool)
        for cells in self.of_everybody:
            everybody[cells[cells >= 0]] = True
        rest = self._flat(self.rest)
        return Lattice(
            self.marginals.size, self.size, equation[order], cell[order], sign[order], rest, everybody,
            self._flat(self.unseen), tuple(self.steps),
        )  # fmt: skip

    def _columns(self) -> Iterator[IntArray]:
        for at in range(3):
            yield self._flat([it[at] for it in self.terms])

    @staticmethod
    def _flat(parts: list[IntArray]) -> IntArray:
        return np.concatenate([*parts, np.zeros(0, dtype=np.int64)]).astype(np.int64)
