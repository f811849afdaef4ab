"""Areas: for each indicator a strip of the estimates of all areas, and their table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import polars as pl

from integrind.answer import waves_of
from integrind.charts.strip import Place, Strip, Strips
from integrind.render.report.table import Number, Value, Written, ends, folded, table
from integrind.render.safe import visible
from integrind.render.tables import labels
from integrind.render.tables.cells import Row, numbers_of
from integrind.render.tables.numbers import count
from integrind.results import Results
from integrind.vocabulary import Quantity

_SAID = "A dot and an interval for each area, in the order of the table; the line is all areas together."


def places(results: Results) -> Iterator[str]:
    """A section of the areas' populations, where there are areas; of the last of several waves."""
    populations = results.frame.filter(pl.col("quantity") == str(Quantity.LEVEL), pl.col("group").is_null())
    waves = waves_of(populations)
    populations = populations.filter(pl.col("wave").eq_missing(pl.lit(waves[-1] if waves else None)))
    areas = populations.filter(pl.col("area").is_not_null())
    if areas.is_empty():
        return
    written = Written.of(results)
    whole = dict(populations.filter(pl.col("area").is_null()).select("indicator", "estimate").iter_rows())
    by = labels.breakdown(areas["area_by"][0], results.about.titles)
    yield f'<section id="areas"><h2>Areas, by {escape(by)}</h2><p class="said">{_SAID}</p>'
    for dimension in areas["dimension"].unique(maintain_order=True):
        name = labels.dimension(dimension)
        rows = areas.filter(pl.col("dimension") == dimension)
        strips = tuple(_strips(rows, whole, written))
        if strips:
            drawing = Strips(strips, f"{name}: areas", _SAID).drawing()
            yield f'<h3>{escape(name)}</h3><div class="strip">{drawing.written(f"areas-{dimension}")}</div>'
        header = ("Indicator", "Area", "n", "Estimate", "Interval")
        lines = (_line(row, written) for row in rows.iter_rows(named=True))
        yield from folded(f"The numbers: {name} by {by}", table(f"{name} by {by}", header, lines))
    yield "</section>"


def _strips(rows: pl.DataFrame, whole: dict[str, float | None], written: Written) -> Iterator[Strip]:
    known = rows.filter(pl.col("estimate").is_not_null())
    for its in known.partition_by("indicator", maintain_order=True):
        named = its.to_dicts()
        figures = written.figures[numbers_of(named[0])]
        estimates = [row["estimate"] for row in named]
        yield Strip(
            written.title(named[0]),
            tuple(Place(_said(row, written), row["estimate"], ends(row, "ci")) for row in named),
            whole.get(named[0]["indicator"]),
            (figures.level(min(estimates)), figures.level(max(estimates))),
        )


def _said(row: Row, written: Written) -> str:
    cell = written.cell(row)
    return f"{_area(row)}: {cell.level} ({cell.interval}) {cell.flag}".strip()


def _area(row: Row) -> str:
    return visible(row["area_label"] or row["area"])


def _line(row: Row, written: Written) -> Sequence[Value]:
    cell = written.cell(row)
    base = Number("" if cell.n is None else count(cell.n))
    return (
        written.title(row),
        _area(row),
        base,
        Number(f"{cell.level} {cell.flag}".strip()),
        Number(cell.interval),
    )
