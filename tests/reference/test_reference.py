"""Every row of the reference, computed with R's `survey`, again through the public function."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import pytest

import integrind

from .declarations import (
    POPULATION,
    Row,
    Table,
    condition,
    differences,
    indicator_id,
    name,
    write_indicator,
    write_survey,
)

HERE = Path(__file__).parent
ACCEPTANCE = HERE.parents[1].parent / "shared" / "reference"
NO_ACCEPTANCE = "the larger acceptance set is not beside the repository"

DESIGNS = json.loads((HERE / "designs.json").read_text())


def read_rows(folder: Path) -> list[Row]:
    path = folder / "results.csv"
    return list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []


OWN = read_rows(HERE)
ROWS = OWN + [row for row in read_rows(ACCEPTANCE) if row not in OWN]
NOT_COMPARED = tomllib.loads((HERE / "not_compared.toml").read_text())["differs"]
EXCUSED = {row for reason in NOT_COMPARED for row in reason["rows"]}


def tables() -> Mapping[Table, Sequence[Row]]:
    compared = sorted((row for row in ROWS if name(row) not in EXCUSED), key=lambda row: str(Table.of(row)))
    return {table: list(rows) for table, rows in groupby(compared, Table.of)}


TABLES = tables()


def data(file: str) -> Path:
    path = HERE / file if (HERE / file).exists() else ACCEPTANCE / file
    if not path.exists():
        pytest.skip(f"{NO_ACCEPTANCE}: {file}")
    return path


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_table_is_r_s(table: Table, tmp_path: Path) -> None:
    path = data(DESIGNS[table.design.partition("|")[0]]["file"])
    rows = TABLES[table]
    for row in rows:
        write_indicator(tmp_path / "structural", row)
    write_survey(tmp_path / "reference.survey.yaml", table.design, DESIGNS)
    frame = integrind.compute(
        path,
        survey=tmp_path / "reference.survey.yaml",
        indicators=[tmp_path / "structural"],
        by=[table.by],
        area=table.area or None,
        where=condition(table.where) or None,
        gap_from=table.gap_from,
        proportion_ci=table.proportion_ci,
    )
    computed = {(row["indicator"], row["area"], row["group"]): row for row in frame.to_dicts()}
    wrong = []
    for row in rows:
        group = None if row["group"] == POPULATION else row["group"]
        key = (indicator_id(row), row["area"].partition("=")[2] or None, group)
        found = differences(row, computed[key]) if key in computed else ["there is no such row"]
        wrong += [f"{name(row)}: {difference}" for difference in found]
    assert not wrong, "\n" + "\n".join(wrong)


def test_only_named_rows_are_not_compared() -> None:
    names = {name(row) for row in ROWS}
    assert len([row for row in ROWS if name(row) not in EXCUSED]) + len(EXCUSED) == len(ROWS)
    assert not ACCEPTANCE.exists() or names >= EXCUSED


@pytest.mark.skipif(not ACCEPTANCE.exists(), reason=NO_ACCEPTANCE)
def test_copied_rows_are_those_of_the_acceptance_set() -> None:
    acceptance = read_rows(ACCEPTANCE)
    assert len(acceptance) == len(ROWS) == 550
    assert all(row in acceptance for row in OWN)
