"""The bytes of a data file, whatever holds them: a file, a pipe, standard input, what is compressed."""

from __future__ import annotations

import bz2
import gzip
import io
import mmap
import signal
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from integrind.errors import DataError

STANDARD_INPUT = "-"
_GZIP, _BZIP2, _ZIP = b"\x1f\x8b", b"BZh", b"PK\x03\x04"

Content: TypeAlias = bytes | mmap.mmap


def read_content(path: str) -> Content:
    """Map a file into memory; a pipe, standard input and what is compressed are read whole.

    Raises DataError.
    """
    with readable(path):
        _let_interrupt()
        content = _standard_input() if path == STANDARD_INPUT else _mapped(Path(path))
        return _unpacked(content)


def _unpacked(content: Content) -> Content:
    """What a compressed file holds; a zip file has to hold one file alone, or it is no compressed one."""
    if content[:2] == _GZIP:
        return gzip.decompress(content)
    if content[:3] == _BZIP2:
        try:
            return bz2.decompress(content)
        except ValueError:
            raise EOFError from None
        except OSError:
            raise zlib.error from None
    if content[:4] == _ZIP:
        unless_damaged = suppress(zipfile.BadZipFile, NotImplementedError, RuntimeError)
        with unless_damaged, zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [it for it in archive.infolist() if not it.is_dir()]
            if len(members) == 1:
                return archive.read(members[0])
    return content


@contextmanager
def readable(path: str) -> Iterator[None]:
    """Say what keeps a file from being read."""
    try:
        path.encode()  # polars reads files whose names are text, and no others
        yield
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DataError(f"{path}: the compressed file is damaged or cut short") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError:
        raise DataError(f"{path}: the name of this file isn't UTF-8 text", "rename it") from None


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise DataError("standard input is closed: there is nothing to read")
    return sys.stdin.buffer.read()


def _let_interrupt() -> None:
    """Let Ctrl-C end a read that waits: importing polars makes the system take such a read up again."""
    if sys.platform != "win32":
        signal.siginterrupt(signal.SIGINT, True)


def _mapped(path: Path) -> Content:
    with path.open("rb") as file:
        size = path.stat().st_size
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else file.read()


def forget(content: Content, start: int, end: int) -> None:
    """Let the system take back the memory that a stretch of a mapped file fills; it can be read again."""
    if isinstance(content, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        first = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE
        if end > first:
            content.madvise(mmap.MADV_DONTNEED, first, end - first)
