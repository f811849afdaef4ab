"""From codes by row to the finest entries: rows that agree in unit and in every key."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from integrind.arrays.chunks import RowCodes, blocks
from integrind.arrays.exact import IntArray, dense
from integrind.estimation.design.sample import Sample
from integrind.estimation.domains.domains import Crossing

_ALIKE = "alike"
"""Key of rows that are alike in what weights were calibrated to."""
_SPARSE = 16
"""How many possible codes a row may have before sorting beats a table of them."""


def cross(sample: Sample, keys: Mapping[str, RowCodes]) -> Crossing:
    """Find the finest entries of row codes `keys` (each (rows,), -1 for no value)."""
    if sample.of_rows:
        by_row = {name: values.astype(np.int64) for name, values in keys.items()}
        return Crossing(sample, by_row, sample.unit, np.arange(sample.rows, dtype=np.int32), sample.rows)
    widths = {name: int(values.max(initial=-1)) + 2 for name, values in keys.items()}

    def codes(rows: slice) -> IntArray:
        """Codes and unit of some rows as one number; unit last, so that domains come one after the other."""
        code = np.zeros(len(sample.unit[rows]), dtype=np.int64)
        for name, width in widths.items():
            code *= width
            code += keys[name][rows]
            code += 1
        code *= sample.atoms
        code += sample.unit[rows]
        return code

    distinct, entry = _distinct(codes, sample.rows, math.prod(widths.values()) * sample.atoms)
    code, unit = np.divmod(distinct, sample.atoms)
    by_entry = {}
    for name, width in reversed(widths.items()):
        code, by_entry[name] = np.divmod(code, width)
        by_entry[name] -= 1
    return Crossing(sample, {name: by_entry[name] for name in keys}, unit, entry, len(unit))


def cross_pooled(sample: Sample, keys: Mapping[str, RowCodes]) -> Crossing:
    """Find the finest entries of a sample of rows by stratum: each is a unit that holds many rows."""
    (rows,) = sample.stages
    stratum = rows.parent.astype(np.min_scalar_type(-len(rows.drawn)))
    alike = {} if sample.margins is None else {_ALIKE: sample.margins.alike(np.zeros_like(sample.unit))[1]}
    found = cross(sample.pool(stratum, np.arange(len(rows.drawn))), {**keys, **alike})
    pooled = sample.pool(found.row_entry, found.unit)
    return Crossing(
        pooled,
        {name: found.keys[name] for name in keys},
        np.arange(found.size),
        found.row_entry,
        found.size,
    )


def _distinct(codes: Callable[[slice], IntArray], rows: int, limit: int) -> tuple[IntArray, RowCodes]:
    """The distinct codes of the rows, all below `limit`, and the place of each row's among them."""
    if limit > min(_SPARSE * rows, np.iinfo(np.int32).max):
        distinct, entry = dense(codes(slice(None)), limit)
        return distinct, entry.astype(np.int32)
    held = np.zeros(limit, dtype=bool)
    place = np.empty(rows, dtype=np.int32)
    for block in blocks(rows):
        found = codes(block)
        held[found] = True
        place[block] = found
    order = np.cumsum(held, dtype=np.int32)
    order -= 1
    for block in blocks(rows):
        place[block] = order[place[block]]
    return np.flatnonzero(held), place
