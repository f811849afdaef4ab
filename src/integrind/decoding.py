"""What polars does where a damaged file breaks it, taken for what it is there."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STANDARD_ERROR = 2
_TURN = threading.Lock()


class DamagedError(Exception):
    """The bytes aren't what they should be."""


@contextmanager
def decoding() -> Iterator[None]:
    """Raise DamagedError wherever polars cannot decode a file: it says so, or it panics.

    The thread that panics writes to standard error itself, and what it stumbled over with it: that may be
    somebody's data. The descriptor is the whole process's, so one file is decoded at a time.
    """
    import polars as pl

    with _TURN, _unheard():
        try:
            yield
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            raise DamagedError from error


@contextmanager
def _unheard() -> Iterator[None]:
    """Let what is written to standard error go nowhere; where it is closed already, there it goes."""
    try:
        kept = os.dup(_STANDARD_ERROR)
    except OSError:
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), _STANDARD_ERROR)
        yield
    finally:
        os.dup2(kept, _STANDARD_ERROR)
        os.close(kept)
