"""Oracle: the texts that were written."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.data import columns
from integrind.data.column_cache import ColumnCache
from integrind.data.table import open_table

from .build import column as text_of

TEXTS = ("1", "", "-3", "1")


def held(folder: Path, *values: str) -> ColumnCache:
    (folder / "data.csv").write_text(text_of("x", *values))
    return ColumnCache(open_table(str(folder / "data.csv")))


@pytest.mark.parametrize("values", [TEXTS, ("b", "a", "", "b"), ("x01", "1", "", "1")])
def test_a_column_held_as_codes_comes_back(tmp_path: Path, values: tuple[str, ...]):
    ours = held(tmp_path, *values)
    texts = ours.texts("x")
    assert texts is not None
    assert [texts.distinct[int(code)] for code in texts.code] == list(values)
    assert ours.text("x").to_list() == list(values)
    ours.forget(["x"])
    assert ours.text("x").to_list() == list(values)


def test_what_is_forgotten_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ours = held(tmp_path, *TEXTS)
    ours.load(["x", "row", "no such column"])
    ours.forget_all()
    ours.load(["x", "row"])
    monkeypatch.setattr("integrind.data.delimited.DelimitedFile.take", None)
    assert ours.fields("x").to_list() == [1, None, -3, 1]
    assert ours.fields("row").to_list() == [0, 1, 2, 3]


def test_widths_are_those_of_the_types(tmp_path: Path):
    (tmp_path / "data.csv").write_text("a,b,c,d\n1,1234,0.5,x\n2,5,1,y\n")
    found = open_table(str(tmp_path / "data.csv")).widths(["a", "b", "c", "d"])
    assert found == {"a": 1, "b": 2, "c": 8, "d": 24}
    pl.DataFrame({"a": [1, 2], "b": ["x", "y"]}).write_parquet(tmp_path / "data.parquet")
    assert open_table(str(tmp_path / "data.parquet")).widths(["b", "a"]) == {"b": 24, "a": 8}


@given(st.lists(st.one_of(st.integers(-4, 4), st.integers(-(2**62), 2**62)), min_size=1))
def test_labels_are_ranked_as_numbers(numbers: list[int]):
    distinct = sorted(set(numbers))
    whole = pl.Series("psu", numbers, dtype=pl.Int64)
    for column in whole, whole.shrink_dtype():
        found = columns.labels("file", column, "PSU")
        assert found.tolist() == [distinct.index(number) for number in numbers]
