"""Every row of the reference, computed with R's `survey`, again by the program."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest

import integrind
from integrind import pipeline
from integrind.request import Request

from .declarations import write_indicator, write_survey
from .rows import Row, Table, differences, key, name

HERE = Path(__file__).parent
ACCEPTANCE = HERE.parents[1].parent / "shared" / "reference"
NO_ACCEPTANCE = "the larger acceptance set is not beside the repository"

DESIGNS = json.loads((HERE / "designs.json").read_text())
NOT_COMPARED = tomllib.loads((HERE / "not_compared.toml").read_text())["differs"]
EXCUSED = {row for reason in NOT_COMPARED for row in reason["rows"]}


def read_rows(folder: Path) -> list[Row]:
    path = folder / "results.csv"
    return list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []


OWN = read_rows(HERE)
ROWS = OWN + [row for row in read_rows(ACCEPTANCE) if row not in OWN]


def tables() -> Mapping[Table, Sequence[Row]]:
    compared = sorted((row for row in ROWS if name(row) not in EXCUSED), key=lambda row: str(Table.of(row)))
    return {table: list(rows) for table, rows in groupby(compared, Table.of)}


TABLES = tables()


def data(file: str) -> Path:
    path = HERE / file if (HERE / file).exists() else ACCEPTANCE / file
    if not path.exists():
        pytest.skip(f"{NO_ACCEPTANCE}: {file}")
    return path


def compute(table: Table, folder: Path) -> pl.DataFrame:
    """The program's table, of the command that gives it."""
    indicators, where, area = folder / "structural", table.where or None, table.area or None
    files = [data(DESIGNS[design.partition("|")[0]]["file"]) for design in table.designs]
    surveys = [folder / f"wave{wave}.survey.yaml" for wave in range(len(files))]
    for wave, (survey, design) in enumerate(zip(surveys, table.designs, strict=True)):
        write_survey(survey, design, DESIGNS, TABLES[table], wave)
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
        )
    requests = [
        Request(str(file), survey, (indicators,), by=(table.by,), area=area, where=where, policy="none")
        for file, survey in zip(files, surveys, strict=True)
    ]
    if table.between is not None:
        return pipeline.compare(requests[0], table.between).frame
    if len(set(files)) == 1:
        return pipeline.trend(replace(requests[0], wave="year")).frame
    return pipeline.trend_of_files(requests).frame


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_table_is_r_s(table: Table, tmp_path: Path) -> None:
    rows = TABLES[table]
    for row in rows:
        write_indicator(tmp_path / "structural", row)
    frame = compute(table, tmp_path)
    columns = ("indicator", "wave", "area", "versus", "group")
    computed = {tuple(row[column] for column in columns): row for row in frame.to_dicts()}
    wrong = []
    for row in rows:
        found = differences(row, computed[key(row)]) if key(row) in computed else ["there is no such row"]
        wrong += [f"{name(row)}: {difference}" for difference in found]
    assert not wrong, "\n" + "\n".join(wrong)


def test_only_named_rows_are_not_compared() -> None:
    compared = sum(len(rows) for rows in TABLES.values())
    assert compared + len([row for row in ROWS if name(row) in EXCUSED]) == len(ROWS)
    assert not ACCEPTANCE.exists() or {name(row) for row in ROWS} >= EXCUSED


@pytest.mark.skipif(not ACCEPTANCE.exists(), reason=NO_ACCEPTANCE)
def test_copied_rows_are_those_of_the_acceptance_set() -> None:
    acceptance = read_rows(ACCEPTANCE)
    assert len(acceptance) == len(ROWS) == 550
    assert all(row in acceptance for row in OWN)
