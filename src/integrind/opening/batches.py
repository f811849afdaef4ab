"""A selection in parts, each with room in memory for its columns: a very large file is read several times."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from integrind.data.variables import Variables
from integrind.definitions.indicator import Indicator
from integrind.opening.selection import Selection, names_of

ROOM = 5 << 28
"""Bytes that columns may take together."""
_WIDE = 24
"""Bytes of a row that hardly a column has more of."""


def in_batches(
    selection: Selection, variables: Variables, cells: Sequence[str], design: Sequence[str]
) -> tuple[Selection, ...]:
    """Divide a selection; with the first part, columns are read that all parts share.

    Those of the cells stay until the next part. Those of the design take no room from the first: one table
    gives them back before anything is made of it, only a plan needs them longer. An indicator whose columns
    are too many for the room is a part of its own.
    """
    columns_of = [set(variables.columns_of(names_of(it))) for it in selection.chosen]
    every = {*cells, *design}.union(*columns_of)
    if have_room(variables, every):
        return (selection,)
    table = variables.table
    widths = table.widths([it for it in table.columns if it in every])
    batches: list[list[Indicator]] = [[]]
    held = set(cells)
    for indicator, columns in zip(selection.chosen, columns_of, strict=True):
        if batches[-1] and table.rows * sum(widths[it] for it in held | columns) > ROOM:
            batches.append([])
            held = set()
        batches[-1].append(indicator)
        held |= columns
    return tuple(replace(selection, chosen=tuple(batch)) for batch in batches)


def have_room(variables: Variables, columns: Collection[str]) -> bool:
    """Whether memory holds some of the file's columns together."""
    table = variables.table
    if table.rows * len(columns) * _WIDE <= ROOM:
        return True
    there = [it for it in table.columns if it in columns]
    return table.rows * sum(table.widths(there).values()) <= ROOM
