"""One function over many things at a time; numpy and polars let others work while they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from threading import RLock
from typing import Any, Self, TypeVar, cast, overload

import polars as pl

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def concurrently(function: Callable[[Thing], Result], things: Iterable[Thing]) -> list[Result]:
    """Results in the order of the things, on as many threads as polars has (`POLARS_MAX_THREADS`).

    Of several errors that of the first thing is raised.
    """
    several = list(things)
    if min(len(several), pl.thread_pool_size()) < 2:
        return [function(it) for it in several]
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        try:
            return list(pool.map(function, several))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def both(one: Callable[[], Thing], other: Callable[[], Result]) -> tuple[Thing, Result]:
    """Results of two steps, done at the same time. Of two errors that of the first is raised."""
    if pl.thread_pool_size() < 2:
        return one(), other()
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        first, second = pool.submit(one), pool.submit(other)
        return first.result(), second.result()


def evenly(things: Sequence[Thing], most: int) -> list[Sequence[Thing]]:
    """The things in runs of at most so many, so that every thread has about as much to do."""
    threads = pl.thread_pool_size()
    runs = threads * -(-len(things) // (threads * most))
    size = -(-len(things) // max(1, runs))
    return [things[start : start + size] for start in range(0, len(things), max(1, size))]


class Once:
    """What is made of things, each once, for every thread that asks; things are told apart by identity."""

    def __init__(self) -> None:
        self._made: list[tuple[object, object]] = []
        self._lock = RLock()

    def of(self, thing: Thing, make: Callable[[Thing], Result]) -> Result:
        """What is made of a thing, which stays as long as this does."""
        with self._lock:
            for known, made in self._made:
                if known is thing:
                    return cast("Result", made)
            found = make(thing)
            self._made.append((thing, found))
        return found


class cached(cached_property[Result]):  # noqa: N801 - a decorator, as cached_property is
    """A cached property without the lock that all instances share before Python 3.12.

    With it, threads that compute the same property of different instances would wait for each other.
    """

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> Result: ...
    def __get__(self, instance: object, owner: type[Any] | None = None) -> Self | Result:
        """What was computed, or is now."""
        if instance is None:
            return self
        known = vars(instance)
        if self.attrname not in known:
            known[str(self.attrname)] = self.func(instance)
        found: Result = known[str(self.attrname)]
        return found
