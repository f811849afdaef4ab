"""What a path names, asked so that no answer is an error.

`Path` raises where a name is too long for the file system or a folder may not be searched, and `resolve`
where a link leads to itself. Whoever opens such a file is told so by the system, in words, at its place.
"""

from __future__ import annotations

import os
from glob import has_magic
from pathlib import Path

STANDARD_INPUT = "-"
"""The name of what is piped in, which can be read once."""

FRAME = "the frame"
"""What a frame is called that is data."""

FRAME_FILE = "the frame.parquet"
"""The file that it is in for the time being."""


def is_file(path: Path) -> bool:
    """Whether there is a file, as far as can be seen."""
    return os.path.isfile(path)  # noqa: PTH113 the method raises


def is_folder(path: Path) -> bool:
    """Whether there is a folder, as far as can be seen."""
    return os.path.isdir(path)  # noqa: PTH112 the method raises


def is_special(path: Path) -> bool:
    """Whether there is something that is neither file nor folder: a pipe, a device."""
    return os.path.exists(path) and not is_file(path) and not is_folder(path)  # noqa: PTH110


def is_pattern(path: str) -> bool:
    """Whether a path stands for the files that match it, as `wave*.csv` does unless a file is called so."""
    return has_magic(path) and not os.path.exists(path)  # noqa: PTH110 the method raises


def named(path: Path) -> Path:
    """The path with a name at its end, as users wrote the rest: `.` is `../here`."""
    if path.name not in {"", ".."}:
        return path
    name = located(path).name
    return path / ".." / name if name else path


def located(path: Path) -> Path:
    """The path without links and dots; of a link that leads to itself, as far as it can be followed."""
    return Path(os.path.realpath(path))


def said(path: str) -> str:
    """The path as warnings have it: the file of a frame is nobody's to see."""
    return FRAME if Path(path).name == FRAME_FILE else path
