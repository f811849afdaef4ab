"""Groups, areas and waves as codes by row, in the order of every table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from integrind.arrays.chunks import RowCodes, looked_up
from integrind.data.columns import as_number, is_finite
from integrind.data.variables import Harmonised, Variables
from integrind.definitions.survey import band_of
from integrind.errors import DataError, UsageError
from integrind.faults import did_you_mean

CROSS = "+"
_MOST_LABELS = 20_000
_LISTED = 12
"""Labels that a message lists; of more it names one that is near."""


@dataclass(frozen=True, eq=False)
class Breakdown:
    """Codes by row and the labels, in order, that the file holds."""

    by: str
    code: RowCodes
    labels: tuple[str, ...]
    may_be_named: bool
    """Whether a message may name them: a description or the codebook does, or values may be shown."""

    def instead_of(self, label: str) -> str:
        """The hint for a label that isn't there: one that is near, else all where they are few.

        Empty where none may be named.
        """
        if not self.may_be_named:
            return ""
        few = f"one of: {', '.join(self.labels)}" if len(self.labels) <= _LISTED else ""
        return did_you_mean(label, self.labels) or few


def break_down(variables: Variables, by: str) -> Breakdown:
    """Break rows down by a variable, or by several crossed with `+`.

    Raises UsageError for an unknown variable, DataError for one without a single label.
    """
    names = [name.strip() for name in by.split(CROSS)]
    parts = [_single(variables, name) for name in names]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise UsageError(f"{twice!r} can't be crossed with itself", "name each variable once")
    code, labels = parts[0].code, parts[0].labels
    for part in parts[1:]:
        pairs = code.astype(np.int64) * len(part.labels) + part.code
        crossed = np.where((code < 0) | (part.code < 0), -1, pairs)
        held = np.unique(crossed[crossed >= 0])
        code = _narrowed(np.where(crossed < 0, -1, np.searchsorted(held, crossed)), len(held))
        width = len(part.labels)
        labels = tuple(f"{labels[at // width]}{CROSS}{part.labels[at % width]}" for at in held)
    if not labels:
        raise DataError(f"{variables.table.name}: {by!r} has no value in any row")
    if len(labels) > _MOST_LABELS:
        raise UsageError(f"{by!r} has {len(labels):,} values; at most {_MOST_LABELS:,} make groups")
    if len(set(labels)) < len(labels):
        raise DataError(
            f"{variables.table.name}: groups of {by!r} can't be told apart: labels have {CROSS} in them",
            f"give labels without {CROSS} in the survey description: variables: NAME: codes",
        )
    may_be_named = all(part.may_be_named for part in parts)
    return Breakdown(CROSS.join(part.by for part in parts), code, labels, may_be_named)


def _single(variables: Variables, name: str) -> Breakdown:
    if name not in variables.names():
        raise UsageError(f"there is no variable or column {name!r}", did_you_mean(name, variables.names()))
    variables.load([name])
    coded = variables.by_code(name)
    found = variables.get(name) if coded is None else coded.brief
    text = found.labels
    labels = in_order(found, text.drop_nulls().unique().to_list())
    code = text.replace_strict(labels, range(len(labels)), default=-1, return_dtype=pl.Int64)
    codes = _narrowed(code.fill_null(-1).to_numpy(), len(labels))
    may_be_named = found.variable.values is not None or variables.show_values
    return Breakdown(
        name, codes if coded is None else looked_up(codes, coded.code), tuple(labels), may_be_named
    )


def _narrowed(code: RowCodes, labels: int) -> RowCodes:
    """Codes of so many labels in no more bytes than they need."""
    return code.astype(np.min_scalar_type(-labels - 1))


def in_order(found: Harmonised, labels: list[str]) -> list[str]:
    """Labels in the codebook's order, else by size where all are numbers or bands, else by text."""
    values = found.variable.values
    if values is not None:
        return [value for value in values if value in set(labels)]
    if found.variable.type == "boolean":
        return sorted(labels)
    if found.variable.bands:
        return sorted(labels, key=lambda label: band_of(label) or found.variable.bands[0])
    return ordered(labels)


def ordered(labels: list[str]) -> list[str]:
    """Labels by size where all are numbers, else by text."""
    if is_finite(as_number(pl.Series(labels, dtype=pl.String))).all():
        return sorted(labels, key=lambda label: (float(label), label))
    return sorted(labels)
