"""Results as SDMX-CSV 2.0, for exchange with statistical offices.

An observation for each row, with the estimate as `OBS_VALUE`, the other numbers as further measures, and the
rest as attributes. `OBS_STATUS`, `CONF_STATUS` and `UNIT_MULT` have the codes of SDMX, others are our own.
https://github.com/sdmx-twg/sdmx-csv
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

import polars as pl

from integrind.render.formats.delimited import read, texts
from integrind.render.publication import Writing
from integrind.render.tables.cells import Row, figures_of, numbers_of
from integrind.render.tables.numbers import Figures
from integrind.results import COLUMNS
from integrind.vocabulary import Status

STRUCTURE = {"STRUCTURE": "dataflow", "STRUCTURE_ID": "INTEGRIND:RESULTS(1.0.0)", "ACTION": "I"}

TOTAL, NOT_APPLICABLE = "_T", "_Z"
"""Codes of SDMX for a total and for a dimension that doesn't apply."""

KEY: Mapping[str, str] = {
    "indicator": NOT_APPLICABLE,
    "quantity": NOT_APPLICABLE,
    "wave": NOT_APPLICABLE,
    "area_by": TOTAL,
    "area": TOTAL,
    "group_by": TOTAL,
    "group": TOTAL,
    "gap_from": NOT_APPLICABLE,
    "versus": NOT_APPLICABLE,
    "category": TOTAL,
}
"""The columns that identify an observation, and what stands in them where they are empty."""

NAMES: Mapping[str, str] = {"estimate": "OBS_VALUE", "notes": "COMMENT_OBS"}
"""Columns that SDMX has a name for; the others have ours in capitals."""

MEASURES = tuple(
    sorted(
        (name for name, kind in COLUMNS.items() if kind != pl.String and name != "level"),
        key="estimate".__ne__,
    )
)
OWN = (
    "title",
    "dimension",
    "measure",
    "unit",
    "ci_method",
    "level",
    "finding",
    "movement",
    "status",
    "category_label",
    "notes",
    "direction",
    "group_label",
    "area_label",
)
CODED: Mapping[str, type[pl.DataType]] = {
    "OBS_STATUS": pl.String,
    "CONF_STATUS": pl.String,
    "UNIT_MEASURE": pl.String,
    "UNIT_MULT": pl.Int64,
    "DECIMALS": pl.Int64,
}

FIELDS: Mapping[str, type[pl.DataType]] = {
    **dict.fromkeys(STRUCTURE, pl.String),
    **{NAMES.get(name, name.upper()): COLUMNS[name] for name in (*KEY, *MEASURES)},
    **CODED,
    **{NAMES.get(name, name.upper()): COLUMNS[name] for name in OWN},
}
"""Name and type of every column: structure, dimensions, measures, attributes."""

OBS_STATUS: Mapping[str, str] = {
    Status.OK: "A",
    Status.LOW_RELIABILITY: "U",
    Status.SUPPRESSED: "Q",
    Status.NOT_AVAILABLE: "O",
    Status.NOT_APPLICABLE: "M",
    Status.NO_SAMPLE: "O",
}
"""CL_OBS_STATUS: normal value, low reliability, missing and suppressed, missing, data cannot exist."""

CONF_STATUS: Mapping[str, str] = {Status.SUPPRESSED: "C"}
"""CL_CONF_STATUS: confidential statistical information; everything else is F, free for publication."""


def written(frame: pl.DataFrame) -> str:
    """Give a line for each row; numbers, text and line ends as in CSV."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(FIELDS)
    rows = frame.select("indicator", "measure", "unit", "estimate", "reference", "status").to_dicts()
    figures = figures_of(rows, None)
    columns = [
        *([value] * frame.height for value in STRUCTURE.values()),
        *(texts(frame[name].fill_null(empty)) for name, empty in KEY.items()),
        *(texts(frame[name]) for name in MEASURES),
        *zip(*(_coded(row, figures[numbers_of(row)]) for row in rows), strict=True),
        *(texts(frame[name]) for name in OWN),
    ]
    writer.writerows(zip(*columns, strict=True) if rows else [])
    return file.getvalue()


def _coded(row: Row, figures: Figures) -> Iterator[Any]:
    yield OBS_STATUS[row["status"]]
    yield CONF_STATUS.get(row["status"], "F")
    yield "PT" if figures.percent else _unit(row["unit"])
    yield 2 if figures.percent else 0
    yield figures.digits + (2 if figures.percent else 0)


def _unit(unit: str | None) -> str:
    """Give the unit as a code: `GBP per hour` is `GBP_PER_HOUR`."""
    return re.sub(r"[^A-Z0-9]+", "_", (unit or "").upper()).strip("_") or "PURE_NUMB"


def _sdmx(content: bytes) -> pl.DataFrame:
    """Columns under our names, and nothing where SDMX has a code for it."""
    frame = read(content, ",")
    ours = {NAMES.get(name, name.upper()): name for name in COLUMNS}
    named = frame.select(pl.col(name).alias(ours[name]) for name in frame.columns if name in ours)
    empty = [pl.col(name).replace(code, "") for name, code in KEY.items() if name in named.columns]
    return named.with_columns(empty)


FORMAT = Writing(
    write=lambda it, _: written(it.frame()).encode(),
    read=_sdmx,
    delimited=(",", FIELDS),
    lines_before_rows=1,
)
