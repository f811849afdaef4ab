"""Records of delimited text, counted and checked on the bytes.

A CSV reader may pad a short row with empty fields, not see a long one, and take a blank line for a
respondent; so every row is looked at before any is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from integrind.concurrently import concurrently
from integrind.data.content import Content
from integrind.data.header import SAVE_AS_CSV, Header
from integrind.errors import DataError
from integrind.faults import counted

PIECE = 1 << 21
"""Bytes that are looked at in one go: few enough that they stay at hand, for each is looked at many times.

And so many that each look takes longer than threads take to give way to each other.
"""
LONGEST = 1 << 26
"""Bytes that no row has more of."""
_AT_ONCE = 32
"""Pieces that are in memory together, for where they end is looked up before any is."""

_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_MISQUOTED, _DOUBLED = "quotation marks don't pair in this row", "in a quoted field they are doubled"

Bytes = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """The rows of a file."""

    count: int
    lengths: tuple[int, ...]
    """Bytes that the fields of each column take together, quotation marks and all."""
    starts: tuple[int, ...]
    """Where pieces of some megabytes begin, each with a record."""
    end: int
    """Where the last record ends; blank lines may follow. Without any record, where they would begin."""


def read_records(content: Content, header: Header, name: str) -> Records:
    """Look at all records behind the header, each as wide as its columns are many.

    Raises DataError for the first record that isn't, or that is wrong in another way.
    """
    delimiter, width = ord(header.delimiter), len(header.columns)
    _refuse_misquoted(_bytes(content[header.start : header.end]), delimiter, f"{name}:1")

    def seen(piece: Bytes) -> _Seen:
        return _Seen.of(piece, delimiter, width)

    stretches: list[tuple[int, int]] = []
    found: list[_Seen] = []
    remaining = _stretches(content, header.end, name)
    while some := list(islice(remaining, _AT_ONCE)):
        stretches += [(first, first + len(piece)) for first, piece in some]
        found += concurrently(seen, (piece for _, piece in some))
    starts, end, after_blank = [], header.end, False
    for (first, last), one in zip(stretches, found, strict=True):
        if one.is_wrong or (after_blank and one.records):
            piece, line = _bytes(content[first:last]), 1 + _lines(content, 0, first)
            _refuse_other_text(piece, name, line)
            records = _Records.of(piece, delimiter, width)
            _refuse_wrong(records, width, f"{name}:{{}}", line, after_blank=after_blank)
        if one.records:
            starts.append(first)
            end = first + one.end
        after_blank |= one.ends_blank
    lengths = sum((one.lengths for one in found), np.zeros(width, dtype=np.int64)).tolist()
    return Records(sum(one.records for one in found), tuple(lengths), tuple(starts), end)


@dataclass(frozen=True)
class _Seen:
    """What a stretch of whole records looks like."""

    records: int
    lengths: IntArray
    end: int
    """Where its last record ends."""
    ends_blank: bool
    is_wrong: bool
    """Whether some record has a fault."""

    @classmethod
    def of(cls, piece: Bytes, delimiter: int, width: int) -> _Seen:
        if not _is_text(piece):
            return cls(1, np.zeros(width, dtype=np.int64), len(piece), ends_blank=False, is_wrong=True)
        records = _Records.of(piece, delimiter, width)
        filled = np.flatnonzero(~records.blank)
        if not records.are_sound and any(it.any() for it, *_ in _faults(records, width, after_blank=False)):
            return cls(1, np.zeros(width, dtype=np.int64), len(piece), ends_blank=False, is_wrong=True)
        return cls(
            len(filled),
            records.lengths(filled, width),
            records.end(int(filled[-1])) if len(filled) else 0,
            bool(records.blank[-1]),
            is_wrong=False,
        )


def _is_text(piece: Bytes) -> bool:
    """Whether a stretch is UTF-8 without NUL."""
    if piece.view(np.int8).min() > 0:  # all of it is ASCII, for other bytes are negative there
        return True
    try:
        return piece.min() > 0 and bool(piece.tobytes().decode())
    except UnicodeDecodeError:
        return False


def _refuse_other_text(piece: Bytes, name: str, line: int) -> None:
    """Raise DataError for the first byte of a piece of whole records that is no UTF-8 text."""
    if _is_text(piece):
        return
    wrong, at = "", int(piece.argmin())
    if piece[at] == 0:
        wrong = "a NUL character: "
    else:
        try:
            piece.tobytes().decode()
        except UnicodeDecodeError as error:
            at = error.start
    line += int((piece[:at] == _NEWLINE).sum())
    raise DataError(f"{name}:{line}: {wrong}this isn't UTF-8 text", SAVE_AS_CSV)


def _refuse_misquoted(header: Bytes, delimiter: int, place: str) -> None:
    """Raise DataError for a header whose quotation marks don't stand at the edges of its fields."""
    if len(_stray_quotes(header, np.flatnonzero(header == _QUOTE), delimiter)):
        raise DataError(f"{place}: {_MISQUOTED}", _DOUBLED)


