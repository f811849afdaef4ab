"""Values that stand for one of several others: what holds of them is what holds of each.

A survey that doesn't tell owners with a mortgage from those without has `owned`, which is one of two values.
Whether somebody owns the home is decided, whichever is meant; whether there is a mortgage is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import TypeAlias

from integrind.expressions.scope import Scope

Meaning: TypeAlias = Mapping[str, Mapping[str, str]]
"""By variable, which value is meant by each that stands for several."""


def meanings(names: Iterable[str], scope: Scope) -> Iterator[Meaning]:
    """Give as many meanings as it takes for every combination of what values stand for.

    Where none stands for others there is one, which is empty.
    """
    open_ = {name: scope[name].one_of for name in names if name in scope and scope[name].one_of}
    sizes = (range(max(map(len, one_of.values()))) for one_of in open_.values())
    for places in product(*sizes):
        yield {
            name: {value: members[min(place, len(members) - 1)] for value, members in one_of.items()}
            for (name, one_of), place in zip(open_.items(), places, strict=True)
        }
