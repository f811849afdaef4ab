"""Tables of a report: what a chart was drawn from, a number to a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from integrind.render.tables import labels
from integrind.render.tables.cells import Cell, Numbers, Row, figures_of, numbers_of
from integrind.render.tables.numbers import Figures, count, signed
from integrind.results import Results


@dataclass(frozen=True)
class Number:
    """A cell that stands on the right."""

    text: str


Value = str | Number


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """Write a table that can be scrolled by itself where it is too wide; the first cell of a row heads it."""
    yield f'<div class="wide" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
    yield f"<caption>{escape(caption)}</caption>"
    yield (
        "<thead><tr>"
        + "".join(f'<th scope="col">{escape(it)}</th>' for it in header)
        + "</tr></thead><tbody>"
    )
    for first, *others in rows:
        start = first.text if isinstance(first, Number) else first
        yield f'<tr><th scope="row">{escape(start)}</th>' + "".join(map(_cell, others)) + "</tr>"
    yield "</tbody></table></div>"


def folded(summary: str, lines: Iterable[str]) -> Iterator[str]:
    """Put a long table away, on paper all of it is shown."""
    yield f"<details><summary>{escape(summary)}</summary>"
    yield from lines
    yield "</details>"


def _cell(value: Value) -> str:
    if isinstance(value, Number):
        return f'<td class="n">{escape(value.text)}</td>'
    return f"<td>{escape(value)}</td>"


@dataclass(frozen=True)
class Written:
    """How the rows of a result table are written, the same wherever they stand."""

    results: Results
    figures: Mapping[Numbers, Figures]

    @classmethod
    def of(cls, results: Results) -> Written:
        """With digits by indicator."""
        columns = ("indicator", "measure", "unit", "estimate", "reference")
        return cls(results, figures_of(results.frame.select(columns).to_dicts(), None))

    def cell(self, row: Row) -> Cell:
        """Numbers and signs of a row."""
        return Cell.of(row, self.figures[numbers_of(row)], self.results.about.symbols)

    def title(self, row: Row) -> str:
        """The indicator with its unit."""
        return labels.indicator(labels.of_row(row), self.figures[numbers_of(row)].unit)

    def group(self, row: Row) -> str:
        """The group, with its breakdown where there are several."""
        label = row["group_label"] or row["group"]
        return labels.named_group(
            row["group_by"], label, self.results.about.titles, of_breakdown=self._several
        )

    @property
    def _several(self) -> bool:
        return self.results.frame["group_by"].drop_nulls().n_unique() > 1

    def estimates(self, caption: str, rows: Iterable[Row]) -> Iterator[str]:
        """A table of estimates and gaps."""
        header = ("Indicator", "Group", "n", "Estimate", "Interval", "Gap", "±", "sd", "Finding")
        yield from table(caption, header, map(self._estimate, rows))

    def _estimate(self, row: Row) -> Sequence[Value]:
        cell = self.cell(row)
        found = cell.found
        sd = "" if row["gap_sd"] is None else signed(row["gap_sd"])
        finding = f"{found.text} {found.meaning}" if found else ""
        return (
            self.title(row),
            self.group(row),
            Number("" if cell.n is None else count(cell.n)),
            Number(f"{cell.level} {cell.flag}".strip()),
            Number(cell.interval),
            Number(cell.gap),
            Number(cell.margin),
            Number(sd),
            finding,
        )


def ends(row: Row, prefix: str) -> tuple[float, float] | None:
    """An interval of a row, by the beginning of its columns' names; None where there is none."""
    low, high = row[f"{prefix}_low"], row[f"{prefix}_high"]
    return None if low is None or high is None else (low, high)
