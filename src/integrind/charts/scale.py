"""Axes: where a value stands, and round numbers to write at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10


@dataclass(frozen=True)
class Scale:
    """From values to places, with a margin at both ends."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    @classmethod
    def around_zero(cls, values: Iterable[float], start: float, end: float) -> Scale:
        """As far below zero as above it, so that both sides are seen alike."""
        most = max((abs(value) for value in values), default=0.0) or 1.0
        return cls(-most * 1.04, most * 1.04, start, end)

    @classmethod
    def of(cls, values: Iterable[float], start: float, end: float) -> Scale:
        """From the lowest to the highest."""
        known = sorted(values)
        low, high = (known[0], known[-1]) if known else (0.0, 1.0)
        spare = (high - low) * 0.04 or abs(high) * 0.04 or 1.0
        return cls(low - spare, high + spare, start, end)

    def ticks(self, most: int) -> list[float]:
        """Round numbers within it, at most so many."""
        step = round_up((self.high - self.low) / most)
        first, each = floor(self.low / step), Decimal(repr(step))
        known = (float(each * (first + at)) for at in range(most + 3))
        return [tick for tick in known if self.low < tick <= self.high]


def round_up(size: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is as large."""
    power = Decimal(10) ** floor(log10(size))
    return next(float(power * times) for times in (1, 2, 5, 10) if float(power * times) >= size)