def _refuse_wrong(records: _Records, width: int, place: str, line: int, *, after_blank: bool) -> None:
    """Raise DataError for the first record with a fault; `line` is that of the first of all."""
    faults = _faults(records, width, after_blank=after_blank)
    found = [(int(rows.argmax()), message, hint) for rows, message, hint in faults if rows.any()]
    if found:
        record, message, hint = min(found, key=lambda fault: fault[0])
        found_fields = counted(int(records.fields[record]), "field")
        place = place.format(line + records.line(record))
        raise DataError(f"{place}: {message.format(fields=found_fields, width=width)}", hint)


def _faults(records: _Records, width: int, *, after_blank: bool) -> Sequence[tuple[BoolArray, str, str]]:
    """Which records have which fault, and how to mend it."""
    filled, fields = ~records.blank, records.fields
    behind_blank = filled & np.concatenate([[after_blank], records.blank[:-1]])
    hollow = filled & (width > 1) & (records.length == width - 1)
    return (
        (behind_blank, "a blank line before this row", "remove it, or mend the row that it broke"),
        (records.misquoted, _MISQUOTED, _DOUBLED),
        (filled & (fields != width), "this row has {fields}, the header has {width}", ""),
        (hollow, "every field of this row is empty", "remove it, or mend what emptied it"),
    )


def _stretches(content: Content, start: int, name: str) -> Iterator[tuple[int, Bytes]]:
    """Stretches of whole records, each with where it begins: memory stays small whatever the file's size."""
    while start < len(content):
        size = PIECE
        piece = content[start : start + size]
        while (end := _last_record_end(piece)) < 0 and start + size < len(content):
            if size > LONGEST:
                line = 1 + _lines(content, 0, start)
                raise DataError(
                    f"{name}:{line}: this row has no end", "a quotation mark is not closed, maybe"
                )
            size *= 2
            piece = content[start : start + size]
        whole = piece if start + size >= len(content) else piece[: end + 1]
        yield start, _bytes(whole)
        start += len(whole)


def _last_record_end(piece: bytes) -> int:
    """The last line end outside quotation marks, or -1."""
    if b'"' not in piece:
        return piece.rfind(b"\n")
    buffer = _bytes(piece)
    ends = np.flatnonzero((buffer == _NEWLINE) & _outside_quotes(buffer))
    return int(ends[-1]) if len(ends) else -1


def _bytes(piece: bytes) -> Bytes:
    return np.frombuffer(piece, dtype=np.uint8)


def _lines(content: Content, start: int, end: int) -> int:
    """Line ends in a stretch."""
    return sum(content[at : min(at + PIECE, end)].count(b"\n") for at in range(start, end, PIECE))


