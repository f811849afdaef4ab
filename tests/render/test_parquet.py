"""Oracle of reading back: pyarrow, another reader than the one that wrote."""

from __future__ import annotations

from io import BytesIO

import polars as pl
import pyarrow.parquet as pq
from hypothesis import given, settings

from integrind.formats import Format
from integrind.results import COLUMNS, Results

from .samples import community, written
from .strategies import any_results


def twelve(value: object) -> object:
    return float(f"{value:.11e}") if isinstance(value, float) else value


@settings(max_examples=25, deadline=None)
@given(any_results())
def test_reads_back(given_results: Results) -> None:
    rows = [{name: twelve(value) for name, value in row.items()} for row in given_results.frame.to_dicts()]
    assert pq.read_table(BytesIO(written(given_results, Format.PARQUET))).to_pylist() == rows


def test_has_columns_and_types_of_the_results() -> None:
    assert pl.read_parquet(BytesIO(written(community(), Format.PARQUET))).schema == pl.Schema(COLUMNS)


def test_says_what_it_is_about() -> None:
    said = pl.read_parquet_metadata(BytesIO(written(community(), Format.PARQUET)))
    about = {
        "title": "Anytown community survey 2024",
        "source": "invented for tests",
        "licence": "public domain",
    }
    assert about | {"synthetic": "true", "policy": "default"} == {
        name: it for name, it in said.items() if name != "ARROW:schema"
    }


def test_bytes_do_not_tell_how_the_table_was_put_together() -> None:
    whole = community()
    parts = pl.concat([whole.frame.head(7), whole.frame.tail(-7)], rechunk=False)
    assert written(Results(parts, whole.about), Format.PARQUET) == written(whole, Format.PARQUET)
