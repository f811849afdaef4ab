"""The generator's own arithmetic."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest
from community_survey.draws import Draws, between, mean, pick, ranks
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

FINITE = st.floats(-1e6, 1e6)


def test_stream_is_pcg64s() -> None:
    """Oracle: numpy's own generator on the same stream."""
    seeds = np.random.SeedSequence((7, crc32(b"age")))
    expected = np.random.Generator(np.random.PCG64(seeds)).random(1_000)
    assert (Draws(7).uniform("age", 1_000) == expected).all()


def test_streams_differ_by_name_and_seed() -> None:
    first = Draws(1).uniform("age", 100)
    assert (first == Draws(1).uniform("age", 100)).all()
    assert (first != Draws(1).uniform("sex", 100)).all()
    assert (first != Draws(2).uniform("age", 100)).all()


def test_bell_has_mean_0_and_variance_1() -> None:
    values = Draws(1).bell("x", 20_000)
    assert values.mean() == pytest.approx(0, abs=4 / 20_000**0.5)
    assert values.var() == pytest.approx(1, abs=0.05)


@given(arrays(np.float64, st.integers(1, 30), elements=FINITE))
def test_ranks_are_in_order_and_even(values: np.ndarray) -> None:
    found = ranks(values)
    assert np.allclose(np.sort(found), (np.arange(len(values)) + 0.5) / len(values))
    assert (np.diff(values[np.argsort(found)]) >= 0).all()


@given(arrays(np.float64, 20, elements=st.floats(0, 10)))
def test_between_is_linear_interpolation(place: np.ndarray) -> None:
    """Oracle: numpy.interp."""
    table = ((0.0, 1.0), (2.5, 4.0), (10.0, -3.0))
    assert between(place, table) == pytest.approx(np.interp(place, *zip(*table, strict=True)))


@given(arrays(np.float64, 10, elements=FINITE), arrays(np.float64, 10, elements=st.floats(0.1, 5)))
def test_mean_is_weighted(values: np.ndarray, weight: np.ndarray) -> None:
    """Oracle: numpy.average."""
    assert mean(values, weight) == pytest.approx(np.average(values, weights=weight), abs=1e-6)


def test_pick_follows_the_shares() -> None:
    places = (np.arange(1_000) + 0.5) / 1_000
    assert list(np.bincount(pick(places, (0.2, 0.5, 0.3)))) == [200, 500, 300]
    assert list(pick(np.asarray([0.0, 0.2, 0.7, 1.0]), (0.2, 0.5, 0.3))) == [0, 1, 2, 2]
