"""`integrind compare` and `integrind trend` as they are called."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from in_process import shell

ROOT = Path(__file__).parents[2]
SAMPLE = str(ROOT / "sample_data" / "community_survey.csv")
RATE = ("--indicators", str(ROOT / "indicators"), "--indicator", "employment_rate")


def test_compare_prints_csv_on_stdout_alone() -> None:
    done = shell(
        "compare", SAMPLE, *RATE, "--area", "region", "--between", "Amberland", "Ironvale", "--format", "csv"
    )
    assert (done.returncode, done.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {(row["quantity"], row["area"], row["versus"]) for row in rows} == {
        ("area_difference", "Amberland", "Ironvale")
    }


def test_trend_writes_files_and_says_nothing(tmp_path: Path) -> None:
    files = [tmp_path / f"change.{suffix}" for suffix in ("csv", "json", "md")]
    outputs = [word for file in files for word in ("-o", str(file))]
    done = shell("trend", SAMPLE, *RATE, "--wave", "wave", "--panel", "person", *outputs)
    assert (done.returncode, done.stdout) == (0, "")
    rows = json.loads(files[1].read_text())["rows"]
    assert {row["quantity"] for row in rows} == {"change", "entry", "exit"}
    assert len(list(csv.DictReader(files[0].read_text(encoding="utf-8").splitlines()))) == len(rows)
    assert "wave 2022 to 2024" in files[2].read_text()


def test_a_break_is_seen_in_the_table() -> None:
    chosen = ("--indicators", str(ROOT / "indicators"), "--indicator", "british_national_identity")
    done = shell("trend", SAMPLE, *chosen, "--wave", "wave")
    assert done.returncode == 0
    line = next(line for line in done.stdout.splitlines() if line.startswith("British national identity"))
    assert "[x]" in line
    assert "Break in the series at 2024: no change across it." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compare", SAMPLE, *RATE), "compare needs areas"),
        (
            ("compare", SAMPLE, *RATE, "--area", "region", "--between", "Amberlnd", "Ironvale"),
            "no 'Amberlnd'\n  did you mean 'Amberland'?",
        ),
        (
            ("compare", SAMPLE, *RATE, "--area", "wave", "--between", "2022", "nowhere"),
            "wave has no 'nowhere'\n",
        ),
        (
            ("compare", SAMPLE, *RATE, "--area", "region", "--between", "Ironvale", "Ironvale"),
            "--between: 'Ironvale' can't be compared with itself",
        ),
        (
            ("segregation", SAMPLE, "--by", "sex", "--area", "sex"),
            "segregation --by sex --area sex: 'sex' makes both groups and areas",
        ),
        (
            ("segregation", SAMPLE, "--by", "sex", "--area", "region+sex"),
            "segregation --by sex --area region+sex: 'sex' makes both groups and areas",
        ),
        (("trend", SAMPLE, *RATE), "trend needs two waves or more"),
        (
            ("trend", SAMPLE, *RATE, "--wave", "sample"),
            "no variable or column 'sample'",
        ),
        (("trend", SAMPLE, SAMPLE, *RATE, "--panel", "person"), "--panel needs both waves in one file"),
        (
            ("trend", SAMPLE, *RATE, "--wave", "wave", "--gap-from", "table=national.csv"),
            "trend --gap-from table=national.csv: the table doesn't say how its own waves vary together",
        ),
        (
            ("trend", SAMPLE, "b.csv", *RATE, "--gap-from", "table=national.csv"),
            "trend --gap-from table=national.csv",
        ),
        (("trend", SAMPLE, SAMPLE, *RATE), "trend needs files with different names"),
    ],
)
def test_usage_errors(arguments: tuple[str, ...], message: str) -> None:
    done = shell(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
