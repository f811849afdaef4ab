"""A frame as data: for its time in a file, which no message and no title names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import polars as pl

from integrind.errors import IntegrindError
from integrind.paths import FRAME, FRAME_FILE


class Frame(Protocol):
    """A frame of polars, pandas, pyarrow, or whatever else gives its columns as Arrow does."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give the columns: https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html."""


@contextmanager
def in_a_file(frame: Frame) -> Iterator[Path]:
    """Write a frame to a file for the time being; errors about that file are about the frame."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / FRAME_FILE
        pl.DataFrame(frame).write_parquet(file)
        try:
            yield file
        except IntegrindError as error:
            error.message = error.message.replace(str(file), FRAME)
            error.hint = error.hint.replace(str(file), FRAME)
            error.args = (error.message,)
            raise
