"""Oracle of reading back: Python's csv module."""

from __future__ import annotations

import csv
import unicodedata
from io import StringIO

import polars as pl
import pytest
from hypothesis import given, settings

from integrind.formats import Format
from integrind.render import render
from integrind.render.safe import cell
from integrind.results import COLUMNS, Results

from .samples import community, group_row, results
from .strategies import any_results


def expected(kind: type[pl.DataType], value: object) -> str | float | None:
    if value is None:
        return ""
    return cell(str(value)) if kind is pl.String else float(f"{value:.11e}")


@pytest.mark.parametrize(("form", "delimiter"), [(Format.CSV, ","), (Format.TSV, "\t")])
@settings(max_examples=40, deadline=None)
@given(any_results())
def test_reads_back(form: Format, delimiter: str, given_results: Results) -> None:
    text = render(given_results, form).decode()
    header, *lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    assert header == list(COLUMNS)
    read = [
        [
            field if kind is pl.String or field == "" else float(field)
            for field, kind in zip(line, COLUMNS.values(), strict=True)
        ]
        for line in lines
    ]
    assert read == [
        [expected(kind, value) for kind, value in zip(COLUMNS.values(), row, strict=True)]
        for row in given_results.frame.rows()
    ]
    controls = {character for character in text if unicodedata.category(character) == "Cc"}
    assert controls <= {"\n", delimiter}
    assert text.count("\n") == 1 + given_results.frame.height


def test_one_row_in_full(golden) -> None:
    one = results([group_row("employment_rate", "birth", "=uk", notes="synthetic; unweighted")])
    assert render(one, Format.CSV).decode() == golden


def test_suppressed_rows_carry_no_number() -> None:
    rows = list(csv.DictReader(StringIO(render(community(), Format.CSV).decode())))
    hidden = [row for row in rows if row["status"] == "suppressed"]
    assert len(hidden) == 2
    numbers = [name for name, kind in COLUMNS.items() if kind is not pl.String and name != "level"]
    assert {row[name] for row in hidden for name in numbers} == {""}


def test_what_is_not_finite_is_never_written() -> None:
    with pytest.raises(ValueError, match="not finite"):
        render(results([group_row("employment_rate", "birth", "uk", gap=float("nan"))]), Format.CSV)
