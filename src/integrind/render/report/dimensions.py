"""A section for each dimension: gaps of every group on shared labels, and the table they were drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

import polars as pl

from integrind.answer import ORIENTED, Answer, waves_of
from integrind.charts.dots import Dots, Mark, Panel, in_rows
from integrind.charts.svg import STYLE
from integrind.errors import UsageError
from integrind.render.report.table import Written, ends, folded
from integrind.render.tables import labels
from integrind.render.tables.cells import Row
from integrind.render.tables.layout import nowhere_available
from integrind.results import Results
from integrind.vocabulary import Direction, Finding, Quantity, Status

_BESIDE = 3
"""Panels that stand beside each other."""

_KINDS: Mapping[str | None, str] = {**{str(it): str(it) for it in Finding}, "no_clear_difference": "unclear"}
_DRAWN = "Dots are gaps in standard deviations of people in the population, bars their intervals"
_JUDGED = f"{_DRAWN}; positive is better."
_DESCRIBED = f"{_DRAWN}; neither way is better."


def dimensions(results: Results, found: Answer | None) -> Iterator[str]:
    """Charts and tables, or tables alone where there are no gaps to draw."""
    written = Written.of(results)
    shown = spoken(results, None if found is None else found.wave)
    for dimension in shown["dimension"].unique(maintain_order=True):
        rows = shown.filter(pl.col("dimension") == dimension)
        name = labels.dimension(dimension)
        yield f'<section id="{escape(dimension)}"><h2>{escape(name)}</h2>'
        for at, dots in enumerate(charts(rows, written, name)):
            yield from _panels(dots, f"{dimension}-{at}")
        yield from folded(f"The numbers: {name}", written.estimates(name, rows.iter_rows(named=True)))
        yield "</section>"


def picture(results: Results) -> str:
    """The chart of the only dimension, as a file of its own. Raises UsageError where there are several."""
    shown = spoken(results, None)
    names = shown["dimension"].unique(maintain_order=True).to_list()
    if len(names) != 1:
        raise UsageError("--chart draws one dimension", "choose: --dimension structural, or --indicator ID")
    drawn = list(charts(shown, Written.of(results), labels.dimension(names[0])))
    if not drawn:
        raise UsageError("--chart: there is no gap to draw", "name a breakdown: --by country_of_birth")
    style = f"{STYLE}svg{{background:#fff;--ground:#fff}}".replace(
        "@media (prefers-color-scheme:dark)", "@media not all"
    )
    return drawn[0].whole().written("chart", style) + "\n"


def spoken(results: Results, wave: str | None) -> pl.DataFrame:
    """Levels of the whole, of the last of several waves; indicators without any number aside."""
    levels = results.frame.filter(pl.col("quantity") == str(Quantity.LEVEL), pl.col("area").is_null())
    waves = waves_of(levels)
    last = wave or (waves[-1] if waves else None)
    there = ~pl.col("indicator").is_in(nowhere_available(results.frame))
    return levels.filter(there, pl.col("wave").eq_missing(pl.lit(last)))


def charts(rows: pl.DataFrame, written: Written, name: str) -> Iterator[Dots]:
    """One of indicators with a direction, and one of those without: what is higher there is no better."""
    of_groups = rows.filter(pl.col("group").is_not_null() | pl.col("gap").is_not_null())
    described = pl.col("direction") == str(Direction.DESCRIPTIVE)
    judged = of_groups.filter(~described)
    yield from _dots(judged, written, f"{name}: worse or better", _JUDGED, ("worse", "sd", "better"))
    yield from _dots(
        of_groups.filter(described),
        written,
        f"{name}: lower or higher, descriptive",
        _DESCRIBED,
        ("lower", "sd", "higher"),
    )


def _dots(
    rows: pl.DataFrame, written: Written, title: str, said: str, axis: tuple[str, str, str]
) -> Iterator[Dots]:
    measured = rows.filter(pl.col("gap_sd").is_not_null())
    if measured.is_empty():
        return
    worst = measured.group_by("indicator", maintain_order=True).agg(ORIENTED.min())
    order = worst.sort("oriented", maintain_order=True)["indicator"].to_list()
    known = {(it["group_by"], it["group"], it["indicator"]): it for it in rows.iter_rows(named=True)}
    titles = {it["indicator"]: written.title(it) for it in rows.iter_rows(named=True)}
    groups = rows.select("group_by", "group").unique(maintain_order=True).rows()
    panels = []
    for group in groups:
        its = [known.get((*group, name)) for name in order]
        first = next(row for row in its if row is not None)
        panels.append(
            Panel(written.group(first), tuple(None if row is None else _mark(row, written) for row in its))
        )
    yield Dots(tuple(titles[it] for it in order), tuple(panels), axis, title, said)


def _mark(row: Row, written: Written) -> Mark:
    cell = written.cell(row)
    finding = cell.found.meaning if cell.found else "no test"
    numbers = " ".join(
        it for it in (cell.level, cell.flag, "gap" if cell.gap else "", cell.gap, cell.margin) if it
    )
    said = f"{written.title(row)}, {written.group(row)}: {numbers}, {finding}"
    if row["gap_sd"] is None:
        return Mark(said, "doubtful", sign=cell.symbol)
    doubtful = row["status"] != str(Status.OK) or row["finding"] is None
    turned = -1.0 if row["direction"] == str(Direction.LOWER_IS_BETTER) else 1.0
    kind = "doubtful" if doubtful else _KINDS[row["finding"]]
    return Mark(said, kind, turned * row["gap_sd"], _ends(row, turned))


def _ends(row: Row, turned: float) -> tuple[float, float] | None:
    """The gap's interval in standard deviations: they are what the gap is divided by."""
    interval = ends(row, "gap_ci")
    if interval is None or not row["gap"]:
        return None
    unit = turned * row["gap_sd"] / row["gap"]
    low, high = sorted(it * unit for it in interval)
    return low, high


def _panels(dots: Dots, name: str) -> Iterator[str]:
    """Labels and panels, which a narrow page puts below each other, each with labels of its own."""
    yield f"<h3>{escape(dots.title)}</h3>"
    yield f'<p class="said">{escape(dots.description)}</p>'
    places: Iterable[tuple[int, Sequence[Panel]]] = enumerate(in_rows(dots.panels, _BESIDE))
    for row, panels in places:
        yield '<div class="panels">'
        for at, panel in enumerate(panels):
            again = " again" if at else ""
            own = f"{name}-{row}-{at}"
            named = dots.label_drawing().written(f"{own}-l")
            yield f'<div class="panel"><div class="labels{again}">{named}</div>'
            yield f'<div class="plot">{dots.panel_drawing(panel).written(own)}</div></div>'
        yield "</div>"
