"""What a run reads stays, whatever an output is called. Oracle: every file's bytes before and after."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import PEOPLE, Integrind

PLAN = """\
tables:
  - name: people
    command: compute
    data: people.csv
    survey: people.survey.yaml
    indicators: [indicators]
    policy: own.policy.yaml
    by: [birth]
    output: [%s]
    format: csv
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a survey and all that may be read with it."""
    shutil.copytree(PEOPLE / "indicators", tmp_path / "indicators")
    for name in ("people.csv", "people.survey.yaml"):
        shutil.copy(PEOPLE / name, tmp_path)
    (tmp_path / "own.policy.yaml").write_text("title: Own\nsource: made up\nsymbols: default\n")
    (tmp_path / "other.csv").write_text("indicator,wave,area,group,quantity,estimate,se,df\n")
    (tmp_path / "link.csv").symlink_to("people.csv")
    os.link(tmp_path / "people.survey.yaml", tmp_path / "hard.yaml")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(it.relative_to(folder)): it.read_bytes() for it in folder.rglob("*") if it.is_file()}


READ = (
    "people.csv",
    "folder/../people.csv",
    "link.csv",
    "people.survey.yaml",
    "hard.yaml",
    "indicators/codebook.yaml",
    "indicators/structural/../codebook.yaml",
    "indicators/new.yaml",
    "own.policy.yaml",
    "other.csv",
)


@pytest.mark.parametrize("output", READ[:4])
def test_a_draft_takes_the_place_of_nothing_that_is_read(in_process: Integrind, here: Path, output: str):
    before = contents(here)
    found = in_process("init", "people.csv", "--indicators", "indicators", "-o", output, cwd=here)
    assert (found.exit, found.text) == (2, "")
    assert contents(here) == before


@pytest.mark.parametrize("output", READ)
@pytest.mark.parametrize("command", ["compute", "compare", "trend", "profile"])
def test_no_output_takes_the_place_of_what_is_read(
    in_process: Integrind, here: Path, command: str, output: str
):
    before = contents(here)
    options = ("--policy", "own.policy.yaml", "--gap-from", "table=other.csv", "--format", "csv", "-o")
    found = in_process(command, "people.csv", "--indicators", "indicators", *options, output, cwd=here)
    assert (found.exit, found.text) == (2, "")
    assert f"-o {output}: " in found.err
    assert contents(here) == before


@pytest.mark.parametrize("output", [it for it in READ if it not in {"own.policy.yaml", "other.csv"}])
def test_coverage_replaces_nothing_either(in_process: Integrind, here: Path, output: str):
    before = contents(here)
    options = ("--indicators", "indicators", "--format", "csv", "-o", output)
    assert in_process("coverage", "people.csv", *options, cwd=here).exit == 2
    assert contents(here) == before


def test_nor_does_a_review(in_process: Integrind, here: Path):
    before = contents(here)
    options = ("--indicators", "indicators", "--review", "link.csv", "-o", "out.csv")
    assert in_process("compute", "people.csv", *options, cwd=here).exit == 2
    assert contents(here) == before


@pytest.mark.parametrize("output", [*READ[:6], READ[8], "integrind.yaml", "folder/../integrind.yaml"])
def test_nor_does_a_plan(in_process: Integrind, here: Path, output: str):
    (here / "integrind.yaml").write_text(PLAN % output)
    before = contents(here)
    found = in_process("run", cwd=here)
    assert found.exit in {2, 3}  # 3 where the plan's own words tell, else 2
    assert contents(here) == before


def test_a_dash_is_standard_output(in_process: Integrind, here: Path):
    options = ("--indicators", "indicators", "--policy", "none", "--format", "csv")
    alone = in_process("compute", "people.csv", *options, cwd=here)
    assert in_process("compute", "people.csv", *options, "-o", "-", cwd=here).text == alone.text
    assert in_process("compute", "people.csv", *options, "-o", "-", "-o", "x.csv", cwd=here).exit == 2
    draft = in_process("init", "people.csv", "-o", "-", cwd=here)
    assert draft.exit == 0
    assert "variables:" in draft.text
    assert not {"-", "x.csv"} & set(contents(here))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_to_a_full_device(option: str):
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "integrind", option]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 5
    assert done.stderr == "Error: cannot write to standard output: No space left on device\n"
