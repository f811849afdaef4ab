"""A selection in parts, each with room in memory for its columns: a very large file is read several times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from integrind.data.variables import Variables
from integrind.definitions.indicator import Indicator
from integrind.opening.selection import Selection, names_of

ROOM = 1 << 30
"""Bytes that columns may take together."""
_WIDE = 24
"""Bytes of a row that hardly a column has more of."""


def in_batches(selection: Selection, variables: Variables, shared: Sequence[str]) -> tuple[Selection, ...]:
    """Divide a selection; with the first part, columns are read that all parts share.

    An indicator whose columns are too many for the room is a part of its own.
    """
    columns_of = [set(variables.columns_of(names_of(it))) for it in selection.chosen]
    together = sorted(set(shared).union(*columns_of))
    rows = variables.table.rows
    if rows * len(together) * _WIDE <= ROOM:
        return (selection,)
    widths = variables.table.widths(together)
    batches: list[list[Indicator]] = [[]]
    held = set(shared)
    for indicator, columns in zip(selection.chosen, columns_of, strict=True):
        if batches[-1] and rows * sum(widths[it] for it in held | columns) > ROOM:
            batches.append([])
            held = set()
        batches[-1].append(indicator)
        held |= columns
    return tuple(replace(selection, chosen=tuple(batch)) for batch in batches)
