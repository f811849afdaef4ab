"""A document for a word processor: headed tables with their signs and notes, on A4 laid across.

Headings, marked and repeated header rows, no merged cells: what a screen reader finds its way by.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from integrind.render.pages.documents import Document, Table
from integrind.render.publication import Appearance, Publication, Writing

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.table import _Cell, _Row

_LONG, _SHORT, _MARGIN = 297, 210, 15
"""Millimetres of A4, and of its margins."""
_SIZE = 8
"""Points of the text in tables."""
_NEVER = (1980, 1, 1, 0, 0, 0)
"""When every file in it was made, so that the same results are the same bytes."""


def written(it: Document) -> bytes:
    """Give the bytes of a document."""
    import docx

    file = docx.Document()
    file.core_properties.title = it.title[:255]
    file.core_properties.author = ""
    file.core_properties.comments = ""
    _across(file)
    file.add_heading(it.title, 0)
    file.add_paragraph(it.made)
    for heading, tables in it.sections:
        if heading:
            file.add_heading(heading, 1)
        for table in tables:
            _add(file, table)
    for name, items in (("Signs", it.legend), ("Notes", it.remarks)):
        if items:
            file.add_heading(name, 1)
            for item in items:
                file.add_paragraph(item.strip(), style="List Bullet")
    bytes_ = BytesIO()
    file.save(bytes_)
    return _without_clock(bytes_.getvalue())


def _across(file: Docx) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_LONG), Mm(_SHORT)
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin = section.bottom_margin = Mm(_MARGIN)


def _add(file: Docx, table: Table) -> None:
    """A table under its caption; the header is repeated on each page, and no row is cut."""
    from docx.oxml import OxmlElement

    file.add_heading(table.caption, 2)
    made = file.add_table(1, len(table.header), style="Light List")
    header = made.rows[0]
    _fill(header, table.header, table.numbers)
    header._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for label, entries in table.rows:
        row = made.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        texts = (" ".join(sign.text for sign in entry) for entry in entries)
        _fill(row, (label, *texts), table.numbers)


def _fill(row: _Row, texts: tuple[str, ...], numbers: frozenset[int]) -> None:
    for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        _write(cell, text, is_number=at in numbers)


def _write(cell: _Cell, text: str, *, is_number: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.add_run(text).font.size = Pt(_SIZE)
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _without_clock(content: bytes) -> bytes:
    """The same files with one time."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = ZipInfo(name, _NEVER)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return made.getvalue()


def _written(it: Publication, look: Appearance) -> bytes:
    return written(it.document(look.digits))


FORMAT = Writing(write=_written)
