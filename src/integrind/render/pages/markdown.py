"""Results as Markdown with tables (GitHub Flavored Markdown), for documents and reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from integrind.render.pages.documents import Document, Entry, Table

_MARKUP = re.compile(
    r"[\\`*_{}\[\]<>|~&$^@#!]"
    r"|:(?=//|[\w+-]+:)|(?<=www)\."
    r"|^[-+=](?=\s|[-+=]|$)",
    re.ASCII | re.IGNORECASE,
)
"""What would be emphasis, a link, an image, HTML, a mention, mathematics, a list or the end of a cell."""

_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)", re.ASCII)
"""What would be an item of a numbered list."""


def written(it: Document) -> str:
    """Write a document."""
    return "\n".join(_lines(it))


def escaped(text: str) -> str:
    """Give text, which is one line already, so that it is shown as it is."""
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text.strip()))


def _lines(it: Document) -> Iterator[str]:
    yield from (f"# {escaped(it.title)}", "", escaped(it.made), "")
    for heading, tables in it.sections:
        if heading:
            yield from (f"## {escaped(heading)}", "")
        for table in tables:
            yield from _table(table)
            yield ""
    for name, items in (("Signs", it.legend), ("Notes", it.remarks)):
        if items:
            yield from (f"## {name}", "", *map(_item, items), "")


def _table(table: Table) -> Iterator[str]:
    yield _row([escaped(name) for name in table.header])
    yield _row(["---:" if at in table.numbers else "---" for at in range(len(table.header))])
    for label, entries in table.rows:
        yield _row([escaped(label), *map(_entry, entries)])


def _entry(entry: Entry) -> str:
    return escaped(" ".join(piece.text for piece in entry))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _item(text: str) -> str:
    """Give an item of a list; one that is indented belongs to the item before."""
    return f"  - {escaped(text)}" if text.startswith("  ") else f"- {escaped(text)}"
