"""A plan over the small survey, in a folder of its own, and the command that makes its tables."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from in_process import Done, shell

PEOPLE = Path(__file__).parents[1] / "people"
PLAN = """\
tables:
  - name: groups
    command: compute
    data: data/people.csv
    indicator: [voting]
    by: [birth, sex]
    policy: ours.policy.yaml
    output: [tables/groups.csv, tables/groups.md, tables/groups.parquet]
    review: hidden.csv
  - name: regions
    command: compare
    data: data/people.csv
    indicator: [voting]
    area: region
    output: [tables/regions.json]
"""
POLICY = """\
title: Ours
source: For tests.
disclosure: {minimum_base: 10}
"""

Run = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan with its inputs, nothing made yet."""
    shutil.copytree(PEOPLE / "indicators", tmp_path / "indicators")
    (tmp_path / "data").mkdir()
    for name in ("people.csv", "people.survey.yaml"):
        shutil.copy(PEOPLE / name, tmp_path / "data")
    (tmp_path / "ours.policy.yaml").write_text(POLICY)
    (tmp_path / "integrind.yaml").write_text(PLAN)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Run `integrind run` in the plan's folder, or in another."""

    def command(*options: str, cwd: Path = folder) -> Done:
        return shell("run", *options, cwd=cwd)

    return command


def made(folder: Path) -> dict[str, bytes]:
    """Every file that a run writes, by its name."""
    inputs = {"integrind.yaml", "ours.policy.yaml"}
    files = [
        it for it in folder.rglob("*") if it.is_file() and it.relative_to(folder).as_posix() not in inputs
    ]
    names = {it.relative_to(folder).as_posix(): it for it in files}
    return {
        name: it.read_bytes() for name, it in names.items() if not name.startswith(("data/", "indicators/"))
    }
