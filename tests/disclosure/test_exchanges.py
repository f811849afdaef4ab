"""What exchanges say can move can: linear programming, which knows nothing of them, is asked the same."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from integrind.disclosure.exchanges import strike_exchanged
from integrind.disclosure.grid import Grid
from integrind.disclosure.lattice import Lattice
from integrind.disclosure.moves import Moves
from integrind.disclosure.problem import Problem


def two_way(areas: int, groups: int) -> Lattice:
    """Cells and margins of areas by groups; the last of each are people who lack one, the very last all."""
    place = np.arange((areas + 1) * (groups + 1)).reshape(areas + 1, groups + 1)
    sums = [*place, *place.T]
    equation = np.repeat(np.arange(len(sums)), [len(it) for it in sums])
    sign = np.concatenate([np.where(np.arange(len(it)) == len(it) - 1, -1, 1) for it in sums])
    nobody = np.zeros(place.size, dtype=bool)
    none = np.full(len(sums), -1)
    return Lattice(place.size, place.size, equation, np.concatenate(sums), sign, none, nobody)


def drawn(random: np.random.Generator, kinds: int) -> tuple[Problem, np.ndarray]:
    """A table of either kind, and which of its rows are hidden."""
    areas, groups = random.integers(2, 9, 2)
    counts = np.zeros((kinds, areas + 1, groups + 1), dtype=np.int64)
    counts[:, :-1, :-1] = random.poisson(random.choice([1, 4, 12]), (kinds, areas, groups))
    counts[:, -1] = counts.sum(axis=1)
    counts[:, :, -1] = counts.sum(axis=2)
    flat = [its.ravel() for its in counts]
    people = np.sum(flat, axis=0)
    hidden = random.random(people.size) < random.uniform(0.2, 0.9)
    known = (random.random(people.size) < 0.5) & (kinds > 1)
    need = np.minimum(random.integers(1, 11), np.where(known, people, 99))
    none = np.zeros(people.size, dtype=bool)
    sums = two_way(areas, groups)
    return Problem(sums, flat, known, people == 0, none, none, need, np.zeros(people.size)), hidden


@pytest.mark.parametrize("kinds", [1, 2])
def test_what_exchanges_prove_a_solver_finds(kinds: int) -> None:
    random, struck, left = np.random.default_rng(15), 0, 0
    for _ in range(40):
        problem, hidden = drawn(random, kinds)
        free = problem.is_free(hidden)
        asked = np.tile(free & problem.rows, (kinds, 1))
        unproved = asked.copy()
        strike_exchanged(problem, free, unproved)
        assert not Moves(problem, free).ask(free, asked & ~unproved)
        struck, left = struck + int((asked & ~unproved).sum()), left + int(unproved.sum())
    assert struck > left


def test_the_cells_of_a_table_and_its_margins_are_one_grid() -> None:
    grid = two_way(6, 3).grid
    assert sorted(grid.cell.ravel().tolist()) == list(range(28))


def test_cells_of_which_each_is_in_three_sums_do_not_exchange() -> None:
    """By hand: of a cube no four cells keep all sums as they are."""
    cube = np.arange(27).reshape(3, 3, 3)
    sums = [np.moveaxis(cube, axis, -1)[one] for axis in range(3) for one in product(range(3), repeat=2)]
    equation, cell = np.repeat(np.arange(len(sums)), 3), np.concatenate(sums)
    none = np.full(len(sums), -1)
    grid = Lattice(
        27, 27, equation, cell, np.tile([1, 1, -1], len(sums)), none, np.zeros(27, dtype=bool)
    ).grid
    assert (grid.cell < 0).all()


def test_of_cells_that_can_t_exchange_nothing_is_said() -> None:
    nothing = np.zeros(27, dtype=np.int64)
    grid = Grid.of(np.repeat([0, 1], 3), np.arange(6), np.ones(6, dtype=np.int64))
    assert grid.risen(nothing, nothing, np.arange(3), np.ones(3, dtype=np.int64), 5).tolist() == [0, 0, 0]
