"""Records of delimited text, counted and checked on the bytes.

A CSV reader may pad a short row with empty fields, not see a long one, and take a blank line for a
respondent; so every row is looked at before any is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from integrind.data.content import Content
from integrind.errors import DataError
from integrind.faults import counted

PIECE = 1 << 22
"""Bytes that are looked at in one go."""

_NEWLINE, _RETURN, _QUOTE = 10, 13, 34

Bytes = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


def count_records(content: Content, start: int, delimiter: str, width: int, name: str) -> tuple[int, int]:
    """How many records there are from `start` on, and how many blank lines after the last.

    Raises DataError for the first record that isn't `width` fields wide or wrong in another way.
    """
    count, blank, line = 0, 0, 1
    for piece in _pieces(np.frombuffer(content, dtype=np.uint8), start):
        records = _Records.of(piece, ord(delimiter))
        _refuse_wrong(records, width, f"{name}:{{}}", line, after_blank=blank > 0)
        filled = np.flatnonzero(~records.blank)
        count += len(filled)
        blank = len(records.blank) - int(filled[-1]) - 1 if len(filled) else blank + len(records.blank)
        line += int((piece == _NEWLINE).sum())
    return count, blank


def _refuse_wrong(records: _Records, width: int, place: str, line: int, *, after_blank: bool) -> None:
    """Raise DataError for the first record with a fault; `line` is that of the first of all."""
    filled = ~records.blank
    behind_blank = filled & np.concatenate([[after_blank], records.blank[:-1]])
    hollow = filled & (width > 1) & (records.length == width - 1)
    faults = (
        (behind_blank, "a blank line before this row", "remove it, or mend the row that it broke"),
        (records.misquoted, "quotation marks don't pair in this row", "in a quoted field they are doubled"),
        (filled & (records.fields != width), "this row has {fields}, the header has {width}", ""),
        (hollow, "every field of this row is empty", "remove it, or mend what emptied it"),
    )
    found = [(int(rows.argmax()), message, hint) for rows, message, hint in faults if rows.any()]
    if found:
        record, message, hint = min(found, key=lambda fault: fault[0])
        fields = counted(int(records.fields[record]), "field")
        place = place.format(line + records.line(record))
        raise DataError(f"{place}: {message.format(fields=fields, width=width)}", hint)


def _pieces(buffer: Bytes, start: int) -> Iterator[Bytes]:
    """Stretches of whole records, so that memory stays small whatever the file's size."""
    while start < len(buffer):
        size = PIECE
        ends = _record_ends(buffer[start : start + size])
        while len(ends) == 0 and start + size < len(buffer):
            size *= 2
            ends = _record_ends(buffer[start : start + size])
        last = start + size >= len(buffer)
        end = len(buffer) if last else start + int(ends[-1]) + 1
        yield buffer[start:end]
        start = end


@dataclass(frozen=True)
class _Records:
    """The records of a piece."""

    piece: Bytes
    start: IntArray
    length: IntArray
    """Bytes without the line end."""
    fields: IntArray
    misquoted: BoolArray
    """Records with a quotation mark that neither opens nor closes a field, or that never closes."""

    @classmethod
    def of(cls, piece: Bytes, delimiter: int) -> _Records:
        ends = _record_ends(piece)
        if len(ends) == 0 or ends[-1] != len(piece) - 1:
            ends = np.append(ends, len(piece))
        start = np.concatenate([[0], ends[:-1] + 1])
        length = ends - start
        length -= (length > 0) & (piece[np.maximum(ends - 1, 0)] == _RETURN)
        separators = (piece == delimiter) & _outside_quotes(piece)
        fields = np.add.reduceat(separators.view(np.uint8), start, dtype=np.uint32).astype(np.int64) + 1
        misquoted = np.zeros(len(start), dtype=bool)
        misquoted[np.searchsorted(start, _stray_quotes(piece, delimiter), side="right") - 1] = True
        return cls(piece, start, length, fields, misquoted)

    @property
    def blank(self) -> BoolArray:
        blank: BoolArray = self.length == 0
        return blank

    def line(self, record: int) -> int:
        """Lines of the piece before a record."""
        return int((self.piece[: self.start[record]] == _NEWLINE).sum())


def _record_ends(piece: Bytes) -> IntArray:
    return np.flatnonzero((piece == _NEWLINE) & _outside_quotes(piece))


def _outside_quotes(piece: Bytes) -> BoolArray:
    """Which bytes are outside quotation marks; without any, one value that broadcasts to all."""
    quote = piece == _QUOTE
    if not quote.any():
        return np.ones(1, dtype=bool)
    inside: BoolArray = np.logical_xor.accumulate(quote)
    return ~inside


def _stray_quotes(piece: Bytes, delimiter: int) -> IntArray:
    """Quotation marks that open or close elsewhere than at a field's edge, and one that isn't closed."""
    quotes = np.flatnonzero(piece == _QUOTE)
    if len(quotes) == 0:
        return quotes
    edge = np.zeros(256, dtype=bool)
    edge[[_NEWLINE, _RETURN, _QUOTE, delimiter]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    opens = (opening == 0) | edge[piece[opening - 1]]
    closes = (closing == len(piece) - 1) | edge[piece[np.minimum(closing + 1, len(piece) - 1)]]
    unclosed = opening[len(closing) :]
    return np.concatenate([opening[~opens], closing[~closes], unclosed])
