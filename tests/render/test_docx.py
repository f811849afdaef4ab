"""Tables for a word processor. Oracle: python-docx reads back the tables that HTML has; markup by hand."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest

from integrind.formats import Format
from integrind.render import render
from integrind.render.pages.documents import document
from integrind.results import Results

from .samples import community, crossed, hostile


@pytest.mark.parametrize("made", [community(), crossed(), hostile()], ids=["community", "crossed", "hostile"])
def test_it_has_the_tables_of_the_page(made: Results) -> None:
    content = render(made, Format.DOCX)
    found, expected = docx.Document(BytesIO(content)), document(made, None)
    tables = [table for _, tables in expected.sections for table in tables]
    assert len(found.tables) == len(tables)
    for ours, table in zip(found.tables, tables, strict=True):
        header, *rows = ([cell.text for cell in row.cells] for row in ours.rows)
        assert tuple(header) == table.header
        said = [
            [label, *(" ".join(it.text for it in entry) for entry in entries)]
            for label, entries in table.rows
        ]
        assert rows == said
    paragraphs = [it.text for it in found.paragraphs]
    assert paragraphs[:2] == [expected.title, expected.made]
    assert {it.strip() for it in (*expected.legend, *expected.remarks)} <= {*paragraphs}


def test_headers_repeat_rows_stay_whole_and_bytes_stay_the_same() -> None:
    content = render(community(), Format.DOCX)
    with ZipFile(BytesIO(content)) as files:
        body = files.read("word/document.xml").decode()
        assert {it.date_time for it in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    tables, rows = body.count("<w:tbl>"), body.count("<w:tr>") + body.count("<w:tr ")
    assert (body.count("<w:tblHeader/>"), body.count("<w:cantSplit/>")) == (tables, rows - tables)
    assert 'w:orient="landscape"' in body
    assert render(community(), Format.DOCX) == content
