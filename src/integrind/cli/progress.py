"""Signs of life: what a command is doing, on a terminal, while it takes longer than a moment."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from time import monotonic

MOMENT = 2.0
"""Seconds after which somebody wants to know."""

_CLEAR_LINE = "\r\x1b[K"


@contextmanager
def progress(doing: str = "", *, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Say on standard error what is being done and for how long; nothing of it stays.

    What is given to the command block says what is being done from now on. Without a terminal, and in a
    moment, nothing is said.
    """
    if quiet or not _watched():
        yield lambda _: None
        return
    line = _Line(doing)
    line.start()
    try:
        yield line.tell
    finally:
        line.end()


def _watched() -> bool:
    terminal = sys.stderr is not None and sys.stderr.isatty()
    return terminal and os.environ.get("TERM") != "dumb"


class _Line(Thread):
    """A line that is written again every second."""

    def __init__(self, doing: str) -> None:
        super().__init__(daemon=True)
        self._doing = doing
        self._done = Event()

    def tell(self, doing: str) -> None:
        self._doing = doing

    def end(self) -> None:
        self._done.set()
        self.join()

    def run(self) -> None:
        began, shown = monotonic(), False
        while not self._done.wait(1.0 if shown else MOMENT):
            _write(f"{self._doing}, {monotonic() - began:.0f} s")
            shown = True
        if shown:
            _write("")


def _write(text: str) -> None:
    """Put the text in the place of the line before; a terminal that is gone is no error."""
    from integrind.render.safe import visible

    with suppress(OSError):
        width = os.get_terminal_size(sys.stderr.fileno()).columns or 80
        sys.stderr.write(f"{_CLEAR_LINE}{visible(text)[: width - 1]}")
        sys.stderr.flush()
