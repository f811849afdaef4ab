"""What is worked out by distinct text is what would be worked out by row."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from integrind.data.answers import Coded, combined, distinct_texts
from integrind.data.harmonised import Column, number

TEXTS = st.lists(st.sampled_from(["", "0", "1", " 1", "1.50", "-9", "a", "ä"]), min_size=1, max_size=40)
NUMBERS = st.lists(st.sampled_from(["", "0", "1", " 1", "1.50", "-9", "-9.0"]), min_size=1, max_size=40)
BRIEF = settings(max_examples=50, deadline=None)


@BRIEF
@given(TEXTS)
def test_the_texts_of_the_rows_come_back(texts: list[str]) -> None:
    found = distinct_texts(pl.Series("column", texts))
    assert found is not None
    assert found.distinct.gather(pl.Series(found.code)).to_list() == texts
    assert sorted(found.distinct.to_list()) == sorted(set(texts))
    assert found.rows.to_list() == [texts.count(text) for text in found.distinct]


@BRIEF
@given(NUMBERS)
def test_a_variable_by_text_is_the_variable_by_row(texts: list[str]) -> None:
    column = pl.Series("income", texts)
    found = distinct_texts(column)
    assert found is not None
    missing = {"-9": "refused"}
    brief = number(Column("file", "income", found.distinct, show_values=False), missing)
    ours = Coded(brief, found.code).by_row()
    by_row = number(Column("file", "income", column, show_values=False), missing)
    assert ours.values.to_list() == by_row.values.to_list()
    assert ours.kinds.to_list() == by_row.kinds.to_list()


@BRIEF
@given(st.lists(st.tuples(st.sampled_from("012"), st.sampled_from(["", "5", "-9"])), min_size=1))
def test_a_combination_holds_the_values_of_its_row(rows: list[tuple[str, str]]) -> None:
    coded = []
    for name, texts in zip("ab", zip(*rows, strict=True), strict=True):
        found = distinct_texts(pl.Series(name, texts))
        assert found is not None
        brief = number(Column("file", name, found.distinct, show_values=False), {"-9": "refused"})
        coded.append(Coded(brief, found.code))
    answers = combined(["a", "b"], coded)
    assert answers is not None
    for name, it in zip("ab", coded, strict=True):
        by_combination = answers.values[name].gather(pl.Series(answers.code))
        assert by_combination.to_list() == it.by_row().values.to_list()
    fives = (answers.values["b"] == 5).fill_null(value=False).to_numpy()
    assert answers.count(fives) == sum(second == "5" for _, second in rows)


@BRIEF
@given(
    st.lists(st.one_of(st.none(), st.integers(-130, 130), st.integers(-3, 300)), min_size=1, max_size=40),
    st.sampled_from([0, 44_007_000_101_000]),
)
def test_whole_numbers_are_coded_like_their_text(near: list[int | None], start: int) -> None:
    """Codes of small areas have many digits, and few numbers between them."""
    numbers = [None if it is None else start + it for it in near]
    for column in (whole := pl.Series("column", numbers, dtype=pl.Int64)), whole.shrink_dtype():
        found = distinct_texts(column)
        assert found is not None
        texts = ["" if it is None else str(it) for it in numbers]
        assert found.distinct.gather(pl.Series(found.code)).to_list() == texts
        assert found.rows.to_list() == [texts.count(text) for text in found.distinct]


def test_a_column_of_many_texts_stays_by_row() -> None:
    assert distinct_texts(pl.Series(np.arange(5_000)).cast(pl.String)) is None
