"""Counts that tell each other: where two are the same, or make up a number, only one has to be asked for.

Many sums of tables about the same people are of this kind: tables and sets of people that agree, those who
have it and those who don't. The solver is left with a part of the counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from integrind.audit.linear import EXACT, FloatArray, IntArray, Matrix, Reduced


@dataclass(frozen=True)
class Tied:
    """Every count as one that stands for it, times 1, -1 or 0, and so many more."""

    stands: IntArray
    sign: FloatArray
    more: FloatArray
    low: FloatArray
    """As few as each that stands for others may be, so that none is below nobody."""
    high: FloatArray
    matrix: Matrix
    """Sums of those that stand for others."""
    contradicted: bool
    """Whether no table agrees with all sums."""

    @property
    def unknown(self) -> IntArray:
        """The counts that are to be asked for."""
        return np.unique(self.stands[self.sign != 0])

    def expressed(self, counts: Matrix) -> Matrix:
        """Sums of counts as sums of those that stand for them, and what is more as their totals."""
        return _rewritten(counts, self.stands, self.sign, self.more, 1.0)


def tied(left: Reduced) -> Tied:
    """Work out which counts tell others, until nothing more follows from sums of one or two."""
    ties = _Ties(left)
    while ties.found():
        ties.rewrite()
    return ties.result()


def _rewritten(its: Matrix, stands: IntArray, sign: FloatArray, more: FloatArray, way: float) -> Matrix:
    """Sums in other counts, each once in a sum; what is known is added to the total, or taken from it."""
    known = np.bincount(its.row, its.factor * more[its.column], len(its.total))
    factor = its.factor * sign[its.column]
    width = len(stands)
    keys, at = np.unique(its.row * width + stands[its.column], return_inverse=True)
    added = np.bincount(at, factor, len(keys)).astype(np.float64)
    kept = np.abs(added) > EXACT
    row, column = np.divmod(keys[kept], width)
    return Matrix(row, column, added[kept], its.total + way * known)


class _Ties:
    """What stands for each count so far: a chain of ties, which `rewrite` follows to its end."""

    def __init__(self, left: Reduced) -> None:
        size = len(left.value)
        known = ~np.isnan(left.value)
        self._stands: IntArray = np.arange(size)
        self._sign = np.where(known, 0.0, 1.0)
        self._more: FloatArray = np.nan_to_num(left.value)
        self._low, self._high = np.zeros(size), np.full(size, np.inf)
        self._matrix = left.matrix
        self._contradicted = False

    def found(self) -> bool:
        """Whether sums of one or two, and those that leave no room, tell anything more."""
        its = self._matrix
        width = np.bincount(its.row, minlength=len(its.total))
        self._contradicted |= bool((np.abs(its.total[width == 0]) > EXACT).any())
        known = [*self._alone(width), *self._without_room()]
        for column, value in known:
            self._know(column, value)
        pairs = [*self._pairs(width)]
        for pair in pairs:
            self._tie(*pair)
        return bool(known or pairs) and not self._contradicted

    def _alone(self, width: IntArray) -> Iterator[tuple[int, float]]:
        its = self._matrix
        alone = (width == 1)[its.row]
        values = its.total[its.row[alone]] / its.factor[alone]
        yield from zip(its.column[alone].tolist(), values.tolist(), strict=True)

    def _without_room(self) -> Iterator[tuple[int, float]]:
        """Counts that can be nothing else: all of a sum are as few, or as many, as they may be."""
        its = self._matrix
        least = np.where(its.factor > 0, self._low[its.column], self._high[its.column])
        most = np.where(its.factor > 0, self._high[its.column], self._low[its.column])
        for extreme in (least, most):
            reached = np.bincount(its.row, its.factor * extreme, len(its.total))
            held = (np.abs(reached - its.total) < EXACT)[its.row]
            yield from zip(its.column[held].tolist(), extreme[held].tolist(), strict=True)
        held = self._high[its.column] - self._low[its.column] < EXACT
        columns = np.unique(its.column[held])
        yield from zip(columns.tolist(), self._low[columns].tolist(), strict=True)

    def _pairs(self, width: IntArray) -> Iterator[tuple[int, int, float, float]]:
        """Of each sum of two: one, the other, times what, and how many more make the one."""
        its = self._matrix
        order = np.argsort(its.row, kind="stable")
        first = np.searchsorted(its.row[order], np.flatnonzero(width == 2))
        one, other = order[first], order[first + 1] if len(first) else order[:0]
        ratio = -its.factor[other] / its.factor[one]
        same = np.abs(np.abs(ratio) - 1.0) < EXACT
        more = its.total[its.row[one]] / its.factor[one]
        columns = (its.column[it[same]].tolist() for it in (one, other))
        yield from zip(*columns, np.round(ratio[same]).tolist(), more[same].tolist(), strict=True)

    def _stand(self, column: int) -> tuple[int, float, float]:
        """The count that stands for one at last, with its sign, and how many more."""
        at, sign, more = column, 1.0, 0.0
        while sign and (self._stands[at] != at or self._sign[at] != 1.0):
            more += sign * float(self._more[at])
            sign *= float(self._sign[at])
            at = int(self._stands[at])
        return at, sign, more

    def _know(self, column: int, value: float) -> None:
        at, sign, more = self._stand(column)
        if sign == 0:
            self._contradicted |= abs(more - value) > EXACT
            return
        own = (value - more) / sign
        self._contradicted |= own < self._low[at] - EXACT or own > self._high[at] + EXACT
        self._sign[at], self._more[at] = 0.0, own

    def _tie(self, one: int, other: int, ratio: float, more: float) -> None:
        at, sign, offset = self._stand(one)
        there, its, beside = self._stand(other)
        if sign == 0 or its == 0:
            return  # what follows is seen once the sums are written anew
        factor, constant = sign * ratio * its, sign * (ratio * beside + more - offset)
        if at != there:
            self._stands[at], self._sign[at], self._more[at] = there, factor, constant
            ends = (factor * (self._low[at] - constant), factor * (self._high[at] - constant))
            self._low[there] = max(self._low[there], min(ends))
            self._high[there] = min(self._high[there], max(ends))
            self._contradicted |= bool(self._low[there] > self._high[there] + EXACT)
        elif factor < 0:
            self._know(at, constant / 2)
        else:
            self._contradicted |= abs(constant) > EXACT

    def rewrite(self) -> None:
        """Write all sums in the counts that stand for others."""
        stands, sign, more = self._stands.copy(), self._sign.copy(), self._more.copy()
        for column in np.flatnonzero(sign).tolist():
            stands[column], sign[column], more[column] = self._stand(column)
        its = _rewritten(self._matrix, stands, sign, more, -1.0)
        self._stands, self._sign, self._more, self._matrix = stands, sign, more, its

    def result(self) -> Tied:
        """What is left to ask for."""
        return Tied(
            self._stands,
            self._sign,
            self._more,
            self._low,
            self._high,
            _without_repetition(self._matrix),
            self._contradicted,
        )


def _without_repetition(its: Matrix) -> Matrix:
    """Each sum once, whichever way it is written."""
    order = np.lexsort((its.column, its.row))
    row, column, factor = its.row[order], its.column[order], its.factor[order]
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    ends = np.append(starts, len(row))[1:]
    scale = np.repeat(factor[starts], ends - starts)
    own = np.round(factor / scale, 6)
    total = np.round(its.total[row] / scale, 6)
    first: dict[bytes, int] = {}
    for at, end in zip(starts.tolist(), ends.tolist(), strict=True):
        words = b"".join(part[at:end].tobytes() for part in (column, own, total))
        first.setdefault(words, int(row[at]))
    kept = np.isin(its.row, [*first.values()])
    return Matrix(its.row[kept], its.column[kept], its.factor[kept], its.total)
