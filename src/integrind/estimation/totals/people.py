"""Sets of people as numbers: each row of the file has a random one, and a set their sum modulo 2^64.

Keys add up as sets do. Two sets have the same by a chance of one to 2^64.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from integrind.arrays.chunks import blocks
from integrind.arrays.exact import BoolArray
from integrind.estimation.totals.question import Question

Keys = npt.NDArray[np.uint64]


def key_of(rows: BoolArray) -> int:
    """Of some rows of the file."""
    return int(_numbers(len(rows))[rows].sum(dtype=np.uint64))


def keys_by_kind(question: Question) -> Keys:
    """Of the rows that count, by kind of response."""
    responses, numbers = question.responses, _numbers(len(question.inside))
    kinds = len(responses.kinds.state)
    found = np.zeros(kinds + 1, dtype=np.uint64)
    for rows in blocks(len(numbers)):
        kind = np.where(question.inside[rows], responses.kinds_times(1, rows), kinds)
        np.add.at(found, kind, numbers[rows])
    return found[:kinds]


@lru_cache(maxsize=2)
def _numbers(rows: int) -> Keys:
    """A number for each row of a file."""
    return np.random.default_rng(0).integers(1, 2**63, rows, dtype=np.uint64)
