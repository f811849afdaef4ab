"""Settings that all tests share."""

from __future__ import annotations

import gc
import os
import signal

import pytest
from hypothesis import is_hypothesis_test, settings

# Workers of xdist are as many as processors: more threads would wait for each other. Polars reads it once.
if os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ.setdefault("POLARS_MAX_THREADS", "1")

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("drawn", deadline=None)

# What starts in the background is deaf to these, and so would be every program that tests start.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

TIMES = "INTEGRIND_EXAMPLES_TIMES"
"""How many times as many examples property tests try: `INTEGRIND_EXAMPLES_TIMES=20 pytest tests/data`."""


def pytest_configure(config: pytest.Config) -> None:
    """Try the same examples every time, so that red speaks of a change; new ones where a seed is given."""
    settings.load_profile("same" if config.getoption("hypothesis_seed", None) is None else "drawn")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Multiply the examples of each property test, which has its own number; no profile can do that.

    Their branches aren't counted: what only a random example takes is not tested every time, and counting
    takes half the time again.
    """
    times = int(os.environ.get(TIMES, "1"))
    properties = [it for it in items if isinstance(it, pytest.Function) and is_hypothesis_test(it.function)]
    for item in properties:
        item.add_marker(pytest.mark.no_cover)
    for test in {it.function for it in properties} if times > 1 else ():
        own = test._hypothesis_internal_use_settings
        test._hypothesis_internal_use_settings = settings(own, max_examples=own.max_examples * times)


def pytest_collection_finish() -> None:
    """Look for garbage as seldom as the program does: what is imported by now stays."""
    gc.freeze()
    gc.set_threshold(200_000)
