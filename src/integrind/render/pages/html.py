"""Results as HTML: a page of its own, or a piece to be put in one. No script, nothing from a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from integrind.render.pages.documents import Document, Entry, Table
from integrind.render.pages.style import PAGE
from integrind.render.tables.cells import Sign


def page(it: Document) -> str:
    """Write a document as a whole page."""
    start = (
        "<!DOCTYPE html>",
        '<html lang="en">',
        f'<head><meta charset="utf-8"><title>{escape(it.title)}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{PAGE}</style></head>",
        f"<body><header><h1>{escape(it.title)}</h1><p>{escape(it.made)}</p></header>",
        "<main>",
    )
    return _lines([*start, *_body(it, 2), "</main></body></html>"])


def fragment(it: Document) -> str:
    """Write a document as a section, without any style."""
    start = (
        '<section class="integrind" lang="en">',
        f"<h2>{escape(it.title)}</h2>",
        f"<p>{escape(it.made)}</p>",
    )
    return _lines([*start, *_body(it, 3), "</section>"])


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _body(it: Document, level: int) -> Iterator[str]:
    """Tables and what is said below them, their headings of that level."""
    for heading, tables in it.sections:
        if heading:
            yield _heading(level, heading)
        for table in tables:
            yield from _table(table)
    for name, items in (("Signs", it.legend), ("Notes", it.remarks)):
        if items:
            yield _heading(level, name)
            yield from ("<ul>", *(f"<li>{escape(item.strip())}</li>" for item in items), "</ul>")


def _heading(level: int, text: str) -> str:
    return f"<h{level}>{escape(text)}</h{level}>"


def _table(table: Table) -> Iterator[str]:
    """A table that can be scrolled by itself where it is too wide."""
    yield f'<div class="wide" role="group" tabindex="0" aria-label="{escape(table.caption)}">'
    yield "<table>"
    yield f"<caption>{escape(table.caption)}</caption>"
    headers = (_cell("th", escape(name), table, at, ' scope="col"') for at, name in enumerate(table.header))
    yield f"<thead>{_row(headers)}</thead>"
    yield "<tbody>"
    before = None
    for label, entries in table.rows:
        same = ' class="same"' if label == before else ""
        cells = (_cell("td", _entry(entry), table, at) for at, entry in enumerate(entries, start=1))
        yield _row([f'<th scope="row"{same}>{escape(label)}</th>', *cells])
        before = label
    yield "</tbody>"
    yield "</table></div>"


def _row(cells: Iterator[str] | Sequence[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _cell(tag: str, content: str, table: Table, at: int, attributes: str = "") -> str:
    number = ' class="n"' if at in table.numbers else ""
    return f"<{tag}{attributes}{number}>{content}</{tag}>"


def _entry(entry: Entry) -> str:
    return " ".join(map(_sign, entry))


def _sign(sign: Sign) -> str:
    text = escape(sign.text)
    return f'<abbr title="{escape(sign.meaning)}">{text}</abbr>' if sign.meaning else text
