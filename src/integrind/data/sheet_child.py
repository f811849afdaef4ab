"""Writes a sheet of a spreadsheet as CSV for another process, for a damaged one or a bomb can end this one.

The request comes on standard input as JSON, the answer goes to standard output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

_MIDNIGHT = r"^\d{4}-\d\d-\d\d 00:00:00$"


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    try:
        answer = _answer(request)
    except ImportError:
        answer = {"lacking": "fastexcel"}
    except BaseException as error:  # noqa: BLE001 - of a damaged file anything may come, a panic too
        answer = {"damaged": type(error).__name__}
    json.dump(answer, sys.stdout)


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    _take_at_most(request["most"])
    import fastexcel

    book = fastexcel.read_excel(request["path"])
    names = list(book.sheet_names)
    if request["sheet"] is not None and request["sheet"] not in names:
        return {"sheets": names}
    sheet = book.load_sheet(request["sheet"] or 0, header_row=None, dtypes="string")
    _as_csv_has_it(sheet.to_polars()).write_csv(request["to"], include_header=False)
    return {}


def _as_csv_has_it(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells without blank rows at the end, and days without the time that sheets give them."""
    import polars as pl

    texts = pl.col(pl.String)
    cells = cells.with_columns(pl.when(texts.str.len_bytes() > 0).then(texts).name.keep())
    filled = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    if not len(filled):
        return pl.DataFrame()
    cells = cells.head(filled[-1] + 1)
    are_days = cells.slice(1).select(texts.str.contains(_MIDNIGHT).all().name.keep()).row(0)
    days = [name for name, is_day in zip(cells.columns, are_days, strict=True) if is_day]
    return cells.with_columns(pl.col(days).str.replace(" 00:00:00$", ""))


def _take_at_most(size: int) -> None:
    """Let the system refuse more memory than there is: a small file may ask for any amount."""
    if sys.platform != "win32":
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main()
