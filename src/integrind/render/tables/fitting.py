"""How wide the columns of a sheet are, and how high its rows, so that all of a text is seen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from integrind.render.safe import one_line
from integrind.render.tables.cells import Sign
from integrind.render.tables.numbers import rounded
from integrind.render.tables.workbook import Number, Sheet, Value

NARROWEST, WIDEST, WIDEST_OF_TWO = 8, 44, 100
"""In characters; what is longer wraps. A sheet of two columns has more room for each."""

_LOOKED_AT = 2_000
"""Rows that widths go by: those of a long table are alike."""


def widths(sheet: Sheet) -> list[int]:
    """Give each column the width of its widest cell, and of the longest word of its header."""
    most = WIDEST if len(sheet.columns) > 2 else WIDEST_OF_TWO
    seen = sheet.rows[:_LOOKED_AT]
    columns = zip(*seen, strict=True) if seen else ((),) * len(sheet.columns)
    return [
        max(NARROWEST, min(most, max([_header(name), *(len(text(it)) + 1 for it in column)])))
        for name, column in zip(sheet.columns, columns, strict=True)
    ]


def _header(name: str) -> int:
    """Bold letters are wider."""
    return max((len(word) for word in name.split()), default=0) + 3


def lines(texts: Iterable[str], wide: Sequence[int]) -> int:
    """How many lines a row needs, its cells that wide."""
    return max(
        (
            1 if len(it) <= width else len(textwrap.wrap(it, width))
            for it, width in zip(texts, wide, strict=True)
        ),
        default=1,
    )


def text(value: Value) -> str:
    """What a cell shows."""
    match value:
        case Sign():
            return one_line(value.text)
        case Number():
            return rounded(value.value, value.digits)
        case str():
            return one_line(value)
        case None:
            return ""
        case _:
            return str(value)
