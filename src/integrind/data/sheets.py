"""A sheet of a spreadsheet, read as the CSV that it would be saved as."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from integrind.data.child import answer_of
from integrind.data.content import refuse_changed, state_of
from integrind.data.delimited import DelimitedFile, open_text
from integrind.data.memory import to_be_had
from integrind.errors import DataError
from integrind.faults import did_you_mean

SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_MOST = 1 << 40


def is_spreadsheet(path: str) -> bool:
    """Whether a file, or the sheet of one, is named: `data.xlsx`, `data.xlsx#people`."""
    return Path(file_of(path)).suffix.lower() in SPREADSHEETS


def file_of(path: str) -> str:
    """The file that a sheet is in; of all else the path as it is."""
    file, _ = _file_and_sheet(path)
    return file


def open_sheet(path: str) -> DelimitedFile:
    """Open the sheet that is named behind `#`, else the first; its rows are checked as those of CSV.

    Raises DataError.
    """
    file, sheet = _file_and_sheet(path)
    state = state_of(file)
    with tempfile.TemporaryDirectory(prefix="integrind") as folder:
        to = Path(folder) / "sheet.csv"
        _ask(path, path=str(Path(file).absolute()), sheet=sheet, to=str(to))
        content = to.read_bytes()
    refuse_changed(file, state)
    return open_text(content, path)


def _file_and_sheet(path: str) -> tuple[str, str | None]:
    file, mark, sheet = path.rpartition("#")
    is_sheet = bool(mark) and Path(file).suffix.lower() in SPREADSHEETS
    return (file, sheet) if is_sheet else (path, None)


def _ask(name: str, **request: object) -> None:
    """Let another process write the sheet. Raises DataError for what it can't read, and what ends it."""
    found = answer_of("sheet_child", json.dumps({"most": min(to_be_had(), _MOST), **request}))
    if "lacking" in found:
        raise DataError(f"{name}: reading spreadsheets needs fastexcel", "pip install 'integrind[sheets]'")
    if "sheets" in found:
        hint = did_you_mean(str(request["sheet"]), found["sheets"]) or "its sheets are called otherwise"
        raise DataError(f"{name}: the file has no such sheet", hint)
    if "damaged" in found:
        raise DataError(f"{name}: this is no spreadsheet, or a damaged one, or more than memory has room for")
