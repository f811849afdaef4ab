"""Every step by which a program changes files, one of which fails or is interrupted."""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from types import TracebackType
from typing import Any
from unittest import mock

STEPS = ("open", "replace", "rename", "link", "symlink", "mkdir", "rmdir", "unlink")
"""Of the system's calls; opening for writing by `open`, each write and each fsync are counted as well."""
NEVER_FAIL = frozenset({"rmdir", "unlink"})
"""What only tidies up: where that fails something has to stay. It can be interrupted all the same."""


class Disturbance(Enum):
    """What comes between."""

    FAILS = auto()
    """The disk is full: of what was to be written half is."""
    INTERRUPTED_BEFORE = auto()
    """By Ctrl-C."""
    TERMINATED_AFTER = auto()
    """By the system: before the next step, that is, but for the last one."""


class Steps:
    """Counts the steps, and disturbs one of them."""

    def __init__(self, disturbed: int | None, disturbance: Disturbance) -> None:
        self.names: list[str] = []
        self._disturbed = disturbed
        self._disturbance = disturbance

    def take(self, name: str, step: Callable[[], Any], half: Callable[[], Any] = lambda: None) -> Any:
        """Take a step, unless it is the one that fails: then half of it."""
        self.names.append(name)
        if len(self.names) - 1 != self._disturbed:
            return step()
        match self._disturbance:
            case Disturbance.FAILS if name not in NEVER_FAIL:
                half()
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            case Disturbance.INTERRUPTED_BEFORE:
                signal.raise_signal(signal.SIGINT)
        done = step()
        if self._disturbance is Disturbance.TERMINATED_AFTER:
            signal.raise_signal(signal.SIGTERM)
        return done


class _Writing:
    """A file whose writes are steps."""

    def __init__(self, file: Any, steps: Steps) -> None:
        self._file = file
        self._steps = steps

    def write(self, content: Any) -> int:
        half = content[: len(content) // 2]
        count: int = self._steps.take(
            "write", lambda: self._file.write(content), lambda: self._file.write(half)
        )
        return count

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _Writing:
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._file.close()


@contextmanager
def disturbing(disturbed: int | None, disturbance: Disturbance) -> Iterator[Steps]:
    """Disturb the step of this number among those that are taken in the working folder, or none."""
    steps = Steps(disturbed, disturbance)
    here = str(Path.cwd().parent)
    plain_open = io.open

    def ours(path: Any) -> bool:
        return isinstance(path, str | os.PathLike) and str(Path.cwd() / path).startswith(here)

    def opening(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        def step() -> Any:
            return plain_open(file, mode, *more, **named)

        if not set(mode) & set("wxa+") or not ours(file):
            return step()
        return _Writing(steps.take("open", step), steps)

    def counted(name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            if not ours(given[0]):
                return plain(*given, **named)
            return steps.take(name, lambda: plain(*given, **named))

        return call

    def synced(_: int) -> None:
        """Without the disk, which takes its time: what was written is read back by this process."""
        steps.take("fsync", lambda: None)

    patches = [mock.patch.object(os, "fsync", synced)]
    patches += [mock.patch.object(os, name, counted(name, getattr(os, name))) for name in STEPS]
    patches += [mock.patch.object(where, "open", opening) for where in (io, builtins)]
    was = signal.signal(signal.SIGTERM, signal.default_int_handler)  # as the command itself has it
    try:
        for patch in patches:
            patch.start()
        yield steps
    finally:
        for patch in patches:
            patch.stop()
        signal.signal(signal.SIGTERM, was)
