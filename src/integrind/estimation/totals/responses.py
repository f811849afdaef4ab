"""What everybody in the file responded to a question, by response where many gave the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from integrind.arrays.exact import BoolArray, FloatArray
from integrind.concurrently import cached
from integrind.vocabulary import State

Codes = npt.NDArray[np.unsignedinteger[Any]]
"""Codes by row, as narrow as their number allows."""

_MOST_KINDS = 8


@dataclass(frozen=True)
class Kinds:
    """Responses that count alike: few, so that rows of each can be summed at once.

    The kinds of those who answered come first.
    """

    of_response: npt.NDArray[np.uint8]
    state: npt.NDArray[np.uint8]
    value: FloatArray | None
    """By kind; None where those who answered gave many values."""
    denominator: FloatArray | None

    @property
    def answered(self) -> npt.NDArray[np.int64]:
        """The kinds of those who answered."""
        return np.flatnonzero(self.state == State.ANSWERED)


@dataclass(frozen=True)
class Responses:
    """The responses, and which of them each row gave."""

    code: Codes | None
    """By row; None where each row is a response of its own."""
    state: npt.NDArray[np.uint8]
    value: FloatArray
    denominator: FloatArray | None
    valued: BoolArray
    """Which have a value, of those whom the question isn't about too."""
    categories: int = 0
    """How many there are, where the values are codes of them from 0 on."""
    known: Kinds | None = None
    """The kinds, where they are known already."""

    @classmethod
    def by_row(
        cls,
        answered: BoolArray,
        unanswered: BoolArray,
        undecided: BoolArray,
        value: FloatArray,
        denominator: FloatArray | None,
    ) -> Responses:
        """One response a row, of somebody whom the question speaks of or not."""
        choices = (State.ANSWERED, State.UNANSWERED, State.UNDECIDED)
        state = np.select((answered, unanswered, undecided), choices, State.NOT_ELIGIBLE)
        return cls(None, state.astype(np.uint8), value, denominator, answered)

    @classmethod
    def of_everybody(cls, rows: int) -> Responses:
        """Each row is one of the people."""
        code, state = np.zeros(rows, dtype=np.uint8), np.array([State.ANSWERED], dtype=np.uint8)
        return cls(code, state, np.ones(1), None, np.ones(1, dtype=bool))

    def of_category(self, category: int) -> Responses:
        """Whether each response is of one category: 1 or 0, of the same kinds as those of all categories."""
        among = np.arange(len(self.kinds.state)) == category  # of categories the kinds are in their order
        kinds = replace(self.kinds, value=among.astype(np.float64))
        value = (self.value == category).astype(np.float64)
        return Responses(self.code, self.state, value, None, self.valued, known=kinds)

    def rows_of(self, state: State) -> BoolArray:
        """Which rows are in a state."""
        return self.rows(self.state == state)

    def kinds_times(self, size: int, rows: slice) -> npt.NDArray[np.int64]:
        """The kind of some rows, each times a size."""
        kind = self.kinds.of_response
        if self.code is None:
            return kind[rows].astype(np.int64) * size
        if np.array_equal(kind, np.arange(len(kind))):
            return np.multiply(self.code[rows], size, dtype=np.int64)
        return np.take(kind.astype(np.int64) * size, self.code[rows])

    def rows(self, of_response: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """What is known by response, by row."""
        return of_response if self.code is None else np.take(of_response, self.code)

    @cached
    def kinds(self) -> Kinds:
        """One kind for each state, and for each answer where they are few."""
        if self.known is not None:
            return self.known
        state = np.minimum(self.state, State.NOT_ASKED)
        if self.categories:
            return self._of_categories(state)
        answers = self._answers() if self.code is not None else None
        if answers is None:
            states = np.arange(int(state.max(initial=State.ANSWERED)) + 1, dtype=np.uint8)
            return Kinds(state, states, None, None)
        below, answered = self.denominator, self.state == State.ANSWERED
        others, other = np.unique(state[~answered], return_inverse=True)
        kind = np.zeros(len(state), dtype=np.uint8)
        kind[answered] = [answers[it] for it in self._pairs()]
        kind[~answered] = len(answers) + other
        nothing = [0.0] * len(others)
        return Kinds(
            kind,
            np.array([State.ANSWERED] * len(answers) + others.tolist(), dtype=np.uint8),
            np.array([value for value, _ in answers] + nothing),
            None if below is None else np.array([it for _, it in answers] + nothing),
        )

    def _of_categories(self, state: npt.NDArray[np.uint8]) -> Kinds:
        """One kind for each category, in their order, and for each state of those who gave none."""
        states = int(State.NOT_ASKED)
        others = self.categories + state.astype(np.int64) - 1
        kind = np.where(state == State.ANSWERED, self.value, others).astype(np.uint8)
        each = [State.ANSWERED] * self.categories + [State(it) for it in range(1, states + 1)]
        value = np.append(np.arange(self.categories, dtype=np.float64), np.zeros(states))
        return Kinds(kind, np.array(each, dtype=np.uint8), value, None)

    def _pairs(self) -> Iterable[tuple[float, float]]:
        """Value and denominator of each response that answers."""
        answered = self.state == State.ANSWERED
        value, below = self.value[answered], self.denominator
        return zip(value.tolist(), (value if below is None else below[answered]).tolist(), strict=True)

    def _answers(self) -> dict[tuple[float, float], int] | None:
        """The distinct answers in their order, where they are few."""
        found = sorted(set(self._pairs()))
        return {pair: kind for kind, pair in enumerate(found)} if len(found) <= _MOST_KINDS else None
