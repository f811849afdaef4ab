"""Parquet of every type that a column can have, whole and damaged."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from .command import NUMBER, WORD, keeps_the_contract, outcome, share
from .damage import changes, damaged
from .survey import COLUMNS, DEFINITIONS, DESCRIPTION, asked_of_data, outputs, row, with_data

DAY = date(1867, 5, 30)
CELLS = {
    pl.String: f"{WORD}1",
    pl.Categorical: f"{WORD}1",
    pl.Enum([f"{WORD}1"]): f"{WORD}1",
    pl.Binary: f"{WORD}1".encode(),
    pl.Int8: 86,
    pl.Int16: 8675,
    pl.Int32: int(NUMBER),
    pl.Int64: -int(NUMBER),
    pl.Int128: int(NUMBER * 4),
    pl.UInt8: 86,
    pl.UInt16: 8675,
    pl.UInt32: int(NUMBER),
    pl.UInt64: 2**64 - 1,
    pl.Float32: float(NUMBER),
    pl.Float64: float(f"0.{NUMBER}"),
    pl.Decimal(38, 4): Decimal(f"{NUMBER}.5"),
    pl.Boolean: True,
    pl.Date: DAY,
    pl.Datetime("ms"): datetime(1867, 5, 30, 9),
    pl.Datetime("ns", "Europe/London"): datetime(1986, 7, 5, 3, 0, 9),
    pl.Time: time(8, 6, 7, 5309),
    pl.Duration("us"): timedelta(seconds=int(NUMBER)),
    pl.Null: None,
    pl.List(pl.String): [f"{WORD}1", None],
    pl.Array(pl.Int64, 2): [int(NUMBER), 0],
    pl.Struct({"a": pl.String}): {"a": f"{WORD}1"},
}
"""A cell of every type that Parquet can hold."""
AWKWARD = [0.0, -0.0, 1e308, 5e-324, 1e-170, float("nan"), float("inf"), -1.797693134862315e308]
COMPRESSIONS = ("zstd", "snappy", "gzip", "lz4", "uncompressed")


@st.composite
def columns(draw: st.DrawFn, rows: int) -> pl.Series:
    """A column of any type, or of numbers that are hard to square."""
    if draw(st.booleans()):
        values = draw(st.lists(st.none() | st.sampled_from(AWKWARD), min_size=rows, max_size=rows))
        return pl.Series(values, dtype=pl.Float64)
    dtype = draw(st.sampled_from(list(CELLS)))
    empty = draw(st.lists(st.booleans(), min_size=rows, max_size=rows))
    return pl.Series([None if it else CELLS[dtype] for it in empty], dtype=dtype, strict=False)


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    """The survey with some columns of other types, left out, doubled or called otherwise."""
    rows = draw(st.integers(0, 12))
    frame = pl.DataFrame(
        [row(it) for it in range(rows)], schema=dict.fromkeys(COLUMNS, pl.String), orient="row"
    )
    for name in draw(st.sets(st.sampled_from(COLUMNS), max_size=3)):
        frame = frame.with_columns(draw(columns(rows)).alias(name))
    if draw(st.integers(0, 9)) == 0:
        frame = frame.rename(
            {draw(st.sampled_from(COLUMNS)): draw(st.sampled_from(("", " ", "a\nb", "\x1b[2J", "é")))}
        )
    return frame


def parquet(frame: pl.DataFrame, compression: str = "zstd") -> bytes:
    buffer = BytesIO()
    frame.write_parquet(buffer, compression=compression, row_group_size=5)
    return buffer.getvalue()


WHOLE = st.builds(parquet, frames(), st.sampled_from(COMPRESSIONS))
DESCRIBED = st.sampled_from((DESCRIPTION.encode(), None))


@share(40)
@given(WHOLE | st.builds(damaged, WHOLE, changes), asked_of_data, DESCRIBED)
def test_any_bytes(content, asked, description):
    files = DEFINITIONS | {"data.parquet": content}
    if description is not None:
        files |= {"data.survey.yaml": description}
    arguments = with_data(asked, "data.parquet")
    keeps_the_contract(outcome(files, *arguments), outputs(arguments))
