"""Rows of R's `survey` in the second part of the larger reference, again by the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from reference.comparison import HERE
from reference.more import Table, designs, is_compared, read_rows, tables, wrong

from . import REFERENCE

MORE = REFERENCE / "more"
DESIGNS = designs(REFERENCE / "designs.json", MORE / "designs.json")
ROWS = read_rows(MORE / "results.csv")
TABLES = tables(row for row in ROWS if is_compared(row, DESIGNS))


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_table_is_r_s(table: Table, tmp_path: Path) -> None:
    design = DESIGNS[table.design]
    data = next(it for it in (REFERENCE, MORE) if (it / str(design["file"])).exists())
    found = wrong(table, TABLES[table], design, data, tmp_path)
    assert not found, "\n" + "\n".join(found)


def test_the_repository_s_rows_are_among_them() -> None:
    assert all(row in ROWS for row in read_rows(*sorted(HERE.glob("*ation.csv"))))
