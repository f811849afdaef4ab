"""Results as a workbook that follows the UK Government Analysis Function on accessible spreadsheets.

A cover, a list of contents, notes where there are any, and one marked-up table a sheet, from column A below a
title in A1. Nothing is merged, hidden, frozen or coloured. The last sheet has every column of every row,
unrounded.
https://analysisfunction.civilservice.gov.uk/policy-store/releasing-statistics-in-spreadsheets/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from integrind.errors import OutputError
from integrind.render.formats.values import values
from integrind.render.formats.xlsx.sheets import Number, Sheet, Value, marker, sheets
from integrind.render.pages.prose import footnotes, general, headline
from integrind.render.safe import one_line
from integrind.render.tables import labels
from integrind.render.tables.cells import Sign
from integrind.render.tables.layout import arrange
from integrind.results import COLUMNS, Results

if TYPE_CHECKING:
    import polars as pl
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CREATED = datetime(1980, 1, 1)
"""In every file, so that the same results are the same bytes: what is written has no clock."""

LONGEST_PROPERTY = 255

WIDTH = 16
FIRST_WIDTH = 60
NOTES, DATA = "Notes", "Data"
EMPTY = "An empty cell says that there is no such value. Shares are fractions of 1."
EVERYTHING = "Every column of every row, unrounded"


def render(results: Results, digits: int | None) -> bytes:
    """Give the bytes of the workbook; raises OutputError for a label that no cell can hold."""
    with _workbook() as (file, book):
        _write(book, results, digits)
    return file.getvalue()


@contextmanager
def _workbook() -> Iterator[tuple[BytesIO, _Book]]:
    """Open a workbook in which text is text; its bytes are there once it is closed."""
    from xlsxwriter import Workbook

    file = BytesIO()
    options = {"in_memory": True}
    options |= dict.fromkeys(("strings_to_numbers", "strings_to_formulas", "strings_to_urls"), False)
    with Workbook(file, options) as workbook:
        yield file, _Book(workbook)


def _write(book: _Book, results: Results, digits: int | None) -> None:
    sections = arrange(results, digits)
    title, made = headline(results.about, sections)
    tables = sheets(results, digits)
    names = [f"Table {number}" for number in range(1, len(tables) + 1)]
    notes = tuple(_notes(results, tables))
    titles = dict(zip(names, (table.title for table in tables), strict=True))
    contents = {**({NOTES: NOTES} if notes else {}), **titles, DATA: EVERYTHING}
    book.workbook.set_properties({"title": title[:LONGEST_PROPERTY], "created": CREATED})
    book.text("Cover", [title, made, *(line.strip() for line in general(results, sections))])
    book.table("Contents", Sheet("Contents", ("Sheet", "Title"), tuple(contents.items())), [], linked=True)
    explained = [
        f"Gaps are from {labels.reference(results.about.gap_from, results.about.labels)}.",
        "This sheet has one table.",
    ]
    if notes:
        said = ["This sheet explains signs and notes that the tables use."]
        book.table(NOTES, Sheet(NOTES, ("Sign", "Meaning"), notes), said)
        explained.append(f"Signs that stand for words are explained on the sheet {NOTES}.")
    for name, table in zip(names, tables, strict=True):
        book.table(name, replace(table, title=f"{name}: {table.title}"), explained)
    book.table(DATA, _unrounded(EVERYTHING, results.frame.select(*COLUMNS)), [EMPTY])


def plain(title: str, said: Sequence[str], tables: Mapping[str, pl.DataFrame]) -> bytes:
    """Give the bytes of a workbook of tables by their titles, every column as it is. Raises OutputError."""
    names = [f"Table {number}" for number in range(1, len(tables) + 1)]
    with _workbook() as (file, book):
        book.workbook.set_properties({"title": title[:LONGEST_PROPERTY], "created": CREATED})
        book.text("Cover", [title, *said])
        contents = tuple(zip(names, tables, strict=True))
        book.table("Contents", Sheet("Contents", ("Sheet", "Title"), contents), [], linked=True)
        for name, (called, frame) in zip(names, tables.items(), strict=True):
            book.table(name, _unrounded(f"{name}: {called}", frame), [EMPTY])
    return file.getvalue()


def _notes(results: Results, tables: Sequence[Sheet]) -> Iterable[tuple[str, str]]:
    """Explain the signs that are used, in the order of their first use, and the numbered notes."""
    yield from dict.fromkeys((sign.text, sign.meaning) for table in tables for sign in table.signs)
    yield from ((marker(number), note) for number, note in enumerate(footnotes(results), start=1))


def _unrounded(title: str, frame: pl.DataFrame) -> Sheet:
    columns = (values(column) for column in frame)
    return Sheet(title, tuple(frame.columns), tuple(zip(*columns, strict=True)))


class _Book:
    """Writes sheets in the one form that they all have."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self._title = workbook.add_format({"bold": True, "font_size": 14})
        self._bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._decimals: dict[int, Format] = {}

    def text(self, name: str, lines: Sequence[str]) -> None:
        """Write a sheet of sentences, its title first."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_column(0, 0, 2 * FIRST_WIDTH)
        self._lines(sheet, lines)

    def table(self, name: str, table: Sheet, explained: Sequence[str], *, linked: bool = False) -> None:
        """Write a title, what is to be said of the table, and the table; nothing stands below it.

        With `linked` the first column names sheets.
        """
        sheet = self.workbook.add_worksheet(name)
        sheet.set_column(0, 0, FIRST_WIDTH if len(table.columns) > 2 else WIDTH)
        sheet.set_column(1, len(table.columns) - 1, WIDTH if len(table.columns) > 2 else 2 * FIRST_WIDTH)
        lines = [table.title, *explained, *([] if table.rows else ["There are no rows."])]
        self._lines(sheet, lines)
        if not table.rows:
            return
        top = len(lines)
        options = {
            "name": name.replace(" ", "_"),
            "columns": [{"header": header, "header_format": self._bold} for header in table.columns],
            "autofilter": False,
            "style": None,
        }
        sheet.add_table(top, 0, top + len(table.rows), len(table.columns) - 1, options)
        for number, row in enumerate(table.rows, start=top + 1):
            for column, value in enumerate(row):
                self._value(sheet, number, column, value)
            if linked:
                sheet.write_url(number, 0, f"internal:'{row[0]}'!A1", string=str(row[0]))

    def _lines(self, sheet: Worksheet, lines: Sequence[str]) -> None:
        for number, line in enumerate(lines):
            self._string(sheet, number, 0, line, self._wrapped if number else self._title)

    def _value(self, sheet: Worksheet, row: int, column: int, value: Value) -> None:
        match value:
            case Sign():
                self._string(sheet, row, column, value.text, self._wrapped)
            case str():
                self._string(sheet, row, column, value, self._wrapped)
            case Number():
                sheet.write_number(row, column, value.value, self._shown(value.digits))
            case int() | float():
                sheet.write_number(row, column, value)

    def _string(self, sheet: Worksheet, row: int, column: int, text: str, form: Format) -> None:
        if sheet.write_string(row, column, one_line(text), form):
            raise OutputError("a label is longer than a cell of a spreadsheet can be", "write another format")

    def _shown(self, digits: int) -> Format:
        if digits not in self._decimals:
            form = "#,##0" + ("." + "0" * digits if digits else "")
            self._decimals[digits] = self.workbook.add_format({"num_format": form, "valign": "top"})
        return self._decimals[digits]
