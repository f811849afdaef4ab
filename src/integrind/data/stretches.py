"""Bytes that are somewhere else, and are read a stretch at a time as if they were here."""

from __future__ import annotations

from abc import ABC, abstractmethod

_PIECE = 1 << 20


class Stretches(ABC):
    """What a reader of delimited text asks of `bytes`, of a file that may be larger than memory."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`, both within. Raises DataError."""

    def __getitem__(self, stretch: slice) -> bytes:
        start, stop, _ = stretch.indices(len(self))
        return self.read(start, max(start, stop))

    def find(self, what: bytes, start: int = 0, stop: int | None = None) -> int:
        """Where a single byte is first, or -1; as of `bytes`."""
        end = len(self) if stop is None else min(stop, len(self))
        for begin in range(start, end, _PIECE):
            if (at := self.read(begin, min(begin + _PIECE, end)).find(what)) >= 0:
                return begin + at
        return -1

    def rfind(self, what: bytes, start: int, stop: int) -> int:
        """Where a single byte is last, or -1; as of `bytes`."""
        for behind in range(min(stop, len(self)), start, -_PIECE):
            begin = max(start, behind - _PIECE)
            if (at := self.read(begin, behind).rfind(what)) >= 0:
                return begin + at
        return -1
