"""Oracle: the same data as CSV, and each type's text by hand."""

import datetime as dt
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from integrind import inspection, pipeline
from integrind.data import parquet
from integrind.data.parquet import open_parquet
from integrind.data.table import open_table
from integrind.errors import DataError
from integrind.formats import Format
from integrind.render import render
from integrind.request import Request

PEOPLE = Path(__file__).parents[1] / "people"


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        (["001", "", None, " x"], pl.String, ["001", "", "", " x"]),
        ([1.0, -9.0, 2.5, None, -0.0], pl.Float64, ["1", "-9", "2.5", "", "0"]),
        ([1.0, 0.1, None], pl.Float32, ["1", "0.1", ""]),
        ([float("nan"), float("inf"), 1e20], pl.Float64, ["", "inf", "1e+20"]),
        ([1, None, -3], pl.Int8, ["1", "", "-3"]),
        ([2**63, 0], pl.UInt64, ["9223372036854775808", "0"]),
        ([True, False, None], pl.Boolean, ["true", "false", ""]),
        (["b", None], pl.Categorical, ["b", ""]),
        (["b", None], pl.Enum(["a", "b"]), ["b", ""]),
        ([Decimal("1.00"), Decimal("2.50"), None], pl.Decimal(8, 2), ["1", "2.50", ""]),
        ([dt.date(2024, 2, 1), None], pl.Date, ["2024-02-01", ""]),
        ([None, None], pl.Null, ["", ""]),
    ],
)
def test_columns_as_text(tmp_path: Path, values: list[object], dtype: pl.DataType, expected: list[str]):
    path = tmp_path / "data.parquet"
    pl.DataFrame({"a": pl.Series(values, dtype=dtype)}).write_parquet(path)
    table = open_table(str(path))
    assert (table.columns, table.rows) == (("a",), len(values))
    assert table.read(["a"]).to_dict(as_series=False) == {"a": expected}


def typed() -> pl.DataFrame:
    """The small survey with numbers, floats where a code is missing, and booleans."""
    text = pl.read_csv(PEOPLE / "people.csv", infer_schema=False)
    code = pl.col("sex", "works", "psu", "year", "age").cast(pl.Float64)
    number = pl.col("weight", "weight_lonely", "income").cast(pl.Float64, strict=False)
    return text.with_columns(
        code,
        number,
        pl.col("hours").cast(pl.Int32),
        pl.col("feels_local") == "true",
        pl.col("birth", "region").cast(pl.Categorical),
    )


@pytest.mark.parametrize("options", [{}, {"by": ("sex+birth", "year"), "area": "region", "wave": "year"}])
def test_gives_the_bytes_that_csv_gives(tmp_path: Path, options: dict[str, object]):
    typed().write_parquet(tmp_path / "people.parquet")
    found = [
        pipeline.compute(
            Request(
                str(path), PEOPLE / "people.survey.yaml", (PEOPLE / "indicators",), policy="none", **options
            )
        )
        for path in (PEOPLE / "people.csv", tmp_path / "people.parquet")
    ]
    for form in (Format.CSV, Format.TABLE):
        assert render(found[0], form) == render(found[1], form)


def test_the_suffix_may_be_in_capitals(tmp_path: Path):
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "DATA.PARQUET")
    assert open_table(str(tmp_path / "DATA.PARQUET")).columns == ("a",)


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([[1]], pl.List(pl.Int64)),
        ([{"a": 1}], pl.Struct({"a": pl.Int64})),
        ([b"x"], pl.Binary),
        ([dt.timedelta(1)], pl.Duration),
    ],
)
def test_a_column_that_is_no_text(tmp_path: Path, values: list[object], dtype: pl.DataType):
    path = tmp_path / "data.parquet"
    pl.DataFrame({"a": [1], "b": pl.Series(values, dtype=dtype)}).write_parquet(path)
    table = open_table(str(path))
    assert (table.unreadable, table.read(["a"]).height) == ({"b"}, 1)
    with pytest.raises(DataError, match="column 'b' holds neither text nor numbers"):
        table.read(["a", "b"])


def test_a_type_is_named_without_the_values_that_it_lists(tmp_path: Path):
    path = tmp_path / "data.parquet"
    pl.DataFrame({"b": pl.Series([["KANARIE"]], dtype=pl.List(pl.Enum(["KANARIE"])))}).write_parquet(path)
    with pytest.raises(DataError) as caught:
        open_table(str(path)).read(["b"])
    assert caught.value.hint == "it is of the type List"


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A survey with a column of lists, called as a variable is."""
    lists = typed().with_columns(religion=pl.concat_list("age"))
    lists.write_parquet(tmp_path / "people.parquet")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "people.parquet"


def test_a_survey_with_a_column_of_lists_is_described_and_computed(wide: Path):
    found = inspection.describe(Request(str(wide)))
    assert [it.name for it in found.columns if it.content == "unreadable"] == ["religion"]
    assert "religion" not in inspection.draft_of(Request(str(wide)))
    request = Request(str(wide), PEOPLE / "people.survey.yaml", (PEOPLE / "indicators",))
    assert pipeline.compute(request).frame.height
    with pytest.raises(DataError, match="column 'religion' holds neither text nor numbers that can be read"):
        pipeline.compute(replace(request, by=("religion",)))


def test_an_indicator_of_a_column_of_lists_is_not_available(wide: Path, tmp_path: Path):
    definition = """\
