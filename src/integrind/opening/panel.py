"""People seen in two waves: who went from no to yes, and from yes to no.

A level that stands still can hide movement both ways. The base is those with an answer in both waves; who
answered in the first alone is lost to the base, and counted as missing. Weights, groups and design are those
of the first wave; weights are not adjusted for attrition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from integrind.arrays.chunks import RowCodes
from integrind.arrays.exact import BoolArray, IntArray
from integrind.data.variables import Variables
from integrind.errors import DataError
from integrind.estimation.totals.question import Question
from integrind.estimation.totals.responses import Responses
from integrind.vocabulary import Measure, Quantity


@dataclass(frozen=True)
class Pairs:
    """Rows of one wave and, by row of the file, the row of the same person in a later wave, or -1."""

    first: BoolArray
    again: IntArray


def match(variables: Variables, column: str, wave: RowCodes, earlier: int, later: int) -> Pairs:
    """Find the same people by their id. Raises DataError where one wave has an id twice."""
    ids = pl.DataFrame({"id": variables.columns.text(column), "wave": wave}).with_row_index("row")
    known = ids.filter(pl.col("id") != "")
    before, after = (known.filter(pl.col("wave") == code) for code in (earlier, later))
    for part in (before, after):
        if (twice := part.height - part["id"].n_unique()) > 0:
            name = variables.table.name
            raise DataError(
                f"{name}: {column!r} has {twice:,} ids more than once in a wave", "name the id of a person"
            )
    both = before.join(after, on="id", suffix=" again")
    again = np.full(len(wave), -1, dtype=np.int64)
    again[both["row"].to_numpy()] = both["row again"].to_numpy()
    return Pairs(wave == earlier, again)


def transitions(question: Question, pairs: Pairs) -> Iterator[tuple[Quantity, Question]]:
    """The questions of entry and exit; none for a measure that isn't yes or no."""
    if question.measure is not Measure.PROPORTION:
        return
    seen = pairs.again >= 0
    answered_again = seen & question.answered[pairs.again] & question.inside[pairs.again]
    now = question.value[pairs.again]
    for quantity, before, value in ((Quantity.ENTRY, 0.0, now), (Quantity.EXIT, 1.0, 1.0 - now)):
        asked = pairs.first & question.answered & (question.value == before)
        yield (
            quantity,
            replace(
                question,
                responses=Responses.by_row(
                    answered=asked & answered_again,
                    unanswered=asked & ~answered_again,
                    undecided=np.zeros_like(asked),
                    value=np.where(answered_again, value, 0.0),
                    denominator=None,
                ),
            ),
        )
