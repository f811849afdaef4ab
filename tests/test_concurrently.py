"""Work shared among threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.concurrently import both, cached, evenly


@given(st.lists(st.integers()), st.integers(1, 9))
def test_runs_are_even(things: list[int], most: int):
    runs = evenly(things, most)
    assert [thing for run in runs for thing in run] == things
    assert all(1 <= len(run) <= most for run in runs)
    assert len(runs) >= min(len(things), pl.thread_pool_size()) // 2
    assert len({len(run) for run in runs[:-1]}) <= 1


def test_what_is_kept_is_made_once_and_by_several_threads_at_a_time() -> None:
    """Two instances wait for each other in the same property, which a lock for both would never end."""
    both, made = Barrier(2, timeout=10), []

    class Slow:
        @cached
        def result(self) -> int:
            made.append(both.wait())
            return len(made)

    instances = [Slow(), Slow()]
    with ThreadPoolExecutor(2) as pool:
        first = list(pool.map(lambda it: it.result, instances))
    assert [it.result for it in instances] == first
    assert len(made) == 2


def test_both_results_and_the_first_of_two_errors() -> None:
    assert both(lambda: 1, lambda: "b") == (1, "b")
    with pytest.raises(ValueError, match="first"):
        both(lambda: _fail("first"), lambda: _fail("second"))
    with pytest.raises(ValueError, match="second"):
        both(lambda: 1, lambda: _fail("second"))


def _fail(message: str) -> None:
    raise ValueError(message)
