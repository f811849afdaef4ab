"""A workbook that follows the UK Government Analysis Function on accessible spreadsheets.

A cover, a list of contents, notes where there are any, and one marked-up table a sheet, from column A below a
title in A1. Nothing is merged, hidden, frozen or coloured. The last sheet has every column of every row,
unrounded.
https://analysisfunction.civilservice.gov.uk/policy-store/releasing-statistics-in-spreadsheets/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from zipfile import ZipFile

from integrind.errors import OutputError
from integrind.render.formats.delimited import of_texts
from integrind.render.publication import Writing
from integrind.render.safe import one_line
from integrind.render.tables.cells import Sign
from integrind.render.tables.fitting import WIDEST_OF_TWO, lines, text, widths
from integrind.render.tables.workbook import DATA, Number, Sheet, Value, Workbook

if TYPE_CHECKING:
    import polars as pl
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CREATED = datetime(1980, 1, 1)
"""In every file, so that the same results are the same bytes: what is written has no clock."""

LONGEST_PROPERTY = 255

LINE = 15.0
"""Points that a line is high."""
A4 = 9
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def written(it: Workbook) -> bytes:
    """Give the bytes of a workbook. Raises OutputError for a label that no cell can hold."""
    with _opened() as (file, book):
        book.workbook.set_properties({"title": it.title[:LONGEST_PROPERTY], "created": CREATED})
        book.text("Cover", [it.title, *it.said])
        contents = tuple((sheet.name, sheet.title) for sheet in it.sheets)
        book.table(Sheet("Contents", "Contents", ("Sheet", "Title"), contents), linked=True)
        for sheet in it.sheets:
            book.table(sheet)
    return file.getvalue()


@contextmanager
def _opened() -> Iterator[tuple[BytesIO, _Book]]:
    """Open a workbook in which text is text; its bytes are there once it is closed."""
    import xlsxwriter

    file = BytesIO()
    options = {"in_memory": True}
    options |= dict.fromkeys(("strings_to_numbers", "strings_to_formulas", "strings_to_urls"), False)
    with xlsxwriter.Workbook(file, options) as workbook:
        yield file, _Book(workbook)


class _Book:
    """Writes sheets in the one form that they all have."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.workbook = workbook
        self._title = workbook.add_format({"bold": True, "font_size": 14})
        self._bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._sign = workbook.add_format({"align": "right", "valign": "top"})
        self._decimals: dict[int, Format] = {}

    def text(self, name: str, said: Sequence[str]) -> None:
        """Write a sheet of sentences, its title first."""
        sheet = self._added(name)
        sheet.set_column(0, 0, WIDEST_OF_TWO)
        self._lines(sheet, said, WIDEST_OF_TWO)

    def table(self, table: Sheet, *, linked: bool = False) -> None:
        """Write a title, what is to be said of the table, and the table; nothing stands below it.

        With `linked` the first column names sheets.
        """
        sheet, wide = self._added(table.name), widths(table)
        for column, width in enumerate(wide):
            sheet.set_column(column, column, width)
        said = [table.heading or table.title, *table.said, *([] if table.rows else ["There are no rows."])]
        self._lines(sheet, said, wide[0])
        if not table.rows:
            return
        top = len(said)
        sheet.repeat_rows(top)
        self._height(sheet, top, table.columns, [width - 2 for width in wide])
        options = {
            "name": table.name.replace(" ", "_"),
            "columns": [{"header": header, "header_format": self._bold} for header in table.columns],
            "autofilter": False,
            "style": None,
        }
        sheet.add_table(top, 0, top + len(table.rows), len(table.columns) - 1, options)
        for number, row in enumerate(table.rows, start=top + 1):
            self._height(sheet, number, map(text, row), wide)
            for column, value in enumerate(row):
                self._value(sheet, number, column, value)
            if linked:
                sheet.write_url(number, 0, f"internal:'{row[0]}'!A1", string=str(row[0]))

    def _added(self, name: str) -> Worksheet:
        """A sheet that prints on its side, as wide as the paper."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet

    def _height(self, sheet: Worksheet, row: int, texts: Iterable[str], wide: Sequence[int]) -> None:
        """As high as its text needs: no program measures it again when it opens the file."""
        if (high := lines(texts, wide)) > 1:
            sheet.set_row(row, LINE * high)

    def _lines(self, sheet: Worksheet, said: Sequence[str], width: int) -> None:
        for number, line in enumerate(said):
            if number:
                self._height(sheet, number, [one_line(line)], [width])
            self._string(sheet, number, 0, line, self._wrapped if number else self._title)

    def _value(self, sheet: Worksheet, row: int, column: int, value: Value) -> None:
        match value:
            case Sign():
                self._string(sheet, row, column, value.text, self._sign)
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


def read(content: bytes) -> pl.DataFrame:
    """The sheet with every column: its table begins where the first row with several cells is."""
    with ZipFile(BytesIO(content)) as book:
        texts = [
            "".join(part.text or "" for part in item.iter(f"{_SHEET}t"))
            for item in _part(book, "sharedStrings.xml")
        ]
        sheet = _part(book, _sheet_of_data(book))
    rows = [
        {_letters(cell): _cell(cell, texts) for cell in row.iter(f"{_SHEET}c")}
        for row in sheet.iter(f"{_SHEET}row")
    ]
    table = [row for row in rows if len(row) > 1]
    letters = list(table[0]) if table else []
    return of_texts([[row.get(letter, "") for letter in letters] for row in table])


def _sheet_of_data(book: ZipFile) -> str:
    names = _part(book, "workbook.xml")
    there = _part(book, "_rels/workbook.xml.rels")
    targets = {it.get("Id"): it.get("Target") for it in there}
    (at,) = [it.get(_RELATION) for it in names.iter(f"{_SHEET}sheet") if it.get("name") == DATA]
    return str(targets[at])


def _part(book: ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(f"xl/{name}"))  # noqa: S314 expat bounds what entities may become


def _letters(cell: ElementTree.Element) -> str:
    return (cell.get("r") or "").rstrip("0123456789")


def _cell(cell: ElementTree.Element, texts: Sequence[str]) -> str:
    value = cell.findtext(f"{_SHEET}v", "")
    return texts[int(value)] if cell.get("t") == "s" else value


FORMAT = Writing(write=lambda it, look: written(it.workbook(look.digits)), read=read)
