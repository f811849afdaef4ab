"""Results as a fragment of HTML, to be put in a page: no script, no style, no colour that means anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from integrind.render.pages.documents import Document, Entry, Table
from integrind.render.tables.cells import Sign


def written(it: Document) -> str:
    """Write a document as a section."""
    return "".join(f"{line}\n" for line in _lines(it))


def _lines(it: Document) -> Iterator[str]:
    yield '<section class="integrind" lang="en">'
    yield f"<h2>{escape(it.title)}</h2>"
    yield f"<p>{escape(it.made)}</p>"
    for heading, tables in it.sections:
        if heading:
            yield f"<h3>{escape(heading)}</h3>"
        for table in tables:
            yield from _table(table)
    for name, items in (("Signs", it.legend), ("Notes", it.remarks)):
        if items:
            yield f"<h3>{name}</h3>"
            yield from ("<ul>", *(f"<li>{escape(item.strip())}</li>" for item in items), "</ul>")
    yield "</section>"


def _table(table: Table) -> Iterator[str]:
    yield "<table>"
    yield f"<caption>{escape(table.caption)}</caption>"
    yield f"<thead>{_row([_header('col', name) for name in table.header])}</thead>"
    yield "<tbody>"
    for label, entries in table.rows:
        yield _row([_header("row", label), *(f"<td>{_entry(entry)}</td>" for entry in entries)])
    yield "</tbody>"
    yield "</table>"


def _row(cells: Sequence[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _header(scope: str, text: str) -> str:
    return f'<th scope="{scope}">{escape(text)}</th>'


def _entry(entry: Entry) -> str:
    return " ".join(map(_sign, entry))


def _sign(sign: Sign) -> str:
    text = escape(sign.text)
    return f'<abbr title="{escape(sign.meaning)}">{text}</abbr>' if sign.meaning else text
