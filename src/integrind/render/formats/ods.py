"""A workbook as OpenDocument, which UK guidance asks for: the sheets of xlsx, written as XML directly.

A cover, a list of contents, notes where there are any, and one table a sheet, from column A below a title in
A1; the last has every column of every row. There is no clock in it: the same results are the same bytes.
https://docs.oasis-open.org/office/OpenDocument/v1.3/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from integrind.formats import Format
from integrind.render.formats.delimited import of_texts
from integrind.render.publication import Writing
from integrind.render.safe import one_line
from integrind.render.tables.cells import Sign
from integrind.render.tables.fitting import WIDEST_OF_TWO, text, widths
from integrind.render.tables.numbers import machine
from integrind.render.tables.workbook import DATA, Number, Sheet, Value, Workbook

if TYPE_CHECKING:
    import polars as pl

_URN = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = {
    "office": f"{_URN}:office:1.0",
    "table": f"{_URN}:table:1.0",
    "text": f"{_URN}:text:1.0",
    "style": f"{_URN}:style:1.0",
    "number": f"{_URN}:datastyle:1.0",
    "fo": f"{_URN}:xsl-fo-compatible:1.0",
    "meta": f"{_URN}:meta:1.0",
    "manifest": f"{_URN}:manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
_DECLARED = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _NAMES.items())
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LETTER = 0.19
"""Centimetres that a letter is wide."""
_BLANKS = re.compile(r"^ +| {2,}| +$")
"""Blanks that a reader would take for one, or for none."""

_STYLES = f"""{_HEAD}<office:document-styles {_DECLARED} office:version="1.3"><office:automatic-styles>\
<style:page-layout style:name="page"><style:page-layout-properties style:print-orientation="landscape" \
fo:page-width="29.7cm" fo:page-height="21cm" fo:margin="1cm" style:scale-to-X="1" style:scale-to-Y="0"/>\
</style:page-layout></office:automatic-styles><office:master-styles>\
<style:master-page style:name="Default" style:page-layout-name="page"/></office:master-styles>\
</office:document-styles>"""

_MANIFEST = f"""{_HEAD}<manifest:manifest {_DECLARED} manifest:version="1.3">\
<manifest:file-entry manifest:full-path="/" manifest:media-type="{Format.ODS.traits.media_type}"/>\
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>\
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>\
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def written(it: Workbook) -> bytes:
    """Give the bytes of a workbook."""
    contents = tuple((sheet.name, sheet.title) for sheet in it.sheets)
    sheets = (Sheet("Contents", "Contents", ("Sheet", "Title"), contents), *it.sheets)
    body = [*_cover(it), *(part for at, sheet in enumerate(sheets) for part in _sheet(sheet, linked=not at))]
    wide = {width for sheet in sheets for width in widths(sheet)} | {WIDEST_OF_TWO}
    digits = {
        value.digits for sheet in sheets for row in sheet.rows for value in row if isinstance(value, Number)
    }
    content = (
        f'{_HEAD}<office:document-content {_DECLARED} office:version="1.3"><office:automatic-styles>'
        f"{''.join(_styles(sorted(wide), sorted(digits)))}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{''.join(body)}</office:spreadsheet></office:body></office:document-content>"
    )
    meta = (
        f'{_HEAD}<office:document-meta {_DECLARED} office:version="1.3"><office:meta>'
        f"<dc:title>{escape(one_line(it.title))}</dc:title></office:meta></office:document-meta>"
    )
    parts = {
        "content.xml": content,
        "styles.xml": _STYLES,
        "meta.xml": meta,
        "META-INF/manifest.xml": _MANIFEST,
    }
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        # The first as it is: by it a reader knows the file.
        archive.writestr(_entry("mimetype"), Format.ODS.traits.media_type, ZIP_STORED)
        for name, part in parts.items():
            archive.writestr(_entry(name), part, ZIP_DEFLATED)
    return file.getvalue()


def _entry(name: str) -> ZipInfo:
    """A file in it, which says the same of itself on every system."""
    entry = ZipInfo(name)
    entry.create_system = 3
    return entry