id: some_share
title: Some
dimension: cultural
description: Some people.
measure: proportion
value: religion == "some"
direction: descriptive
"""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "some_share.yaml").write_text(definition)
    request = Request(
        str(wide), PEOPLE / "people.survey.yaml", (PEOPLE / "indicators/structural", tmp_path / "own")
    )
    reason = "column 'religion' holds neither text nor numbers that can be read"
    assert pipeline.compute(request).unavailable["some_share"] == reason


def test_files_that_are_none(tmp_path: Path):
    (tmp_path / "text.parquet").write_text("a,b\n1,2\n")
    (tmp_path / "empty.parquet").write_bytes(b"")
    pl.DataFrame({"a": []}).write_parquet(tmp_path / "header.parquet")
    expected = {
        "text": "this is no Parquet file, or a damaged one",
        "empty": "this is no Parquet file, or a damaged one",
        "header": "the file has no rows",
        "nowhere": "there is no such file",
    }
    for name, message in expected.items():
        path = str(tmp_path / f"{name}.parquet")
        with pytest.raises(DataError) as caught:
            open_table(path)
        assert str(caught.value) == f"{path}: {message}"


def test_a_damaged_column(tmp_path: Path):
    path = tmp_path / "data.parquet"
    pl.DataFrame({"a": ["x" * 99] * 99}).write_parquet(path, compression="uncompressed")
    content = path.read_bytes()
    path.write_bytes(content[:10] + b"\xff" * 20 + content[30:])
    with pytest.raises(DataError, match="a damaged one"):
        open_table(str(path)).read(["a"])


@pytest.mark.parametrize("dtype", [pl.Int128, pl.UInt128])
def test_whole_numbers_of_128_bits_are_text(tmp_path: Path, dtype: type[pl.DataType]):
    pl.DataFrame({"big": pl.Series([2**100, 1, None], dtype=dtype)}).write_parquet(tmp_path / "d.parquet")
    taken = open_parquet(str(tmp_path / "d.parquet")).take(["big"])["big"]
    assert taken.to_list() == [str(2**100), "1", ""]


def test_damage_at_which_polars_panics_is_refused_without_a_word(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    """Any byte overwritten; polars would write its panics, and values, to standard error itself."""
    path, refused = tmp_path / "data.parquet", 0
    pl.DataFrame({"a": ["KANARIE1", "KANARIE2"], "b": [None, 1.5]}).write_parquet(path)
    whole = path.read_bytes()
    for at in range(4, len(whole) // 2):
        path.write_bytes(whole[:at] + b"\0" + whole[at + 1 :])
        try:
            open_table(str(path)).read(["a", "b"])
        except DataError:
            refused += 1
    assert refused > 9
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("held", [True, False])
def test_a_file_that_changes_after_it_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: bool):
    path = tmp_path / "data.parquet"
    monkeypatch.setattr(parquet, "has_room_for", lambda _: held)
    pl.DataFrame({"a": range(9)}).write_parquet(path)
    table = open_parquet(str(path))
    assert table.read(["a"])["a"].to_list() == list("012345678")
    os.truncate(path, 50)
    with pytest.raises(DataError, match="changed while it was read") as caught:
        table.read(["a"])
    assert caught.value.exit_code == 4


def test_a_file_that_is_cut_short_while_it_is_decoded_ends_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """polars would map a file that it opens itself, and the system ends who reads behind its new end."""
    path = tmp_path / "data.parquet"
    pl.DataFrame({"a": range(9)}).write_parquet(path)
    table, read = open_parquet(str(path)), pl.read_parquet

    def cutting(*given: Any, **named: Any) -> pl.DataFrame:
        os.truncate(path, 0)
        return read(*given, **named)

    monkeypatch.setattr(pl, "read_parquet", cutting)
    with pytest.raises(DataError, match="changed while it was read"):
        table.read(["a"])


def test_columns_and_rows_are_told_by_the_end_of_a_file_alone(tmp_path: Path):
    """Its values are overwritten: opening looks at none of them."""
    path = tmp_path / "data.parquet"
    pl.DataFrame({"a": range(9), "b": ["x"] * 9}).write_parquet(path)
    content = bytearray(path.read_bytes())
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    content[4:footer] = bytes(footer - 4)
    path.write_bytes(content)
    table = open_parquet(str(path))
    assert (table.columns, table.rows) == (("a", "b"), 9)
    assert table.widths(["a"]).keys() == {"a"}
    with pytest.raises(DataError, match="a damaged one"):
        table.read(["a"])


@pytest.mark.parametrize("length", [0, 1, 1 << 31, (1 << 32) - 1])
def test_a_footer_of_a_wrong_length(tmp_path: Path, length: int):
    path = tmp_path / "data.parquet"
    pl.DataFrame({"a": range(9)}).write_parquet(path)
    content = bytearray(path.read_bytes())
    content[-8:-4] = length.to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(DataError, match="a damaged one"):
        open_parquet(str(path))
