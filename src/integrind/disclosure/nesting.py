"""Which variables tell another: countries of birth tell who was born abroad, districts their region.

It is found from the people themselves, for a description needn't say it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from integrind.arrays.exact import BoolArray, IntArray

Nesting = Mapping[tuple[str, str], Mapping[str, str]]
"""Of pairs of variables of which the first tells the second: the second's label by the first's."""


class Coded(Protocol):
    """A variable that tables are broken down by."""

    @property
    def code(self) -> npt.NDArray[np.signedinteger[Any]]:
        """By row; -1 for no label."""
        ...

    @property
    def labels(self) -> Sequence[str]:
        """By code."""
        ...


def nesting_of(variables: Mapping[str, Coded], inside: BoolArray) -> Nesting:
    """Find the pairs among people who count."""
    codes = {name: it.code[inside] for name, it in variables.items()}
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for fine, coarse in permutations(sorted(variables), 2):
        told = _told(codes[fine], codes[coarse], len(variables[fine].labels))
        if told is not None:
            labels = variables[coarse].labels
            found[fine, coarse] = {
                variables[fine].labels[at]: labels[its] for at, its in enumerate(told.tolist()) if its >= 0
            }
    return found


def _told(
    fine: npt.NDArray[np.signedinteger[Any]], coarse: npt.NDArray[np.signedinteger[Any]], labels: int
) -> IntArray | None:
    """The coarse code of each fine one; None where any has several, or only some of its people have one."""
    known = fine >= 0
    least = np.full(labels, np.iinfo(np.int64).max)
    most = np.full(labels, -2, dtype=np.int64)
    np.minimum.at(least, fine[known], coarse[known])
    np.maximum.at(most, fine[known], coarse[known])
    held = most > -2
    return np.where(held, most, -1) if (least[held] == most[held]).all() else None