def _styles(wide: Iterable[int], digits: Iterable[int]) -> Iterator[str]:
    for width in wide:
        yield (
            f'<style:style style:name="w{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * _LETTER:.2f}cm"/></style:style>'
        )
    yield (
        '<style:style style:name="row" style:family="table-row">'
        '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
        '<style:style style:name="sheet" style:family="table" style:master-page-name="Default"/>'
    )
    for name, cell, letters in (
        ("title", "", 'fo:font-weight="bold" fo:font-size="14pt"'),
        ("header", 'fo:wrap-option="wrap"', 'fo:font-weight="bold"'),
        ("text", 'fo:wrap-option="wrap"', ""),
        ("sign", "", ""),
    ):
        side = '<style:paragraph-properties fo:text-align="end"/>' if name == "sign" else ""
        yield (
            f'<style:style style:name="{name}" style:family="table-cell">'
            f'<style:table-cell-properties style:vertical-align="top" {cell}/>{side}'
            f"<style:text-properties {letters}/></style:style>"
        )
    for many in digits:
        yield (
            f'<number:number-style style:name="n{many}"><number:number number:decimal-places="{many}" '
            f'number:min-decimal-places="{many}" number:min-integer-digits="1" number:grouping="true"/>'
            f'</number:number-style><style:style style:name="d{many}" style:family="table-cell" '
            f'style:data-style-name="n{many}"><style:table-cell-properties style:vertical-align="top"/>'
            "</style:style>"
        )


def _cover(it: Workbook) -> Iterator[str]:
    yield '<table:table table:name="Cover" table:style-name="sheet">'
    yield f'<table:table-column table:style-name="w{WIDEST_OF_TWO}"/>'
    yield from _lines([it.title, *it.said])
    yield "</table:table>"


def _sheet(sheet: Sheet, *, linked: bool) -> Iterator[str]:
    """A title, what is to be said of the table, and the table; `linked`: its first column names sheets."""
    yield f'<table:table table:name={quoteattr(sheet.name)} table:style-name="sheet">'
    yield from (f'<table:table-column table:style-name="w{width}"/>' for width in widths(sheet))
    yield from _lines(
        [sheet.heading or sheet.title, *sheet.said, *([] if sheet.rows else ["There are no rows."])]
    )
    if sheet.rows:
        headers = "".join(_text(name, "header") for name in sheet.columns)
        yield f"<table:table-header-rows>{_row(headers)}</table:table-header-rows>"
    for first, *others in sheet.rows:
        start = _link(text(first)) if linked else _cell(first)
        yield _row(start + "".join(map(_cell, others)))
    yield "</table:table>"


def _lines(said: Sequence[str]) -> Iterator[str]:
    title, *others = said
    yield _row(_text(title, "title"))
    yield from (_row(_text(line, "text")) for line in others)


def _row(cells: str) -> str:
    return f'<table:table-row table:style-name="row">{cells}</table:table-row>'


def _cell(value: Value) -> str:
    match value:
        case Sign():
            return _text(value.text, "sign")
        case str():
            return _text(value, "text")
        case Number():
            return _number(value.value, text(value), f' table:style-name="d{value.digits}"')
        case None:
            return "<table:table-cell/>"
        case _:
            return _number(value, machine(value))


def _number(value: float, shown: str, style: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="{machine(value)}"{style}>'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def _text(said: str, style: str) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:style-name="{style}">'
        f"<text:p>{_kept(said)}</text:p></table:table-cell>"
    )


def _link(name: str) -> str:
    target = quoteattr(f"#'{name}'.A1")
    return (
        '<table:table-cell office:value-type="string" table:style-name="text"><text:p>'
        f'<text:a xlink:type="simple" xlink:href={target}>{escape(name)}</text:a></text:p></table:table-cell>'
    )


def _kept(said: str) -> str:
    """Text with all its blanks."""
    return _BLANKS.sub(lambda it: f'<text:s text:c="{len(it[0])}"/>', escape(one_line(said)))


def read(content: bytes) -> pl.DataFrame:
    """The sheet with every column: its table begins where the first row with several cells is."""
    with ZipFile(BytesIO(content)) as book:
        root = ElementTree.fromstring(book.read("content.xml"))  # noqa: S314 expat bounds what entities may become
    (sheet,) = [it for it in root.iter(_named("table", "table")) if it.get(_named("table", "name")) == DATA]
    rows = [[_read(cell) for cell in row] for row in sheet.iter(_named("table", "table-row"))]
    return of_texts([row for row in rows if len(row) > 1])


def _read(cell: ElementTree.Element) -> str:
    value = cell.get(_named("office", "value"))
    return value if value is not None else "".join(map(_said, cell))


def _said(part: ElementTree.Element) -> str:
    blanks = " " * int(part.get(_named("text", "c"), "0"))
    return "".join([blanks, part.text or "", *(f"{_said(it)}{it.tail or ''}" for it in part)])


def _named(space: str, name: str) -> str:
    return f"{{{_NAMES[space]}}}{name}"


FORMAT = Writing(write=lambda it, look: written(it.workbook(look.digits)), read=read)
