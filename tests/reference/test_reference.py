"""Every row of the reference, computed with R's `survey`, again by the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from .comparison import EXCUSED, HERE, files_of, read_rows, tables, wrong
from .rows import Table, name

ROWS = read_rows(HERE)
ELSEWHERE = {"nhanes_brr.csv", "nhanes_fay03.csv", "nhanes_jkn.csv"}
"""Files too large for the repository: their rows are compared by `tests/acceptance`."""
TABLES = tables(ROWS)
COMPARED = {table: rows for table, rows in TABLES.items() if not files_of(table) & ELSEWHERE}


@pytest.mark.parametrize("table", COMPARED, ids=str)
def test_table_is_r_s(table: Table, tmp_path: Path) -> None:
    found = wrong(table, COMPARED[table], HERE, tmp_path)
    assert not found, "\n" + "\n".join(found)


def test_only_named_rows_are_not_compared() -> None:
    compared = sum(len(rows) for rows in TABLES.values())
    assert compared + len([row for row in ROWS if name(row) in EXCUSED]) == len(ROWS)
