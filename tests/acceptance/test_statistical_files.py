"""Files of SPSS, Stata and SAS, real and made. Oracle: R's haven and survey, in the README beside them.

It has some cells of each file, the number and the sum of cells that haven calls no missing value, and the
shares that survey makes of two files.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from integrind import pipeline
from integrind.data.statistical import StatisticalFile, open_statistical
from integrind.request import Request

from . import SURVEYS

FOLDER = SURVEYS / "stat"
README = (FOLDER / "README.md").read_text("utf-8")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Expected:
    file: str
    rows: int
    columns: int
    cells: tuple[tuple[int, str, str], ...]
    numbers: int
    sum: float


def expected() -> list[Expected]:
    pattern = r"^open/(\S+) \| (\d+) x (\d+) \| (.*)\n.*?: (\d+)  sum: (\S+)"
    return [
        Expected(file, int(rows), int(columns), tuple(cells(found)), int(numbers), float(total))
        for file, rows, columns, found, numbers, total in re.findall(pattern, README, re.MULTILINE)
    ]


def cells(text: str) -> list[tuple[int, str, str]]:
    found = re.findall(r"\[(\d+),(\w+)\]=([^;]*)", text)
    return [(int(row) - 1, column, value.strip().strip('"')) for row, column, value in found]


EXPECTED = expected()


def test_every_file_has_its_values():
    assert {it.file for it in EXPECTED} == {it.name for it in FOLDER.iterdir() if it.suffix != ".md"}


@pytest.mark.parametrize("it", EXPECTED, ids=lambda it: it.file)
def test_cells_are_haven_s(it: Expected):
    table = open_statistical(str(FOLDER / it.file))
    assert (table.rows, len(table.columns)) == (it.rows, it.columns)
    for row, column, value in it.cells:
        found = table.read([column])[column][row]
        if value in {"NA", "system missing"}:
            assert found == ""
        elif NUMBER.fullmatch(value):
            assert math.isclose(float(found), float(value), rel_tol=1e-9)
        else:
            assert found.startswith(value)


@pytest.mark.parametrize("it", EXPECTED, ids=lambda it: it.file)
def test_the_sum_of_numbers_is_haven_s(it: Expected):
    table = open_statistical(str(FOLDER / it.file))
    text = table.read(table.columns)
    numbers = [found for column in text if (found := known(table, column)) is not None]
    assert sum(len(column) for column in numbers) == it.numbers
    assert math.isclose(math.fsum(value for column in numbers for value in column), it.sum, rel_tol=1e-9)


def known(table: StatisticalFile, text: pl.Series) -> list[float] | None:
    """A column's numbers that aren't declared missing; None for text, dates and times."""
    found = [it for it in text if it != "" and not re.fullmatch(r"\.[a-z_]", it)]
    try:
        numbers = [float(it) for it in found]
    except ValueError:
        return None
    ranges = [(float(low), float(high)) for low, high in table.metadata.missing.get(text.name, ())]
    return [it for it in numbers if not any(low <= it <= high for low, high in ranges)]


SHARES = """
id: {id}
title: A share
dimension: structural
description: A share.
measure: proportion
eligible: {eligible}
value: {value}
direction: descriptive
examples: []
"""


def share(folder: Path, file: str, survey: str, eligible: str, value: str) -> dict[str, float]:
    (folder / "x.survey.yaml").write_text(f"title: A survey\n{survey}")
    (folder / "it.yaml").write_text(SHARES.format(id="it", eligible=eligible, value=value))
    request = Request(
        str(FOLDER / file), survey=folder / "x.survey.yaml", indicators=(folder / "it.yaml",), policy="none"
    )
    (row,) = pipeline.compute(request).frame.to_dicts()
    return row


def test_shares_of_a_stata_file_are_r_s(tmp_path: Path):
    survey = (
        "design: {weight: pwgtp, strata: puma, psu: hhid}\n"
        "variables:\n  esr: {column: esr, type: number, missing: {not_applicable: .i}}\n"
    )
    row = share(tmp_path, "acs2024_wy_svyset_118.dta", survey, "16 <= agep <= 64", "esr in (1, 2, 4, 5)")
    assert row["n"] == 1449
    assert math.isclose(row["estimate"], 0.7504538946, rel_tol=1e-9)
    assert round(row["se"], 4) == 0.0143


def test_shares_of_an_spss_file_are_r_s(tmp_path: Path):
    survey = "design: {weight: PersonWeight}\nvariables:\n  status: {column: economic_status, type: number}\n"
    row = share(tmp_path, "acs2024_ak_weighted.sav", survey, "16 <= age <= 64", "status in (1, 2, 4, 5)")
    assert row["n"] == 1623
    assert math.isclose(row["estimate"], 0.7056311163, rel_tol=1e-9)