@dataclass(frozen=True)
class _Records:
    """The records of a piece."""

    piece: Bytes
    field_end: IntArray
    """Where each field ends, field after field."""
    last_field: IntArray
    """Position in `field_end` of each record's last field."""
    start: IntArray
    length: IntArray
    """Bytes without the line end."""
    returns: BoolArray
    """Records whose line end is CRLF."""
    misquoted: BoolArray
    """Records with a quotation mark that neither opens nor closes a field, or that never closes."""
    are_sound: bool
    """Whether a glance tells that no record has a fault: unquoted, as wide as they should be, and filled."""

    @classmethod
    def of(cls, piece: Bytes, delimiter: int, width: int) -> _Records:
        """Find records, most likely `width` fields wide."""
        quotes = np.flatnonzero(piece == _QUOTE)
        plain = piece * _outside_quotes(piece) if len(quotes) else piece
        is_newline = plain == _NEWLINE
        is_end = is_newline | (plain == delimiter)
        if not is_newline[-1]:  # as a file may end
            is_newline, is_end = np.append(is_newline, True), np.append(is_end, True)
        field_end = np.flatnonzero(is_end)
        last_field = np.arange(width - 1, len(field_end), width)
        ends = field_end[last_field]
        are_even = len(ends) == np.count_nonzero(is_newline) and bool(is_newline[ends].all())
        if not are_even:
            ends = np.flatnonzero(is_newline)
            last_field = np.searchsorted(field_end, ends)
        start = np.append(0, ends[:-1] + 1)
        length = ends - start
        returns = (piece[ends - 1] == _RETURN) & (length > 0)
        length -= returns
        misquoted = np.zeros(len(start), dtype=bool)
        if len(quotes):
            stray = _stray_quotes(piece, quotes, delimiter)
            misquoted[np.searchsorted(start, stray, side="right") - 1] = True
        are_sound = are_even and not len(quotes) and bool(length.min() >= width)
        return cls(piece, field_end, last_field, start, length, returns, misquoted, are_sound)

    @property
    def fields(self) -> IntArray:
        """Fields of each record."""
        return np.diff(self.last_field, prepend=-1)

    @property
    def blank(self) -> BoolArray:
        blank: BoolArray = self.length == 0
        return blank

    def line(self, record: int) -> int:
        """Lines of the piece before a record."""
        return int((self.piece[: self.start[record]] == _NEWLINE).sum())

    def end(self, record: int) -> int:
        """Where the next record begins."""
        return min(int(self.field_end[self.last_field[record]]) + 1, len(self.piece))

    def lengths(self, chosen: IntArray, width: int) -> IntArray:
        """Bytes of the fields of some records, one after the other and `width` wide, by column."""
        if len(chosen) == 0:
            return np.zeros(width, dtype=np.int64)
        first, last = int(self.last_field[chosen[0]]) - width + 1, int(self.last_field[chosen[-1]])
        ends = self.field_end[first : last + 1]
        to_end = ends.reshape(-1, width).sum(axis=0)
        to_start = np.append(self.start[chosen].sum(), to_end[:-1] + len(chosen))
        lengths: IntArray = to_end - to_start
        lengths[-1] -= self.returns[chosen].sum()
        return lengths


def _outside_quotes(piece: Bytes) -> BoolArray:
    """Which bytes are outside quotation marks."""
    inside: BoolArray = np.logical_xor.accumulate(piece == _QUOTE)
    return ~inside


def _stray_quotes(piece: Bytes, quotes: IntArray, delimiter: int) -> IntArray:
    """Quotation marks that open or close elsewhere than at a field's edge, and one that isn't closed."""
    edge = np.zeros(256, dtype=bool)
    edge[[_NEWLINE, _RETURN, _QUOTE, delimiter]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    opens = (opening == 0) | edge[piece[opening - 1]]
    closes = (closing == len(piece) - 1) | edge[piece[np.minimum(closing + 1, len(piece) - 1)]]
    unclosed = opening[len(closing) :]
    return np.concatenate([opening[~opens], closing[~closes], unclosed])
