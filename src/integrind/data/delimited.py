"""Reading delimited text, after the structure of every row is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise

import polars as pl

from integrind.concurrently import concurrently
from integrind.data.columns import is_finite
from integrind.data.content import Content, read_content
from integrind.data.header import SAVE_AS_CSV, read_header
from integrind.data.metadata import NOTHING_SAID, Metadata
from integrind.data.narrow import Types, narrowed, plain_length, promising, widened, width
from integrind.data.records import Records, read_records
from integrind.errors import DataError
from integrind.paths import STANDARD_INPUT

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHER_FORMATS = {
    b"\xff\xfe": ("UTF-16", SAVE_AS_CSV),
    b"\xfe\xff": ("UTF-16", SAVE_AS_CSV),
    b"PK\x03\x04": ("a zip file or a spreadsheet", SAVE_AS_CSV),
    b"PAR1": ("Parquet", "such a file's name ends in .parquet"),
    b"$FL2": ("SPSS", SAVE_AS_CSV),
    b"$FL3": ("SPSS", SAVE_AS_CSV),
    b"<stata_dta>": ("Stata", SAVE_AS_CSV),
}
_AT_ONCE = 4
"""Pieces that are parsed together: memory holds the text of a few, and of the rest only what it says."""
_SAMPLES, _SAMPLE = 8, 1 << 15
"""How many stretches of the file, of how many bytes, tell what its columns are likely to hold."""


@dataclass(frozen=True)
class DelimitedFile:
    """A delimited file whose structure holds: its columns and its rows."""

    name: str
    columns: tuple[str, ...]
    delimiter: str
    records: Records
    start: int
    """Where the first row begins."""
    content: Content = field(repr=False)

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.records.count

    @property
    def metadata(self) -> Metadata:
        """Nothing: text has no labels."""
        return NOTHING_SAID

    @property
    def unreadable(self) -> frozenset[str]:
        """None: all that a text holds is text."""
        return frozenset()

    def read(self, columns: Sequence[str]) -> pl.DataFrame:
        """The columns as text; an empty field is empty text."""
        try:
            return self._parsed(columns, {})
        except pl.exceptions.PolarsError:
            raise DataError(f"{self.name}: this doesn't read as CSV") from None

    def take(self, columns: Sequence[str]) -> pl.DataFrame:
        """The columns in the narrowest form that loses nothing; see `narrow`."""
        frame = self._promising(columns)
        stands = concurrently(self._stands_for_text, frame)
        unlike = [name for name, it in zip(frame.columns, stands, strict=True) if not it]
        if unlike:
            frame = frame.with_columns(self.read(unlike))
        return frame.with_columns(narrowed(it) for it in frame if it.dtype == pl.String)

    def widths(self, columns: Sequence[str]) -> Mapping[str, int]:
        """About how many bytes a row of each column takes in memory."""
        return {name: width(dtype) for name, dtype in promising(self._samples().select(columns)).items()}

    def _promising(self, columns: Sequence[str]) -> pl.DataFrame:
        """The columns as what some rows of them look like, as text where others don't."""
        with suppress(pl.exceptions.PolarsError):
            types = promising(self._samples().select(columns))
            for attempt in (types, widened(types)):
                with suppress(pl.exceptions.PolarsError):
                    return self._parsed(columns, attempt)
        return self.read(columns)

    def _stands_for_text(self, column: pl.Series) -> bool:
        """Whether a column loses nothing by its type: 007 is no plain number, and infinity is none at all."""
        if column.dtype.is_integer():
            return plain_length(column) == self.records.lengths[self.columns.index(column.name)]
        return column.dtype == pl.String or is_finite(column).sum() == len(column) - column.null_count()

    def _parsed(self, columns: Sequence[str], types: Types) -> pl.DataFrame:
        """Some columns as some types, else as text. Raises PolarsError where a field is no such number."""

        def part(stretch: tuple[int, int]) -> pl.DataFrame:
            read = self._scan(self.content[slice(*stretch)], types).select(columns)
            found = read.collect(engine="in-memory")
            return pl.DataFrame([it.shrink_dtype() if it.dtype.is_integer() else it for it in found])

        stretches = pairwise([*self.records.starts[::_AT_ONCE], self.records.end])
        # polars parses each on all processors; between two there is work for one of them.
        frame = pl.concat(concurrently(part, stretches), how="vertical_relaxed")
        if frame.height != self.rows:
            raise pl.exceptions.ShapeError
        return frame

    def _scan(self, text: bytes, types: Types, *, truncate_ragged_lines: bool = False) -> pl.LazyFrame:
        return pl.scan_csv(
            text,
            has_header=False,
            separator=self.delimiter,
            schema={column: types.get(column, pl.String) for column in self.columns},
            empty_string_is_null=False,
            truncate_ragged_lines=truncate_ragged_lines,
        )

    def _samples(self) -> pl.DataFrame:
        """Some rows from all over the file, as text."""
        last = self.records.end
        samples = [pl.LazyFrame(schema=dict.fromkeys(self.columns, pl.String))]
        for number in range(_SAMPLES):
            start = self.start + (last - self.start) * number // _SAMPLES
            start = self.content.find(b"\n", start) + 1 if number else start
            end = self.content.rfind(b"\n", start, start + _SAMPLE) + 1
            if 0 < start < end:
                samples.append(self._scan(self.content[start:end], {}, truncate_ragged_lines=True))
        return pl.concat(samples).collect(engine="in-memory")


def open_delimited(path: str) -> DelimitedFile:
    """Open a CSV or TSV file, packed or not, or standard input for `-`, and check its structure.

    Raises DataError with the line of the first row that is wrong.
    """
    return open_text(read_content(path), "standard input" if path == STANDARD_INPUT else path)


def open_text(content: Content, name: str) -> DelimitedFile:
    """Check the structure of delimited text. Raises DataError with the line of the first wrong row."""
    if not len(content):
        raise DataError(f"{name}: the file is empty")
    _refuse_other_formats(content, name)
    start = len(_BYTE_ORDER_MARK) if content[:3] == _BYTE_ORDER_MARK else 0
    if start == len(content):
        raise DataError(f"{name}: the file is empty but for a byte order mark")
    header = read_header(content, start, name)
    records = read_records(content, header, name)
    if records.count == 0:
        raise DataError(f"{name}: the file has a header and no rows")
    return DelimitedFile(name, header.columns, header.delimiter, records, header.end, content)


def _refuse_other_formats(content: Content, name: str) -> None:
    for mark, (what, hint) in _OTHER_FORMATS.items():
        if content[: len(mark)] == mark:
            raise DataError(f"{name}: this is {what}, not UTF-8 text", hint)
