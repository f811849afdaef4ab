"""Oracles: the text of the same columns, Python's int and float."""

import gzip
import math
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.data import delimited, records
from integrind.data.narrow import as_text, narrowed, plain_length
from integrind.data.table import open_table

PLAIN = st.integers(-(10**18) + 1, 10**18 - 1).map(str)
NEARLY = st.sampled_from(
    ["007", "+7", "-0", " 7", "7 ", "7.0", "1e3", "NaN", "inf", ".5", "yes", "0x1", "1_0", "--1", "-"]
)
FRACTION = st.floats(allow_nan=False, allow_infinity=False).map(repr)


def columns(field: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    """Columns that are mostly of one kind."""
    return st.lists(st.one_of(field, st.just("")), min_size=1, max_size=30)


COLUMNS = st.one_of(
    columns(st.sampled_from(["0", "1", "2"])),
    columns(PLAIN),
    columns(FRACTION),
    columns(st.one_of(PLAIN, NEARLY)),
    columns(st.one_of(FRACTION, NEARLY)),
)


@given(st.lists(PLAIN, min_size=1))
def test_the_length_is_that_of_the_text(texts: list[str]):
    assert plain_length(pl.Series([int(it) for it in texts])) == len("".join(texts))


@given(COLUMNS)
def test_whole_numbers_give_their_text_back(texts: list[str]):
    column = pl.Series("a", texts, dtype=pl.String)
    found = narrowed(column)
    if found.dtype.is_integer():
        assert as_text(found).to_list() == texts
    else:
        assert found.to_list() == texts
        assert any(text and not is_plain(text) for text in texts)


@given(COLUMNS, COLUMNS, st.booleans(), st.sampled_from([3, 17, 1 << 22]), st.booleans())
def test_a_file_s_columns_lose_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[str],
    second: list[str],
    quoted: bool,
    piece: int,
    packed: bool,
):
    rows = [
        f'"{a}",{b}' if quoted and a else f"{a},{b}" for a, b in zip(first, second, strict=False) if a or b
    ]
    if not rows:
        return
    path = tmp_path_factory.getbasetemp() / "narrow.csv"
    content = "\r\n".join(["a,b", *rows, ""]).encode()
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "PIECE", piece)
        patch.setattr(delimited, "_AT_ONCE", 2)
        patch.setattr(delimited, "_SAMPLE", 40)
        table = open_table(str(path))
        text, taken = table.read(["b", "a"]), table.take(["b", "a"])
    assert taken.columns == ["b", "a"]
    for column in taken:
        as_read = text[column.name].to_list()
        if column.dtype.is_integer():
            assert as_text(column).to_list() == as_read
        elif column.dtype.is_float():
            assert column.to_list() == [float(it) if it else None for it in as_read]
            assert all(it is None or math.isfinite(it) for it in column)
        else:
            assert column.to_list() == as_read
            assert any(it and not is_plain(it) for it in as_read)


@given(COLUMNS)
def test_parquet_is_narrowed_like_text(tmp_path_factory: pytest.TempPathFactory, texts: list[str]):
    path = tmp_path_factory.getbasetemp() / "narrow.parquet"
    numbers = pl.Series("b", [float(it) if is_float(it) else None for it in texts], dtype=pl.Float64)
    pl.DataFrame([pl.Series("a", texts, dtype=pl.String), numbers]).write_parquet(path)
    table = open_table(str(path))
    for column, as_read in zip(table.take(["a", "b"]), table.read(["a", "b"]), strict=True):
        if column.dtype.is_float():
            assert column.fill_null(0).to_list() == [float(it or 0) for it in as_read]
        else:
            assert (as_text(column) if column.dtype.is_integer() else column).to_list() == as_read.to_list()


def is_plain(text: str) -> bool:
    """Whether Python writes the number so."""
    return text.removeprefix("-").isdecimal() and str(int(text)) == text


def is_float(text: str) -> bool:
    """Whether Python reads a number."""
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def test_what_the_samples_did_not_show(tmp_path: Path):
    path = tmp_path / "late.csv"
    path.write_bytes(b"a,b\n" + b"1,1.5\n" * 100_000 + b"x,y\n" + b"1,1.5\n" * 3)
    found = open_table(str(path)).take(["a", "b"])
    assert found.dtypes == [pl.String, pl.String]
    assert found.row(100_000) == ("x", "y")
    path.write_bytes(b"a,b\n" + b"1,1\n" * 100_000 + b"123456789012,-129\n" + b"1,1\n" * 3)
    found = open_table(str(path)).take(["a", "b"])
    assert found.dtypes == [pl.Int64, pl.Int16]
    assert found.row(100_000) == (123456789012, -129)
