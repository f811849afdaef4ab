"""What is hidden for company is little: the best there is in small tables, and nearly so by the short way.

The oracle of the best tries every set of rows, from the least loss up, and asks linear programming whether it
keeps its promise; it knows nothing of how companions are chosen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import chain, combinations

import numpy as np
import pytest

from integrind.definitions.policy import Policy
from integrind.disclosure import choice

from .tables import Intruder, Key, People
from .test_protection import ROUNDING, policy, rows_of, together

ROW_COST = 20
TIMES = int(os.environ.get("INTEGRIND_EXAMPLES_TIMES", "1"))
"""More random tables by hand, as of the property tests."""
RULES = policy(10, 10, 10, 10)


def loss(people: People, hidden: list[Key]) -> int:
    """People of the rows that are hidden, and 20 for each row."""
    domains = people.all_domains()
    return sum(ROW_COST + int(people.counts[domains[key]].sum()) for key in hidden)


def hidden_by(people: People, rules: Policy) -> list[Key]:
    return rows_of(together(people, rules))[1]


def keeps_its_promise(people: People, rules: Policy, hidden: list[Key], domains: Mapping) -> bool:
    known = [mask for key, mask in domains.items() if key not in hidden]
    intruder = Intruder([people.counts], [known])
    for key in hidden:
        if people.are_shown(domains[key], known):
            continue
        for which in ((0,), (1,), (0, 1)):
            if intruder.width(domains[key], which) < rules.disclosure.protection - ROUNDING:
                return False
    return True


def best(people: People, rules: Policy) -> int:
    """The least loss of all sets of rows that keep the promise; every sensitive row is among them."""
    domains = {key: mask for key, mask in people.all_domains().items() if people.counts[mask].sum()}
    primary = [key for key, mask in domains.items() if people.counts[mask].sum(axis=0).min() < 10]
    others = [key for key in domains if key not in primary]
    ways = chain.from_iterable(combinations(others, size) for size in range(len(others) + 1))
    by_loss = sorted(([*primary, *way] for way in ways), key=lambda it: loss(people, it))
    return next(loss(people, it) for it in by_loss if keeps_its_promise(people, rules, it, domains))


def small_tables(number: int) -> Iterator[People]:
    """Two areas by two groups, or five groups; nobody lacks either."""
    random = np.random.default_rng(15)
    for at in range(number):
        shape = (1, 6, 2) if at % 2 else (3, 3, 2)
        counts = random.poisson(40 * random.random(shape) ** 2)
        counts[:, -1] = 0
        if not at % 2:
            counts[-1] = 0
        yield People(counts.astype(np.int64), "ag", (("a" if not at % 2 else None, ("g",)),))


def test_no_other_rows_would_do_at_a_smaller_loss() -> None:
    chosen, least = 0, 0
    for people in small_tables(10 * TIMES):
        chosen += loss(people, hidden_by(people, RULES))
        least += best(people, RULES)
    assert least > 0
    assert chosen <= 1.02 * least


def tables(number: int) -> Iterator[People]:
    """Areas by groups of very different size; nobody lacks either in every third."""
    random = np.random.default_rng(200)
    for at in range(number):
        areas, groups = random.integers(3, 12), random.integers(3, 7)
        sizes = random.dirichlet(np.full(groups, 0.6)) * 1500
        people = random.poisson(random.uniform(0.3, 1.0, (areas, 1)) * sizes)
        having = random.binomial(people, random.uniform(0.2, 0.8))
        counts = np.zeros((areas + 1, groups + 1, 2), dtype=np.int64)
        counts[:-1, :-1] = np.stack([having, people - having], axis=-1)
        if at % 3:
            counts[:-1, -1] = random.poisson(3, (areas, 1))
        yield People(counts, "ag", (("a", ("g",)),))


def test_the_short_way_loses_little_more(monkeypatch: pytest.MonkeyPatch) -> None:
    least = nearly = hidden = largest = 0
    for people in tables(10 * TIMES):
        exact = hidden_by(people, RULES)
        least += loss(people, exact)
        biggest = f"g{people.counts.sum(axis=(0, 2)).argmax()}"
        hidden += sum(key[3] == biggest for key in exact)
        largest += people.counts.shape[0]
        with monkeypatch.context() as patched:
            patched.setattr(choice, "MOST_EXACT", 0)
            nearly += loss(people, hidden_by(people, RULES))
    assert least > 0
    assert nearly <= 1.1 * least
    assert hidden <= 0.01 * largest
