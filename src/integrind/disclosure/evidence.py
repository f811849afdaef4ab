"""What the rules need to know of a row beside its columns in the result table. Never leaves the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.evidence import AREAS, CELL, CELL_BY, IMPUTATION, NESTED, REFERENCE, Evidence
from integrind.results import COLUMNS
from integrind.vocabulary import Quantity, Status

BASE = ("indicator", "quantity", "wave", "versus", IMPUTATION)
"""What rows have in common that are about the same people."""
OWN_DF = "own_df"
"""Of a difference, the smaller degrees of freedom of the two sides themselves; null for levels."""
CELL_BASE = "cell_base"
"""Of what is standardised, the people in the smallest category of either side; null for all else."""
NOTICES = "notices"
"""What the notes say of every row, whoever is in it: all that a suppressed row keeps of them."""

COMPARED_WITH = "compared_with"
"""What the gaps of the table are from, also where a row has none: a dissimilarity is made of them."""

_FRACTIONS = {"largest", "second"}
_OF_PEOPLE: Mapping[str, type[pl.DataType]] = {
    name: pl.Float64 if name in _FRACTIONS else pl.Int64 for name in Evidence.NAMES
}
EVIDENCE: Mapping[str, type[pl.DataType]] = {
    **_OF_PEOPLE,
    NESTED: pl.Int64,
    AREAS: pl.Int64,
    OWN_DF: pl.Float64,
    CELL_BASE: pl.Float64,
    NOTICES: pl.String,
    COMPARED_WITH: pl.String,
    CELL_BY: pl.String,
    CELL: pl.String,
    IMPUTATION: pl.Int64,
    **{f"{REFERENCE}{name}": dtype for name, dtype in _OF_PEOPLE.items()},
}
"""Columns of `Evidence`, what else rules ask of a row, and `Evidence` of whom it is compared with."""

FLOWS = pl.col("quantity").is_in([str(Quantity.ENTRY), str(Quantity.EXIT)])
OWN_BASE = (pl.col("quantity") == str(Quantity.LEVEL)) | FLOWS
"""Rows that are about people; all others are made of those."""
HAS_PEOPLE = (pl.col("status") != str(Status.NOT_AVAILABLE)) | (pl.col("people").fill_null(0) > 0)


IS_CATEGORY = pl.col("category").is_not_null()
"""Rows of one category of a distribution."""
IS_UNLABELLED = pl.col("group_by").is_not_null() & pl.col("group").is_null()
"""Rows of those whose group isn't known."""
HOLDER_BY, HOLDER = "holder_by", "holder"
"""The group of a count that standardised numbers are made of."""
IN_A_TABLE = pl.col(CELL_BY).is_null()
"""All other rows are counts that standardised numbers are made of."""
IS_SHOWN = IN_A_TABLE & pl.col(IMPUTATION).is_null()
"""Rows of the result table; others are counts of a further imputation, too."""


def with_evidence(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of the result table and those of `EVIDENCE`. No row of a level goes without people."""
    unknown = set(frame.columns) - {*COLUMNS, *EVIDENCE}
    if unknown:
        raise TypeError(f"columns that no rule knows: {', '.join(sorted(unknown))}")
    found = frame.select(*COLUMNS, *EVIDENCE)
    somebody = HAS_PEOPLE & (pl.col("status") != str(Status.NO_SAMPLE))
    of_people = found.filter(OWN_BASE & somebody)
    if of_people["people"].has_nulls():
        raise TypeError("rows of people without evidence of how many they are can't be released")
    if of_people.filter(IS_CATEGORY)["having"].has_nulls():
        raise TypeError("categories without evidence of how many are in them can't be released")
    if not of_people.filter(IS_CATEGORY & FLOWS).is_empty():
        raise TypeError("people who come into a category or leave it don't add up over categories")
    return found


@dataclass(frozen=True)
class Contributed:
    """What people contribute to some rows, by row; -1 and NaN where a rule has nothing to ask."""

    n: IntArray
    having: IntArray
    without: IntArray
    contributors: IntArray
    largest: FloatArray
    second: FloatArray
    alike: BoolArray
    beyond: IntArray
    beyond_interval: IntArray

    @classmethod
    def of(cls, frame: pl.DataFrame, prefix: str = "") -> Self:
        """From the columns of `Evidence`, or from those of the other side of a comparison."""

        def count(name: str, nothing: int = -1) -> IntArray:
            return frame[f"{prefix}{name}"].fill_null(nothing).to_numpy().astype(np.int64)

        def fraction(name: str) -> FloatArray:
            return frame[f"{prefix}{name}"].fill_null(np.nan).to_numpy().astype(np.float64)

        return cls(
            count("people", 0),
            count("having"),
            count("without"),
            count("contributors"),
            fraction("largest"),
            fraction("second"),
            count("alike", 0) == 1,
            count("beyond"),
            count("beyond_interval"),
        )

    @classmethod
    def of_share(cls, n: IntArray, having: IntArray) -> Self:
        """Of people of whom some have what a share is of; `having` is -1 where there is no share."""
        none, nothing = np.full(n.shape, -1), np.full(n.shape, np.nan)
        without = np.where(having >= 0, n - having, -1)
        return cls(n, having, without, none, nothing, nothing, np.zeros(n.shape, dtype=bool), none, none)
