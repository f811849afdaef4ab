"""Oracle: numpy's rank, by singular values, of the rows themselves; the rule of thumb is R's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.estimation.design.replicate_weights import ReplicateWeights
from integrind.estimation.design.sample import undivided
from integrind.estimation.domains.crossing import cross

ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.tuples(
            st.lists(st.integers(0, 2), min_size=width, max_size=width), st.integers(0, 2), st.booleans()
        ),
        min_size=1,
        max_size=40,
    )
)


@pytest.mark.parametrize("narrow", [True, False])
@given(ROWS)
def test_ranks_of_the_rows_inside_a_base(narrow: bool, rows: list[tuple[list[int], int, bool]]):
    number = np.array([row[0] for row in rows], dtype=np.int32 if narrow else np.float64)
    domain, inside = (np.array([row[it] for row in rows]) for it in (1, 2))
    weights = ReplicateWeights(number)
    assert len(weights.independent) == np.linalg.matrix_rank(number)
    crossing = cross(undivided(len(rows)), {"group": domain})
    partition = crossing.partition(["group"])
    found = [weights.rank(it, inside) for it in crossing.rows(partition)]
    its = [number[inside & (domain == it)] for it in partition.keys["group"]]
    assert found == [np.linalg.matrix_rank(it) if len(it) else 0 for it in its]


def test_many_rows_of_which_only_one_tells_replicates_apart():
    number = np.ones((10_000, 3), dtype=np.int32)
    number[7] = [1, 2, 3]
    weights = ReplicateWeights(number)
    everybody, inside = np.arange(len(number)), np.ones(len(number), dtype=bool)
    assert weights.rank(everybody, inside) == 2
    inside[7] = False
    assert weights.rank(everybody, inside) == 1


def test_weights_replicate_by_replicate():
    number = np.arange(30, dtype=np.int32).reshape(3, 10)
    found = list(ReplicateWeights(number, per_unit=10.0, scale=0.5))
    assert np.array_equal(found, number.T / 10.0 * 0.5)
