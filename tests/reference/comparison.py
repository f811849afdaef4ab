"""What R's `survey` computed, and the same by the program."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import polars as pl

import integrind
from integrind import pipeline
from integrind.request import Request

from .declarations import write_indicator, write_survey
from .rows import Row, Table, differences, key, name

HERE = Path(__file__).parent
DESIGNS = json.loads((HERE / "designs.json").read_text())
NOT_COMPARED = tomllib.loads((HERE / "not_compared.toml").read_text())["differs"]
EXCUSED = {row for reason in NOT_COMPARED for row in reason["rows"]}

Tables = Mapping[Table, Sequence[Row]]


def read_rows(folder: Path) -> list[Row]:
    """Rows of R's results in a folder."""
    with (folder / "results.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def files_of(table: Table) -> set[str]:
    """Data files that a table is made from."""
    return {DESIGNS[design.partition("|")[0]]["file"] for design in table.designs}


def tables(rows: Sequence[Row]) -> Tables:
    """Rows that are compared, by the program's table that they are in."""
    compared = sorted((row for row in rows if name(row) not in EXCUSED), key=lambda row: str(Table.of(row)))
    return {table: list(its) for table, its in groupby(compared, Table.of)}


def wrong(table: Table, rows: Sequence[Row], data: Path, folder: Path) -> list[str]:
    """How the program's table differs from R's rows; data files are are there, ours go to a folder."""
    for row in rows:
        write_indicator(folder / "structural", row)
    columns = ("indicator", "wave", "area", "versus", "group")
    frame = _compute(table, rows, data, folder)
    computed = {tuple(row[column] for column in columns): row for row in frame.to_dicts()}
    found = []
    for row in rows:
        its = differences(row, computed[key(row)]) if key(row) in computed else ["there is no such row"]
        found += [f"{name(row)}: {difference}" for difference in its]
    return found


def _compute(table: Table, rows: Sequence[Row], data: Path, folder: Path) -> pl.DataFrame:
    """The program's table, of the command that gives it."""
    indicators, where, area = folder / "structural", table.where or None, table.area or None
    files = [data / DESIGNS[design.partition("|")[0]]["file"] for design in table.designs]
    surveys = [folder / f"wave{wave}.survey.yaml" for wave in range(len(files))]
    for wave, (survey, design) in enumerate(zip(surveys, table.designs, strict=True)):
        write_survey(survey, design, DESIGNS, rows, wave)
    if len(files) == 1 and table.between is None:
        return integrind.compute(
            files[0],
            survey=surveys[0],
            indicators=[indicators],
            by=[table.by],
            area=area,
            where=where,
            gap_from=table.gap_from,
            proportion_ci=table.proportion_ci,
            policy="none",
        ).frame
    requests = [
        Request(str(file), survey, (indicators,), by=(table.by,), area=area, where=where, policy="none")
        for file, survey in zip(files, surveys, strict=True)
    ]
    if table.between is not None:
        return pipeline.compare(requests[0], table.between).frame
    if len(set(files)) == 1:
        return pipeline.trend(replace(requests[0], wave="year")).frame
    return pipeline.trend_of_files(requests).frame
