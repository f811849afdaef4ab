"""What gzip holds: small, it is held whole; else it is unpacked again and again, a stretch at a time.

A small file may unpack to more than there is memory for. So it is only ever unpacked by some megabytes, and
every so often it is remembered how the unpacking stood, to go on from there.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterator
from threading import Lock
from typing import Self, TypeAlias

from integrind.data.stretches import Stretches

GZIP = b"\x1f\x8b"
HELD = 1 << 27
"""Bytes up to which what is unpacked is held."""
_BETWEEN = 1 << 23
"""Bytes between two places to go on from; each takes some 45 kB."""
_PIECE = 1 << 20
_PACKED = 1 << 16
_BITS = 16 + zlib.MAX_WBITS
"""Of zlib: with a header of gzip."""

Packed: TypeAlias = bytes | Stretches


class _Unpacking:
    """Unpacks from some place on; one gzip may follow another, as in a file made of several."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self._inflate = zlib.decompressobj(_BITS)
        self._waiting = b""
        self._read = 0
        self.at = 0
        """How many bytes were given."""

    def copy(self) -> Self:
        """What goes on from here, however far this one goes."""
        other = type(self)(self._packed)
        other._inflate = self._inflate.copy()
        other._waiting, other._read, other.at = self._waiting, self._read, self.at
        return other

    def take(self, most: int) -> bytes:
        """Some bytes, at most so many; none at the end. Raises EOFError and zlib.error."""
        while not self._has_ended():
            if not self._waiting and not self._refill():
                raise EOFError
            found = self._inflate.decompress(self._waiting, most)
            self._waiting = self._inflate.unconsumed_tail
            if self._inflate.eof:
                self._waiting = self._inflate.unused_data
            if found:
                self.at += len(found)
                return found
        return b""

    def _has_ended(self) -> bool:
        """Whether nothing follows; what follows one gzip is another, or padding with zeros."""
        if not self._inflate.eof:
            return False
        while not (rest := self._waiting.lstrip(b"\0")) and self._refill():
            pass
        self._waiting, self._inflate = rest, zlib.decompressobj(_BITS) if rest else self._inflate
        return not rest

    def _refill(self) -> bool:
        self._waiting = self._packed[self._read : self._read + _PACKED]
        self._read += len(self._waiting)
        return bool(self._waiting)


class Unpacked(Stretches):
    """What a file of gzip holds."""

    def __init__(self, packed: Packed) -> None:
        self._lock = Lock()
        self._running = _Unpacking(packed)
        self._places = [self._running.copy()]
        while self._running.take(_PIECE):
            if self._running.at >= self._places[-1].at + _BETWEEN:
                self._places.append(self._running.copy())
        self._length = self._running.at

    def __len__(self) -> int:
        return self._length

    def read(self, start: int, stop: int) -> bytes:
        """As `Stretches` has it."""
        with self._lock:
            return b"".join(self._pieces(start, stop))

    def _pieces(self, start: int, stop: int) -> Iterator[bytes]:
        nearest = self._places[bisect_right(self._places, start, key=lambda it: it.at) - 1]
        if not nearest.at <= self._running.at <= start:
            self._running = nearest.copy()
        while (at := self._running.at) < stop:
            piece = self._running.take(min(_PIECE, (start if at < start else stop) - at))
            if at >= start:
                yield piece


def held(packed: Packed) -> bytes | None:
    """All that gzip holds, or None where that is too much to be held. Raises EOFError and zlib.error."""
    unpacking, found = _Unpacking(packed), bytearray()
    while piece := unpacking.take(_PIECE):
        found += piece
        if len(found) > HELD:
            return None
    return bytes(found)
