"""Oracle: pysdmx, the library of the Bank for International Settlements, and Python's csv module."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from pysdmx.io import read_sdmx

from integrind.formats import Format
from integrind.render.formats.sdmx_csv import FIELDS, KEY, NAMES
from integrind.render.safe import cell
from integrind.results import COLUMNS, Results
from integrind.vocabulary import Status

from .samples import as_text, community, hostile, regions, results, waves
from .strategies import any_results


def heading(name: str) -> str:
    return NAMES.get(name, name.upper())


def expected(name: str, kind: type[pl.DataType], value: object) -> str | float:
    if value is None:
        return KEY.get(name, "")
    return cell(str(value)) if kind is pl.String else float(f"{value:.11e}")


@settings(max_examples=40, deadline=None)
@given(any_results())
def test_every_column_reads_back(given_results: Results) -> None:
    reader = csv.DictReader(StringIO(as_text(given_results, Format.SDMX_CSV), newline=""))
    read = [
        {
            name: line[heading(name)]
            if kind is pl.String or line[heading(name)] == ""
            else float(line[heading(name)])
            for name, kind in COLUMNS.items()
        }
        for line in reader
    ]
    assert tuple(reader.fieldnames or ()) == tuple(FIELDS)
    assert read == [
        {name: expected(name, kind, row[name]) for name, kind in COLUMNS.items()}
        for row in given_results.frame.to_dicts()
    ]


@pytest.mark.parametrize("make", [community, waves, hostile, lambda: regions("employment_rate", "belonging")])
def test_pysdmx_reads_it(make, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text(as_text(make(), Format.SDMX_CSV), "utf-8", newline="")
    message = read_sdmx(path)
    (dataset,) = message.data
    assert dataset.structure == "Dataflow=INTEGRIND:RESULTS(1.0.0)"
    frame = make().frame
    assert len(dataset.data) == frame.height
    values = [float(value) if value else None for value in dataset.data["OBS_VALUE"]]
    assert values == [None if it is None else float(f"{it:.11e}") for it in frame["estimate"]]
    assert list(dataset.data["INDICATOR"]) == frame["indicator"].to_list()
    assert not dataset.data.duplicated([heading(name) for name in KEY]).any()


def test_statuses_have_the_codes_of_sdmx() -> None:
    lines = list(csv.DictReader(StringIO(as_text(community(), Format.SDMX_CSV))))
    codes = {line["STATUS"]: (line["OBS_STATUS"], line["CONF_STATUS"]) for line in lines}
    assert codes == {
        "ok": ("A", "F"),
        "low_reliability": ("U", "F"),
        "suppressed": ("Q", "C"),
        "not_applicable": ("M", "F"),
        "not_available": ("O", "F"),
        "no_sample": ("O", "F"),
    }
    assert set(codes) == set(Status)


def test_a_share_is_so_many_hundred_percent() -> None:
    reader = csv.DictReader(StringIO(as_text(community(), Format.SDMX_CSV)))
    lines = {line["INDICATOR"]: line for line in reader}
    rate = lines["employment_rate"]
    assert (rate["UNIT_MEASURE"], rate["UNIT_MULT"], rate["DECIMALS"]) == ("PT", "2", "3")
    pay = lines["median_hourly_pay"]
    assert (pay["UNIT_MEASURE"], pay["UNIT_MULT"], pay["DECIMALS"]) == ("GBP", "0", "2")


def test_no_rows() -> None:
    assert as_text(results([]), Format.SDMX_CSV).splitlines() == [",".join(FIELDS)]
