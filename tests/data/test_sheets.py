"""Spreadsheets. Oracle: the CSV that each would be saved as, by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
import xlsxwriter

from integrind.data.parts import data_files
from integrind.data.table import open_table
from integrind.errors import DataError

ROWS = [
    ["id", "code", "day", "at"],
    ["007", 1, datetime(2024, 5, 31), datetime(2024, 5, 31, 8, 30)],
    ["a,b", None, None, datetime(2024, 6, 1)],
    ["x", 2.5, datetime(1950, 1, 1), None],
]


def book(path: Path, *sheets: tuple[str, Sequence[Sequence[object]]]) -> str:
    with xlsxwriter.Workbook(str(path)) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, rows in sheets:
            sheet = workbook.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(row, column, cell, day)
                    else:
                        sheet.write(row, column, cell)
    return str(path)


def test_a_sheet_reads_as_its_csv(tmp_path: Path):
    path = book(tmp_path / "s.xlsx", ("people", ROWS), ("other", [["x"], [3], [4]]))
    table = open_table(path)
    assert table.read(table.columns).rows() == [
        ("007", "1", "2024-05-31", "2024-05-31 08:30:00"),
        ("a,b", "", "", "2024-06-01 00:00:00"),
        ("x", "2.5", "1950-01-01", ""),
    ]
    assert open_table(f"{path}#people").columns == table.columns
    assert open_table(f"{path}#other").take(["x"])["x"].to_list() == [3, 4]
    assert data_files(f"{path}#other") == (path,)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["id", "x"], ["a", 1], [None, None], ["b", 2]], ":3: every field of this row is empty"),
        ([["id", None], ["a", 1]], ":1: column 2 has no name"),
        ([["id", "id"], ["a", 1]], ":1: two columns are called 'id'"),
        ([["id", "x"]], ": the file has a header and no rows"),
        ([], ": the file is empty"),
        ([[8675309, 2], [3, 4]], ":1: the first line looks like answers"),
    ],
)
def test_a_sheet_is_checked_as_csv_is(tmp_path: Path, rows: Sequence[Sequence[object]], says: str):
    path = book(tmp_path / "s.xlsx", ("people", rows))
    with pytest.raises(DataError) as caught:
        open_table(path)
    assert caught.value.message.startswith(path + says)


def test_a_sheet_that_is_not_there_is_told(tmp_path: Path):
    path = book(tmp_path / "s.xlsx", ("people", ROWS))
    with pytest.raises(DataError, match="no such sheet") as caught:
        open_table(f"{path}#peple")
    assert "people" in caught.value.hint
    with pytest.raises(DataError, match="there is no such file"):
        open_table(str(tmp_path / "none.ods"))


def test_one_far_cell_is_no_bomb(tmp_path: Path):
    """A small file that would make a table of 17 thousand million cells ends another process alone."""
    with xlsxwriter.Workbook(str(tmp_path / "far.xlsx")) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, 1)
    with pytest.raises(DataError, match="more than memory has room for"):
        open_table(str(tmp_path / "far.xlsx"))


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_spreadsheet_is_read_or_refused(tmp_path: Path, seed: int):
    drawn = Random(seed)
    content = bytearray(Path(book(tmp_path / "s.xlsx", ("people", ROWS))).read_bytes())
    for _ in range(4):
        content[drawn.randrange(len(content))] = drawn.randrange(256)
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(content[: len(content) - seed % 2 * 200])
    try:
        table = open_table(str(path))
    except DataError as error:
        says = error.message
        assert not any(value in says for value in ("007", "a,b", "2024"))
    else:
        assert table.rows <= 3
