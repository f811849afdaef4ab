"""Columns of few words: codes until the whole table has its labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from integrind.arrays.exact import BoolArray, IntArray, dense


@dataclass(frozen=True)
class Categorical:
    """A word for each row."""

    known: tuple[str, ...]
    """Words that rows may have; one may be there twice."""
    code: IntArray
    """Which of them each row has."""

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """Given words."""
        code = {word: at for at, word in enumerate(dict.fromkeys(words))}
        return cls((*code,), np.array([code[word] for word in words], dtype=np.int64))

    @classmethod
    def repeated(cls, word: str, rows: int) -> Self:
        """One word for all rows."""
        return cls((word,), np.zeros(rows, dtype=np.int64))

    @classmethod
    def first(cls, cases: Mapping[str, BoolArray], otherwise: str) -> Self:
        """The first word whose case holds."""
        return cls((otherwise, *cases), np.select([*cases.values()], range(1, len(cases) + 1)))

    def __len__(self) -> int:
        return len(self.code)

    def at(self, place: IntArray, nothing: str = "") -> Self:
        """The words of some rows, and what stands at -1."""
        return type(self)((*self.known, nothing), np.append(self.code, len(self.known))[place])

    def replaced(self, case: BoolArray, others: Categorical) -> Self:
        """Another column's words where a case holds."""
        code = np.where(case, len(self.known) + others.code, self.code)
        return type(self)((*self.known, *others.known), code)

    def beside(self, others: Categorical, between: str) -> Self:
        """The words of two columns, with something between them where neither is empty."""
        width = len(others.known)
        pairs, code = dense(self.code * width + others.code, len(self.known) * width)
        both = ((self.known[pair // width], others.known[pair % width]) for pair in pairs.tolist())
        return type(self)(tuple(between.join(filter(None, pair)) for pair in both), code)

    def are(self, word: str) -> BoolArray:
        """Which rows have a word."""
        found: BoolArray = np.array([it == word for it in self.known])[self.code]
        return found

    def texts(self) -> list[str]:
        """The word of each row."""
        return [str(self.known[code]) for code in self.code.tolist()]
