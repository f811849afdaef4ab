"""Columns that are called like a variable of the codebook."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

_OTHER = re.compile(r"[^a-z0-9]+")
_LEAST_LETTERS = 4
"""Shorter names resemble each other too easily."""

_ALIKE = 0.88


def resembling(columns: Iterable[str], variables: Iterable[str]) -> dict[str, str]:
    """Give the column by variable: of the same name, else one alike. No column is given twice."""
    names = list(variables)
    left = {_plain(column): column for column in columns}
    found = {name: left.pop(_plain(name)) for name in names if _plain(name) in left}
    for name in names:
        long = [plain for plain in left if len(plain) >= _LEAST_LETTERS]
        if name not in found and (near := get_close_matches(_plain(name), long, n=1, cutoff=_ALIKE)):
            found[name] = left.pop(near[0])
    return {name: found[name] for name in names if name in found}


def _plain(name: str) -> str:
    return _OTHER.sub("", name.casefold())
