"""A command in this process, as a shell would see it: a process of its own takes a second to start.

`tests/cli` starts real ones: what only they show, as signals, terminals and closed pipes, is tested there.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from integrind.__main__ import INTERRUPTED
from integrind.cli import run


@dataclass(frozen=True)
class Done:
    """What a shell sees of a command: as `subprocess.CompletedProcess` has it."""

    returncode: int
    stdout: str
    stderr: str


def shell(*arguments: object, cwd: Path | None = None) -> Done:
    """Run a command with an empty standard input, in a folder if one is given."""
    with ExitStack() as around:
        if cwd is not None:
            around.enter_context(in_folder(cwd))
        with captured(b"") as (out, err):
            code = exit_code(*map(str, arguments))
    return Done(code, out[0].decode(), err[0].decode())


def exit_code(*arguments: str) -> int:
    """The exit code of a command that writes to the descriptors of this process."""
    before, sys.argv = sys.argv, ["integrind", *arguments]
    try:
        run()
    except SystemExit as ended:
        return int(ended.code or 0)
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        sys.argv = before
    return 0


@contextmanager
def in_folder(folder: Path) -> Iterator[None]:
    """Be in a folder, which is made if it isn't there."""
    folder.mkdir(exist_ok=True)
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def captured(given: bytes) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """All that is written to the descriptors themselves: a library that panics asks no one's leave."""
    out: list[bytes] = []
    err: list[bytes] = []
    streams = sys.stdin, sys.stdout, sys.stderr
    with tempfile.TemporaryFile() as file, TextIOWrapper(file) as text:
        file.write(given)
        file.seek(0)
        sys.stdin = text
        with (
            _diverted(1, "strict", out.append) as sys.stdout,
            _diverted(2, "backslashreplace", err.append) as sys.stderr,
        ):
            try:
                yield out, err
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
        sys.stdin, sys.stdout, sys.stderr = streams


@contextmanager
def _diverted(descriptor: int, errors: str, tell: Callable[[bytes], None]) -> Iterator[TextIOWrapper]:
    kept = os.dup(descriptor)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), descriptor)
        stream: IO[bytes] = os.fdopen(os.dup(descriptor), "wb")
        try:
            with TextIOWrapper(stream, "utf-8", errors, write_through=True) as text:
                yield text
        finally:
            os.dup2(kept, descriptor)
            os.close(kept)
            file.seek(0)
            tell(file.read())
