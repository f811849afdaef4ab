"""Random numbers and arithmetic that give the same bytes on every machine.

Only PCG64's raw stream is used, which numpy never changes. All else comes from it by `+ - * /`, square
roots, comparison and ranking, in which IEEE 754 leaves no choice, and by sums that are rounded once or taken
in order. No logarithm, exponential or vectorised sum, whose last digit may differ between machines, comes
near a result.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Draws:
    """Independent streams by name, so that a new question leaves the answers to all others as they were."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def uniform(self, name: str, size: int) -> Floats:
        """Numbers in [0, 1) with 53 random bits."""
        generator = np.random.PCG64(np.random.SeedSequence((self._seed, crc32(name.encode()))))
        bits = np.asarray(generator.random_raw(size), dtype=np.uint64) >> np.uint64(11)
        return bits.astype(np.float64) * 2.0**-53

    def bell(self, name: str, size: int) -> Floats:
        """Mean 0, variance 1, nearly normal: twelve uniforms added, which needs no logarithm."""
        total = np.zeros(size)
        for turn in range(12):
            total += self.uniform(f"{name}/{turn}", size)
        return total - 6.0


def ranks(values: Floats) -> Floats:
    """Where each value stands among all, in (0, 1)."""
    order = np.argsort(values, kind="stable")
    standing = np.empty(len(values))
    standing[order] = np.arange(len(values)) + 0.5
    return standing / len(values)


def mean(values: Floats, weight: Floats) -> float:
    """Exactly rounded, whatever the order."""
    return fsum(values * weight) / fsum(weight)


def between(place: Floats, table: Sequence[tuple[float, float]]) -> Floats:
    """The table's second column at a place in its first, by straight lines between its rows."""
    at, value = (np.asarray(column) for column in zip(*table, strict=True))
    left = np.clip(np.searchsorted(at, place, side="right") - 1, 0, len(at) - 2)
    way = (place - at[left]) / (at[left + 1] - at[left])
    return np.asarray(value[left] + way * (value[left + 1] - value[left]))


def pick(place: Floats, shares: Sequence[float]) -> Ints:
    """Which share each place in [0, 1) falls into, counted from 0; the shares add to 1."""
    limits = np.asarray([fsum(shares[: i + 1]) for i in range(len(shares) - 1)])
    return np.searchsorted(limits, place, side="right").astype(np.int64)
