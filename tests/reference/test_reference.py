"""Every row of the reference, computed with R's `survey`, again by the program."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest

import integrind
from integrind import pipeline
from integrind.request import Reference, Request

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


def compute(table: Table, path: Path, folder: Path) -> pl.DataFrame:
    """The program's table, of the command that gives it."""
    survey, indicators = folder / "reference.survey.yaml", folder / "structural"
    where = table.where or None
    if table.earlier:
        return trend_of_files(table, folder)
    if table.between is not None or table.wave:
        request = Request(
            str(path),
            survey,
            (indicators,),
            by=(table.by,),
            area=table.area or None,
            wave=table.wave or None,
            where=where,
            gap_from=Reference.parse(table.gap_from),
            policy="none",
        )
        found = pipeline.trend(request) if table.wave else pipeline.compare(request, table.between)
        return found.frame
    return integrind.compute(
        path,
        survey=survey,
        indicators=[indicators],
        by=[table.by],
        area=table.area or None,
        where=where,
        gap_from=table.gap_from,
        proportion_ci=table.proportion_ci,
        policy="none",
    )


def trend_of_files(table: Table, folder: Path) -> pl.DataFrame:
    requests = []
    for number, design in enumerate((table.earlier, table.design)):
        survey = folder / f"wave{number}.survey.yaml"
        write_survey(survey, design, DESIGNS, table.renamed and table.renamed[number])
        file = str(data(DESIGNS[design]["file"]))
        requests.append(Request(file, survey, (folder / "structural",), by=(table.by,), policy="none"))
    return pipeline.trend_of_files(requests).frame


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_table_is_r_s(table: Table, tmp_path: Path) -> None:
    path = data(DESIGNS[table.design.partition("|")[0]]["file"])
    rows = TABLES[table]
    for row in rows:
        write_indicator(tmp_path / "structural", row)
    write_survey(tmp_path / "reference.survey.yaml", table.design, DESIGNS)
    frame = compute(table, path, tmp_path)
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
