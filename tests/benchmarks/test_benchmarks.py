"""The benchmarks run, on little data: what they measure is checked by themselves, what it takes is not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
WORKS = ("national", "parquet", "areas", "singly", "quantiles", "python", "help")


def program(name: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, BENCHMARKS / name, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def files(folder: Path) -> dict[str, bytes]:
    return {str(it.relative_to(folder)): it.read_bytes() for it in sorted(folder.rglob("*")) if it.is_file()}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path):
    for name, seed in (("one", "6"), ("again", "6"), ("other", "7")):
        done = program("generate.py", tmp_path / name, "--rows", "2000", "--replicates", "3", "--seed", seed)
        assert done.returncode == 0, done.stderr
    one, again, other = (files(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert one["survey.csv"] != other["survey.csv"]
    assert one["survey.survey.yaml"] == other["survey.survey.yaml"]
    header, *rows = one["survey.csv"].decode().splitlines()
    assert header.split(",")[-3:] == ["r1", "r2", "r3"]
    assert 1_800 < len(rows) < 2_200


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which everything was measured once."""
    folder = tmp_path_factory.mktemp("benchmarks")
    run = ("--rows", "2000", "--runs", "1", "--folder", folder, "--output", folder / "results.md")
    done = program("run.py", *run, "--only", *WORKS)
    assert done.returncode == 0, done.stderr
    return folder


def test_tables_are_measured_and_checked(measured: Path):
    lines = (measured / "results.md").read_text("utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines]
    assert {*WORKS, "national floor", "areas floor"} < {row[0] for row in rows if len(row) == 8}
    bars = {(row[0], row[-2]) for row in rows if row[-1] in {"met", "**not met**"}}
    assert ("areas", "at most 2.2 × areas floor") in bars
    assert not any("svy" in bar for _, bar in bars)
    agreed = {row[0]: float(row[-1]) for row in rows if row[2:3] == ["formulas.py"]}
    assert {"mean", "proportion in an area", "median in an area", "proportion, no PSUs"} < set(agreed)
    assert max(agreed.values()) < 1e-9


def test_a_table_that_differs_ends_the_benchmark(measured: Path, tmp_path: Path):
    folder = tmp_path / "2000"
    shutil.copytree(measured / "2000", folder)
    table = folder / "tables" / "national.csv"
    header, *lines = table.read_text("utf-8").splitlines()
    column = header.split(",").index("gap_se")
    rows = [line.split(",") for line in lines]
    for row in rows:
        if row[column]:
            row[column] = f"{float(row[column]) * (1 + 1e-8):.12g}"
    table.write_text("\n".join([header, *(",".join(row) for row in rows)]), "utf-8")
    done = program("check.py", folder)
    assert done.returncode == 1
    assert "mean: 1.0e-08 from formulas.py" in done.stderr


def test_a_work_that_is_not_there_is_named(tmp_path: Path):
    done = program("run.py", "--folder", tmp_path, "--only", "nationwide")
    assert done.returncode == 1
    assert "no work nationwide" in done.stderr
