"""Rows of R's `survey` with calibrated weights and with imputations, again by the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from .comparison import HERE
from .more import Table, designs, is_compared, read_rows, tables, wrong

DESIGNS = designs(HERE / "more_designs.json")
ROWS = read_rows(HERE / "calibration.csv", HERE / "imputation.csv")
TABLES = tables(row for row in ROWS if is_compared(row, DESIGNS))


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_table_is_r_s(table: Table, tmp_path: Path) -> None:
    found = wrong(table, TABLES[table], DESIGNS[table.design], HERE, tmp_path)
    assert not found, "\n" + "\n".join(found)


def test_every_row_is_compared() -> None:
    others = [row["quantity"] for row in ROWS if not is_compared(row, DESIGNS)]
    assert set(others) == {
        "g_min",
        "g_max",
        "weight_sum",
        "weight_sumsq",
    }  # in tests/estimation/test_calibrate.py
