"""What ends a run from outside: Ctrl-C, and what a system, a job queue or a closed terminal sends instead."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeAlias

Handler: TypeAlias = Callable[[int, FrameType | None], Any]

SIGNALS = tuple(
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if name in signal.Signals.__members__
)
"""All that ask a program to end, and let it tidy up first."""


def as_ctrl_c() -> None:
    """Let each of them raise KeyboardInterrupt; one that is ignored, as nohup has it, stays ignored."""
    for one in SIGNALS:
        if signal.getsignal(one) is signal.SIG_DFL:
            signal.signal(one, signal.default_int_handler)


@contextmanager
def deferred() -> Iterator[Callable[[], None]]:
    """Let interruptions wait for the end of the block, so that none comes between two steps of it.

    What the block is given lets one that has come be heard there; a block within another waits for the outer
    one's end. Python hands signals to the main thread alone: in any other there is nothing to wait for.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    handlers = {one: found for one in SIGNALS if callable(found := signal.getsignal(one))}
    outer = next((found for found in handlers.values() if isinstance(found, _Deferred)), None)
    if outer is not None:
        yield outer.listen
        return
    waiting = _Deferred(handlers)
    try:
        for one in handlers:
            signal.signal(one, waiting)
        yield waiting.listen
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)
    waiting.listen()


class _Deferred:
    """A handler that keeps what comes until it is listened to."""

    def __init__(self, handlers: Mapping[signal.Signals, Handler]) -> None:
        self._handlers = handlers
        self._came: list[int] = []

    def __call__(self, number: int, _: FrameType | None) -> None:
        self._came.append(number)

    def listen(self) -> None:
        while self._came:
            number = self._came.pop(0)
            self._handlers[signal.Signals(number)](number, None)
