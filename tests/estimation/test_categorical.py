"""Oracle: lists of the words themselves."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from integrind.arrays.categorical import Categorical

rows = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("cde"), st.booleans(), st.booleans()))


@given(rows)
def test_words_stay_with_their_rows(given_rows: list[tuple[str, str, bool, bool]]) -> None:
    ours, theirs = ([row[at] for row in given_rows] for at in (0, 1))
    one, other = (np.array([row[at] for row in given_rows], dtype=bool) for at in (2, 3))
    words = Categorical.of(ours)
    both = words.replaced(one, Categorical.of(theirs))
    expected = [its if case else own for own, its, case in zip(ours, theirs, one, strict=True)]
    assert len(words) == len(ours)
    assert words.texts() == ours
    assert both.texts() == expected
    assert both.are("c").tolist() == [word == "c" for word in expected]
    assert Categorical.first({"one": one, "other": other}, "none").texts() == [
        "one" if first else "other" if second else "none" for first, second in zip(one, other, strict=True)
    ]


@given(st.lists(st.sampled_from("ab")), st.data())
def test_some_rows(given_words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.lists(st.integers(-1, len(given_words) - 1)))
    found = Categorical.of(given_words).at(np.array(place, dtype=np.int64), "nobody")
    assert found.texts() == [given_words[at] if at >= 0 else "nobody" for at in place]


def test_one_word() -> None:
    assert Categorical.repeated("t", 3).texts() == ["t", "t", "t"]


@given(rows)
def test_words_side_by_side(given_rows: list[tuple[str, str, bool, bool]]) -> None:
    ours, theirs = ([row[at] if row[at + 2] else "" for row in given_rows] for at in (0, 1))
    both = Categorical.of(ours).beside(Categorical.of(theirs), "; ")
    assert both.texts() == ["; ".join(filter(None, pair)) for pair in zip(ours, theirs, strict=True)]
