"""The text of a definition file, checked before anything reads it, and places in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from integrind.errors import DefinitionError
from integrind.faults import AROUND, Fault, Place

MAX_BYTES = 1_000_000

UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls; a tab has a code of its own
    "\u2028\u2029\ufeff\ufffe\uffff"  # separators that look like no line break, byte order marks
    "\u202a-\u202e\u2066-\u2069"  # turn the direction of writing: a line reads other than it is
    "\ud800-\udfff]"
)
"""What nobody types into a definition on purpose, and what can harm a terminal."""


@dataclass(frozen=True)
class Source:
    """Text with line feeds only, and where its lines begin."""

    file: str
    text: str
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = (0, *(found.end() for found in re.finditer("\n", self.text)))
        object.__setattr__(self, "_starts", starts)

    def place(self, start: int, end: int) -> Place:
        """Give the stretch from `start` up to `end`, cut at the end of its first line."""
        index = bisect_right(self._starts, start) - 1
        begin, behind = self._starts[index], self._line_end(index)
        length = max(1, min(end, behind) - start)
        first, last = max(begin, start - AROUND), min(behind, start + AROUND)
        shown = UNPRINTABLE.sub("\ufffd", self.text[first:last]).replace("\t", "→")
        return Place(self.file, index + 1, start - begin + 1, length, shown, first - begin, last < behind)

    def _line_end(self, index: int) -> int:
        return self._starts[index + 1] - 1 if index + 1 < len(self._starts) else len(self.text)

    def end(self) -> int:
        """Give the offset behind the last character that is not white space."""
        return len(self.text.rstrip())


def read_bytes(path: Path) -> bytes:
    """What is in a file, at most a byte too much; raise `DefinitionError` where it can't be read."""
    file = str(path)
    if path.suffix == ".yml":
        raise _refused(file, "Y002", "definitions end in .yaml", f"rename it to {path.stem}.yaml")
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(file, "Y001", f"the file can't be read: {error.strerror}") from error


def decode(data: bytes, file: str) -> Source:
    """Turn bytes into text; raise `DefinitionError` with all that doesn't belong in it."""
    if len(data) > MAX_BYTES:
        raise _refused(file, "Y004", "a definition file has at most 1 MB", "split it into several files")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _with_line_feeds(data[: error.start].decode("utf-8-sig", "replace"))
        source = Source(file, before + _with_line_feeds(data[error.start :].decode("utf-8", "replace")))
        place = source.place(len(before), len(before) + 1)
        fault = Fault(place, "Y005", "the file isn't UTF-8", "save it as UTF-8 in your editor")
        raise DefinitionError([fault]) from error
    source = Source(file, _with_line_feeds(text))
    if faults := [*_unprintable(source), *_tabs(source)]:
        raise DefinitionError(faults)
    return source


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unprintable(source: Source) -> list[Fault]:
    found = UNPRINTABLE.search(source.text)
    if found is None:
        return []
    message = f"control character U+{ord(found.group()):04X}"
    return [Fault(source.place(found.start(), found.end()), "Y006", message, "delete it")]


def _tabs(source: Source) -> list[Fault]:
    found = re.search("\t+", source.text)
    if found is None:
        return []
    place = source.place(found.start(), found.end())
    return [Fault(place, "Y007", "tab character", "use spaces, here and in every other line")]


def _refused(file: str, code: str, message: str, hint: str = "") -> DefinitionError:
    return DefinitionError([Fault(Place(file, 1, 1), code, message, hint)])
