"""The bytes of a data file, whatever holds them: a file, a pipe, standard input, what is compressed.

Nothing is mapped into memory: of a mapped file that is cut short meanwhile the system ends the program.
"""

from __future__ import annotations

import bz2
import io
import os
import signal
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, cast
from weakref import finalize

from integrind.data.memory import to_be_had
from integrind.data.stretches import Stretches
from integrind.data.unpacking import GZIP, Unpacked, held
from integrind.errors import DataError
from integrind.interruption import SIGNALS
from integrind.paths import STANDARD_INPUT

if TYPE_CHECKING:
    from io import BufferedReader

_BZIP2, _ZIP, _ZSTANDARD = b"BZh", b"PK\x03\x04", b"\x28\xb5\x2f\xfd"
_PIECE = 1 << 20
_SHARE = 4
"""What can be read only once may fill one part in so many of the memory: more is made of it."""


class FileContent(Stretches):
    """A file that is read a stretch at a time, and refused once it changes."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self._name = name
        self._file = file
        finalize(self, file.close)  # it is open for as long as its columns are asked for
        self._seeking = Lock()
        self._state = self._as_it_is()

    def __len__(self) -> int:
        size, _ = self._state
        return size

    def read(self, start: int, stop: int) -> bytes:
        """As `Stretches` has it."""
        with readable(self._name), self._seeking:
            self._file.seek(start)
            found = self._file.read(stop - start)
            unchanged = self._as_it_is() == self._state
        if not unchanged or len(found) < stop - start:
            raise _changed(self._name)
        return found

    def _as_it_is(self) -> tuple[int, int]:
        return _state(self._file)


Content: TypeAlias = bytes | Stretches


def read_content(path: str) -> Content:
    """Open a file; what can be read only once is read whole. Raises DataError."""
    with readable(path):
        _let_interrupt()
        content = _standard_input() if path == STANDARD_INPUT else _opened(path)
        return _unpacked(content, path)


def state_of(path: str) -> tuple[int, int]:
    """By which it is known that a file changed, where another library reads it. Raises DataError."""
    with readable(path), Path(path).open("rb") as file:
        file.read(1)
        return _state(file)


def refuse_changed(path: str, state: tuple[int, int]) -> None:
    """Raise DataError for a file that isn't as it was."""
    if state_of(path) != state:
        raise _changed(path)


def has_room_for(size: int) -> bool:
    """Whether so many bytes may be held at once."""
    return size <= to_be_had() // _SHARE


def _state(file: BinaryIO) -> tuple[int, int]:
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns


def _changed(name: str) -> DataError:
    return DataError(f"{name}: the file changed while it was read", "wait until it is complete")


def _unpacked(content: Content, name: str) -> Content:
    """What a compressed file holds; a zip file has to hold one file alone, or it is no compressed one."""
    if content[:2] == GZIP:
        unpacked = held(content)
        return Unpacked(content) if unpacked is None else unpacked
    if content[:3] == _BZIP2:
        with bz2.BZ2File(io.BytesIO(content[:])) as file:
            return _unpacked_whole(file.read, name)
    if content[:4] == _ZSTANDARD:
        return _unpacked_zstandard(content[:], name)
    if content[:4] == _ZIP:
        unless_damaged = suppress(zipfile.BadZipFile, NotImplementedError, RuntimeError)
        with unless_damaged, zipfile.ZipFile(io.BytesIO(content[:])) as archive:
            members = [it for it in archive.infolist() if not it.is_dir()]
            if len(members) == 1:
                with archive.open(members[0]) as file:
                    return _unpacked_whole(file.read, name)
    return content


@contextmanager
def readable(path: str) -> Iterator[None]:
    """Say what keeps a file from being read."""
    try:
        path.encode()  # polars reads files whose names are text, and no others
        yield
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file") from None
    except (EOFError, zlib.error):
        raise DataError(f"{path}: the compressed file is damaged or cut short") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError:
        raise DataError(f"{path}: the name of this file isn't UTF-8 text", "rename it") from None


def _opened(path: str) -> Content:
    file = Path(path).open("rb")  # noqa: SIM115 whoever holds its content closes it
    if S_ISREG(os.fstat(file.fileno()).st_mode):
        return FileContent(path, file)
    with file:
        return _whole(file.read1, path)


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise DataError("standard input is closed: there is nothing to read")
    return _whole(cast("BufferedReader", sys.stdin.buffer).read1, "standard input")


def _whole(read: Callable[[int], bytes], name: str) -> bytes:
    """All that there is; `read` gives what is there already, so that an interruption is heard in between."""
    most, found = to_be_had() // _SHARE, bytearray()
    while piece := read(_PIECE):
        found += piece
        if len(found) > most:
            raise DataError(
                f"{name}: this holds more than memory has room for", "unpack it, or read it from a file"
            )
    return bytes(found)


def _unpacked_whole(read: Callable[[int], bytes], name: str) -> bytes:
    """All that a file holds packed. Raises EOFError for what is damaged, and DataError for a bomb."""
    try:
        return _whole(read, name)
    except (OSError, ValueError):
        raise EOFError from None


def _unpacked_zstandard(packed: bytes, name: str) -> bytes:
    """As `_unpacked_whole`; Python has a reader of its own from 3.14 on, which the extra stands in for."""
    try:
        from backports import zstd
    except ImportError:
        raise DataError(
            f"{name}: reading what Zstandard compressed needs backports.zstd",
            "pip install 'integrind[zst]', or unpack it first: unzstd",
        ) from None
    try:
        with zstd.ZstdFile(io.BytesIO(packed)) as file:
            return _unpacked_whole(file.read, name)
    except zstd.ZstdError:
        raise EOFError from None


def _let_interrupt() -> None:
    """Let Ctrl-C end a read that waits: importing polars makes the system take such a read up again."""
    if sys.platform != "win32":
        for one in SIGNALS:
            signal.siginterrupt(one, True)  # noqa: FBT003 - it takes no names
