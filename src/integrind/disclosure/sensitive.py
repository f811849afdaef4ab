"""Which numbers tell too much by themselves, and which are large enough to protect another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.concurrently import kept
from integrind.definitions.policy import Disclosure
from integrind.vocabulary import ClassDisclosure

Value = TypeVar("Value", bound=np.generic)


@dataclass(frozen=True)
class Counts:
    """People in some cells: all of them, and those with and without what a share is of."""

    n: IntArray
    having: IntArray
    """-1 for measures that are no shares."""
    largest_share: FloatArray
    """NaN where it doesn't matter."""

    @kept
    def of_share(self) -> BoolArray:
        """Cells that hold a share."""
        share: BoolArray = self.having >= 0
        return share

    @property
    def without(self) -> IntArray:
        """People of the base who don't have it."""
        return self.n - self.having

    @property
    def without_shares(self) -> Self:
        """The same people, whatever they have."""
        return type(self)(self.n, np.full_like(self.having, -1), np.full_like(self.largest_share, np.nan))

    def at(self, index: npt.NDArray[np.int64]) -> Self:
        """Counts at some places of the flattened cells; nobody where the index is negative."""
        place, found = np.maximum(index, 0), index >= 0
        nobody = 0 if self.of_share.any() else -1
        return type(self)(
            np.where(found, self.n.ravel()[place], 0),
            np.where(found, self.having.ravel()[place], nobody),
            np.where(found, self.largest_share.ravel()[place], np.nan),
        )

    def less(self, parts: Self, whole: IntArray) -> Self:
        """People who are in none of the parts, each of which belongs to one of these cells, or to none."""
        known = (whole >= 0) & (whole < self.n.size)
        rest, having = (
            np.maximum(its - np.bincount(whole[known], part[known], its.size).astype(np.int64), least)
            for its, part, least in (
                (self.n, parts.n, 0),
                (self.having, parts.having, 0 if self.of_share.any() else -1),
            )
        )
        having = having if self.of_share.any() else np.full_like(rest, -1)
        return type(self)(rest, having, np.full(rest.shape, np.nan))

    def with_the_rest(self, *, rows: bool, columns: bool) -> Self:
        """Insert before the last row and column, the wholes, the people who are in none of the others."""
        n = _with_rest(self.n, rows, columns)
        having = (
            _with_rest(np.maximum(self.having, 0), rows, columns)
            if self.of_share.any()
            else np.full_like(n, -1)
        )
        return type(self)(n, having, with_nowhere(self.largest_share, np.nan))


def with_nowhere(cells: npt.NDArray[Value], nothing: Value | float) -> npt.NDArray[Value]:
    """Insert a row and a column that hold nothing before the last, the wholes."""
    wider = np.full((len(cells) + 1, cells.shape[1] + 1), nothing, cells.dtype)
    wider[:-2, :-2], wider[:-2, -1] = cells[:-1, :-1], cells[:-1, -1]
    wider[-1, :-2], wider[-1, -1] = cells[-1, :-1], cells[-1, -1]
    return wider


def _with_rest(cells: IntArray, rows: bool, columns: bool) -> IntArray:
    wider = with_nowhere(cells, 0)
    if rows:
        wider[-2] = wider[-1] - wider[:-2].sum(axis=0)
    if columns:
        wider[:, -2] = wider[:, -1] - wider[:, :-2].sum(axis=1)
    return np.maximum(wider, 0)


def broken_rules(counts: Counts, rules: Disclosure) -> dict[str, BoolArray]:
    """Tell by rule, the one to name first, which cells it hides. Nobody at all is no secret."""
    people = counts.n > 0
    of_share = people & counts.of_share
    whole_class = of_share & ((counts.having == 0) | (counts.without == 0))
    mixed = of_share & ~whole_class
    return {
        "minimum_base": people & (counts.n < rules.minimum_base),
        "class_disclosure": whole_class & (rules.class_disclosure is ClassDisclosure.SUPPRESS),
        "minimum_numerator": mixed & (counts.having < rules.minimum_numerator),
        "minimum_complement": mixed & (counts.without < rules.minimum_complement),
        "dominance": people & (counts.largest_share > (rules.dominance or np.inf)),
    }


def is_sensitive(counts: Counts, rules: Disclosure) -> BoolArray:
    """Cells that break any rule."""
    broken: BoolArray = np.logical_or.reduce([*broken_rules(counts, rules).values()])
    return broken


def to_review(counts: Counts, rules: Disclosure) -> BoolArray:
    """Shares of 0 and 100% that are shown, and that somebody has to look at."""
    whole_class = counts.of_share & ((counts.having == 0) | (counts.without == 0)) & (counts.n > 0)
    reviewed: BoolArray = whole_class & (rules.class_disclosure is ClassDisclosure.REVIEW)
    return reviewed


def wanted(rules: Disclosure) -> tuple[int, int, int]:
    """How many people a companion must have: in its base, having what a share is of, not having it.

    Half the protection of either kind, for only people of one kind can change places: a companion in the row
    and one in the column must have enough in common.
    """
    one = int(rules.class_disclosure is ClassDisclosure.SUPPRESS)
    half = (rules.protection + 1) // 2
    having = min(rules.protection, rules.minimum_numerator)
    without = min(rules.protection, rules.minimum_complement)
    return max(rules.protection, 1), max(having, half, one), max(without, half, one)


def adequate(counts: Counts, rules: Disclosure) -> BoolArray:
    """Cells that can take up the protection of another."""
    base, having, without = wanted(rules)
    shares = (counts.having >= having) & (counts.without >= without)
    enough: BoolArray = (counts.n >= base) & (~counts.of_share | shares)
    return enough
