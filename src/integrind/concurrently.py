"""One function over many things at a time; numpy and polars let others work while they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def concurrently(function: Callable[[Thing], Result], things: Iterable[Thing]) -> list[Result]:
    """Results in the order of the things, on as many threads as polars has (`POLARS_MAX_THREADS`).

    Of several errors that of the first thing is raised.
    """
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        try:
            return list(pool.map(function, things))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
