"""Terms in groups: where each group's terms are, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from integrind.arrays.exact import BoolArray, FloatArray, IntArray, Scale, Terms
from integrind.concurrently import cached

Value = TypeVar("Value", bound=np.generic)


@dataclass(frozen=True)
class Grouping:
    """Terms laid out group after group: many times faster to sum than one term at a time."""

    size: int
    """How many groups there are."""
    order: IntArray | None
    """Position of each term that is in a group, group after group; None where they come so already."""
    starts: IntArray
    """Where in this order each group that has a term begins."""
    held: IntArray | None
    """The groups that have a term; None where all have."""
    terms: int
    """How many terms are in a group."""

    @classmethod
    def of(cls, group: IntArray, size: int) -> Grouping:
        """Group terms by codes below `size`; those of -1 are in no group."""
        if (group < 0).any():
            there = np.flatnonzero(group >= 0)
            return cls.of_some(there, group[there], size)
        order = None
        if (np.diff(group) < 0).any():
            order = np.argsort(group, kind="stable")
            group = group[order]
        return cls._in_order(order, group, size)

    @classmethod
    def of_some(cls, terms: IntArray, group: IntArray, size: int) -> Grouping:
        """Group some of all terms, of which positions and codes are given."""
        by_group = np.argsort(group, kind="stable")
        return cls._in_order(terms[by_group], group[by_group], size)

    @classmethod
    def _in_order(cls, order: IntArray | None, group: IntArray, size: int) -> Grouping:
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        held = None if len(starts) == size else group[starts]
        return cls(size, order, starts, held, len(group))

    @property
    def alone(self) -> bool:
        """Whether no group has two terms."""
        return len(self.starts) == self.terms

    @cached
    def _terms(self) -> IntArray:
        """Terms of each group that has one."""
        return np.diff(self.starts, append=self.terms)

    def laid_out(self, terms: npt.NDArray[Value]) -> npt.NDArray[Value]:
        """The terms that are in a group, group after group."""
        return terms if self.order is None else np.take(terms, self.order)

    @property
    def as_laid_out(self) -> Grouping:
        """The same groups of terms that are laid out already."""
        return replace(self, order=None)

    def to_each(self, by_group: npt.NDArray[Value]) -> npt.NDArray[Value]:
        """What is known by group, for each term that is laid out."""
        return np.repeat(by_group if self.held is None else by_group[self.held], self._terms)

    def plain_sums(self, terms: npt.NDArray[Value]) -> npt.NDArray[Value]:
        """Sums in an order that is always the same for terms that always come in the same order."""
        return self._reduced(np.add, self.laid_out(terms))

    def sums(self, terms: FloatArray) -> FloatArray:
        """Sums that are the same whatever the order of the terms."""
        laid_out = self.laid_out(terms)
        if self.alone:
            return self._reduced(np.add, laid_out)
        scale = Scale.above(np.maximum.reduceat(np.abs(laid_out), self.starts))
        divided = laid_out * np.repeat(scale.factor, self._terms)
        split = Terms.scaled(divided, scale, int(self._terms.max()))
        return self._by_group(split.summed(lambda part: np.add.reduceat(part, self.starts)))

    def largest(self, terms: FloatArray) -> FloatArray:
        """The largest of each group's terms, none of which is negative; 0 without a term."""
        return self._reduced(np.maximum, self.laid_out(terms))

    def any(self, terms: BoolArray) -> BoolArray:
        """Whether one of each group's terms is true."""
        return self._reduced(np.logical_or, self.laid_out(terms))

    def count(self, terms: BoolArray) -> IntArray:
        """How many of each group's terms are true."""
        return self._reduced(np.add, self.laid_out(terms).astype(np.int64))

    def _reduced(self, how: np.ufunc, laid_out: npt.NDArray[Value]) -> npt.NDArray[Value]:
        return self._by_group(laid_out if self.alone else how.reduceat(laid_out, self.starts))

    def _by_group(self, found: npt.NDArray[Value]) -> npt.NDArray[Value]:
        """What was found of the groups that have a term; 0 of the others."""
        if self.held is None:
            return found
        total = np.zeros(self.size, dtype=found.dtype)
        total[self.held] = found
        return total
