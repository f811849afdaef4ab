"""The faces of a result table. What writes them is imported when it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from integrind.render.publication import Appearance, Publication
from integrind.results import COLUMNS, Results

if TYPE_CHECKING:
    import polars as pl

    from integrind.render.pages.documents import Document
    from integrind.render.tables.workbook import Workbook


@dataclass(frozen=True)
class ResultsPublication(Publication):
    """Results as formats need them."""

    results: Results
    name = "results"

    def page(self, appearance: Appearance, /) -> str:
        """Text for a terminal."""
        from integrind.render.tables import terminal

        return terminal.render(self.results, appearance)

    def document(self, digits: int | None, /) -> Document:
        """Headed tables of text."""
        from integrind.render.pages.documents import document

        return document(self.results, digits)

    def workbook(self, digits: int | None, /) -> Workbook:
        """Sheets of a spreadsheet."""
        from integrind.render.pages.results_workbook import workbook

        return workbook(self.results, digits)

    def about(self) -> Mapping[str, str]:
        """Title, source, licence, synthetic and policy."""
        return self.results.about.briefly

    def frame(self) -> pl.DataFrame:
        """Every column of every row."""
        return self.results.frame.select(*COLUMNS)

    def lines(self) -> Iterator[str]:
        """A JSON object for each row."""
        from integrind.render.formats.json import rows

        return rows(self.frame())

    def json(self) -> str:
        """`about`, `rows` and `unavailable`."""
        from integrind.render.formats.json import document

        return document(self.results, {"rows": self.frame()})
