"""Codes as a description lists them, found again in a column: as they are written, or within a range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

Meaning = TypeVar("Meaning")


_RANGE = re.compile(r"(-?[0-9]{1,15})-(-?[0-9]{1,15})")
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]+)?")


def ranges(meanings: Mapping[str, Meaning]) -> Iterator[tuple[int, int, Meaning]]:
    """First and last number of each code that is written as a range, and what it stands for.

    `0-499` is the code of that name, and every number from 0 to 499; `2020-01` is a name alone.
    """
    for code, meaning in meanings.items():
        found = _RANGE.fullmatch(code.strip())
        if found is not None and int(found[1]) < int(found[2]):
            yield int(found[1]), int(found[2]), meaning


def within(code: str, meanings: Mapping[str, Meaning]) -> set[Meaning]:
    """What a number stands for by the ranges that it lies within: one thing, most often, or nothing."""
    if not _NUMBER.fullmatch(code.strip()):
        return set()
    return {meaning for low, high, meaning in ranges(meanings) if low <= float(code) <= high}
