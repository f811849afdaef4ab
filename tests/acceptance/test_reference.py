"""Every row of the larger reference, computed with R's `survey`, again by the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from reference.comparison import EXCUSED, HERE, read_rows, tables, wrong
from reference.rows import Table, name

from . import REFERENCE

ROWS = read_rows(REFERENCE)
TABLES = tables(ROWS)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_table_is_r_s(table: Table, tmp_path: Path) -> None:
    found = wrong(table, TABLES[table], REFERENCE, tmp_path)
    assert not found, "\n" + "\n".join(found)


def test_only_rows_that_are_there_are_excused() -> None:
    assert {name(row) for row in ROWS} >= EXCUSED


def test_the_repository_s_rows_are_among_them() -> None:
    assert len(ROWS) == 550
    assert all(row in ROWS for row in read_rows(HERE))
