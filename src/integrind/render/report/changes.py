"""Waves: the gaps that clearly moved, as slopes with intervals, and their table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from integrind.charts.slopes import End, Slope
from integrind.faults import counted
from integrind.render.report.table import Number, Value, Written, ends, folded, table
from integrind.render.safe import visible
from integrind.render.tables.cells import Row
from integrind.render.tables.marks import MOVEMENTS
from integrind.results import Results
from integrind.vocabulary import Movement, Quantity, Status

_MOST = 24
"""Slopes that are drawn; all clear movers are in the table."""
_SAID = "Gaps before and now with their intervals; the line across is no gap. Only gaps that clearly moved."
_KEY = ("indicator", "group_by", "group", "wave")


def changes(results: Results, moved: Results) -> Iterator[str]:
    """A section of clear movers of the whole, the largest first."""
    clear = [str(it) for it in Movement if it is not Movement.NO_CLEAR_CHANGE]
    followed = moved.frame.filter(
        pl.col("quantity") == str(Quantity.CHANGE),
        pl.col("area").is_null(),
        pl.col("movement").is_not_null(),
        pl.col("status") == str(Status.OK),
    )
    movers = followed.filter(pl.col("movement").is_in(clear))
    ranked = movers.with_row_index("at").sort(
        pl.col("gap_sd").abs(), "at", descending=[True, False], nulls_last=True
    )
    levels = results.frame.filter(pl.col("quantity") == str(Quantity.LEVEL), pl.col("area").is_null())
    known = {tuple(row[name] for name in _KEY): row for row in levels.iter_rows(named=True)}
    written, of_changes = Written.of(results), Written.of(moved)
    yield '<section id="waves"><h2>Change between waves</h2>'
    counts = f"{movers.height} of {counted(followed.height, 'gap')}"
    yield f"<p>{counts} clearly moved; no clear change in the others.</p>"
    if movers.height:
        yield f'<p class="said">{_SAID}</p><div class="slopes">'
        for at, row in enumerate(ranked.head(_MOST).iter_rows(named=True)):
            if (slope := _slope(row, known, written)) is not None:
                yield f"<div>{slope.drawing(_SAID).written(f'slope-{at}')}</div>"
        yield "</div>"
        header = ("Indicator", "Group", "From", "To", "Change of the gap", "±", "Movement")
        lines = (_line(row, of_changes) for row in ranked.iter_rows(named=True))
        yield from folded("The numbers: what moved", table("Gaps that clearly moved", header, lines))
    yield "</section>"


def _slope(row: Row, known: Mapping[tuple[Any, ...], Row], written: Written) -> Slope | None:
    keys = [(row["indicator"], row["group_by"], row["group"], wave) for wave in (row["versus"], row["wave"])]
    sides = [known.get(key) for key in keys]
    found = [_end(side, written) for side in sides if side is not None and side["gap"] is not None]
    if len(found) < 2:
        return None
    movement = MOVEMENTS[Movement(row["movement"])]
    return Slope(f"{written.title(row)}, {written.group(row)}: {movement}", *found)


def _end(row: Row, written: Written) -> End:
    cell = written.cell(row)
    return End(visible(row["wave"]), cell.gap, row["gap"], ends(row, "gap_ci"))


def _line(row: Row, written: Written) -> Sequence[Value]:
    cell = written.cell(row)
    movement = escape(MOVEMENTS[Movement(row["movement"])])
    waves = visible(row["versus"]), visible(row["wave"])
    return written.title(row), written.group(row), *waves, Number(cell.gap), Number(cell.margin), movement
