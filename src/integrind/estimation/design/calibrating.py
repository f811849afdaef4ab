"""Weights made to have known totals: post-stratification, raking, linear calibration.

A weight d becomes d F(x'b), with b such that the totals of x are the known ones: F(u) = 1 + u (linear) or
exp(u) (raking), held within bounds where there are any. Source: Deville and Särndal (1992), J. Amer. Statist.
Assoc. 87; R `survey::calibrate`, `postStratify`. Rows that are alike in x have the same factor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import FloatArray, IntArray, sums
from integrind.arrays.orthogonal import DependentColumnError, whitening
from integrind.errors import DataError
from integrind.vocabulary import CalibrationMethod

_ROUNDS = 100
_HALVINGS = 30
_EXACT = 1e-12
"""Part of a total that a weighted sum may be off: all that rounding leaves."""


@dataclass(frozen=True)
class Target:
    """A variable, or several crossed, of which the population's totals are known."""

    name: str
    column: IntArray
    """Cell by row; -1 for none. Of a number 0."""
    value: FloatArray | None
    """Of a number."""
    labels: tuple[str, ...]
    totals: FloatArray
    """By cell."""

    def summed(self, weight: FloatArray) -> FloatArray:
        """The totals with some weights."""
        there = self.column >= 0
        value = weight if self.value is None else weight * self.value
        return sums(value[there], self.column[there], len(self.totals))

    def named(self, cell: int) -> str:
        """What a message calls a total."""
        return f"{self.name} {self.labels[cell]}".strip()


@dataclass(frozen=True)
class Calibrator:
    """How weights are made to have totals."""

    targets: Sequence[Target]
    method: CalibrationMethod
    bounds: tuple[float, float] | None = None

    def factors(self, weight: FloatArray) -> FloatArray:
        """What each row's weight is multiplied by. Raises DataError where totals can't be met."""
        self._refuse_empty(weight)
        if self.method is CalibrationMethod.POST_STRATIFY:
            (target,) = self.targets
            held = target.summed(weight)
            found = np.where(held > 0, target.totals / np.where(held > 0, held, 1.0), 1.0)
            return np.append(found, 1.0)[target.column]
        patterns = _Patterns.of(self.targets, weight)
        return self._solved(patterns)[patterns.of_row]

    def _refuse_empty(self, weight: FloatArray) -> None:
        for target in self.targets:
            held = target.summed(weight)
            if target.value is None and (empty := np.flatnonzero((held <= 0) & (target.totals > 0))).size:
                raise DataError(
                    f"calibrate: nobody with a weight is in {target.named(int(empty[0]))}",
                    "merge it with a neighbour, in the totals and in the description",
                )
            if target.value is None and (there := np.flatnonzero((held > 0) & (target.totals <= 0))).size:
                raise DataError(f"calibrate: people are in {target.named(int(there[0]))}, whose total is 0")

    def _solved(self, patterns: _Patterns) -> FloatArray:
        """Factors by pattern, by Newton's method with steps that are halved where they go too far."""
        slope = np.zeros(patterns.x.shape[1])
        found, rising = self._factor(patterns.x @ slope)
        off = patterns.off(found)
        for _ in range(_ROUNDS):
            if off.max() <= _EXACT:
                return found
            step = patterns.step(found, rising, fixed=self.bounds is not None)
            for _ in range(_HALVINGS):
                tried, its = self._factor(patterns.x @ (slope + step))
                if np.isfinite(tried).all() and patterns.off(tried).max() < off.max():
                    break
                step = step / 2
            else:
                break
            slope, found, rising = slope + step, tried, its
            off = patterns.off(found)
        if off.max() <= _EXACT * _ROUNDS:
            return found
        most = np.argsort(-off, kind="stable")[:3]
        unmet = [patterns.names[it] for it in most if off[it] > _EXACT * _ROUNDS]
        hint = "wider bounds, fewer totals, or cells merged with a neighbour"
        raise DataError(f"calibrate: no weights meet all totals: {', '.join(unmet)}", hint)

    def _factor(self, u: FloatArray) -> tuple[FloatArray, FloatArray]:
        """F and its derivative."""
        with np.errstate(over="ignore"):
            raking = self.method is CalibrationMethod.RAKE
            factor, rising = (np.exp(u), np.exp(u)) if raking else (1 + u, np.ones_like(u))
        if self.bounds is None:
            return factor, rising
        low, high = self.bounds
        return np.clip(factor, low, high), np.where((factor > low) & (factor < high), rising, 0.0)


@dataclass(frozen=True)
class _Patterns:
    """Rows that are alike in everything of which totals are known."""

    of_row: IntArray
    weight: FloatArray
    x: FloatArray
    """(patterns, columns): everybody, each cell but the first of its variable, numbers about their mean."""
    totals: FloatArray
    names: tuple[str, ...]

    @classmethod
    def of(cls, targets: Sequence[Target], weight: FloatArray) -> _Patterns:
        codes = [it for target in targets for it in _codes(target)]
        _, first, of_row = np.unique(np.stack(codes), axis=1, return_index=True, return_inverse=True)
        of_row = of_row.reshape(-1).astype(np.int64)
        whole = next(float(it.totals.sum()) for it in targets if it.value is None)
        columns, totals, names = [np.ones(len(first))], [whole], ["the sum of the weights"]
        for target in targets:
            cell = target.column[first]
            if target.value is not None:
                mean = float(target.totals[0]) / whole
                apart = target.value[first] - mean
                size = float(np.abs(apart).max(initial=0.0)) or 1.0
                columns, totals, names = [*columns, apart / size], [*totals, 0.0], [*names, target.name]
                continue
            for at in np.flatnonzero(target.totals > 0)[1:].tolist():
                columns.append((cell == at).astype(np.float64))
                totals.append(float(target.totals[at]))
                names.append(target.named(at))
        by_pattern = sums(weight, of_row, len(first))
        return cls(of_row, by_pattern, np.stack(columns, axis=1), np.array(totals), tuple(names))

    def off(self, factor: FloatArray) -> FloatArray:
        """How far each total is off, as a part of what it is a sum of."""
        size = (np.abs(self.x) * (self.weight * np.abs(factor))[:, None]).sum(axis=0)
        apart: FloatArray = np.abs(self._missing(factor)) / np.where(size > 0, size, 1.0)
        return apart

    def step(self, factor: FloatArray, rising: FloatArray, *, fixed: bool) -> FloatArray:
        """Newton's step; none where bounds, by which some are `fixed`, leave too few whose weights can move.

        Raises DataError for a variable that follows from those before it.
        """
        squares = self.x.T @ (self.x * (self.weight * rising)[:, None])
        try:
            if not np.diagonal(squares).all():
                raise DependentColumnError(int(np.argmin(np.diagonal(squares))))
            white = whitening(squares)
        except DependentColumnError as error:
            if fixed:
                return np.zeros(self.x.shape[1])
            raise DataError(
                f"calibrate: {self.names[error.column]} follows from what stands before it: collinear",
                "leave one of them out",
            ) from None
        found: FloatArray = white.T @ (white @ self._missing(factor))
        return found

    def _missing(self, factor: FloatArray) -> FloatArray:
        found: FloatArray = self.totals - (self.x * (self.weight * factor)[:, None]).sum(axis=0)
        return found


def _codes(target: Target) -> Sequence[IntArray]:
    if target.value is None:
        return (target.column,)
    return (np.unique(target.value, return_inverse=True)[1].astype(np.int64),)
