"""Work shared among threads."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from integrind.concurrently import evenly


@given(st.lists(st.integers()), st.integers(1, 9))
def test_runs_are_even(things: list[int], most: int):
    runs = evenly(things, most)
    assert [thing for run in runs for thing in run] == things
    assert all(1 <= len(run) <= most for run in runs)
    assert len(runs) >= min(len(things), pl.thread_pool_size()) // 2
    assert len({len(run) for run in runs[:-1]}) <= 1
