"""The options of release on the command line, on the sample survey."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from integrind.cli import app
from integrind.errors import UsageError
from integrind.table.about import UNPROTECTED

INDICATORS = ("--indicator", "job_refusal_ethnic_origin", "--indicator", "language_class_participation")


def compute(*options: str) -> Result:
    return CliRunner().invoke(app, ["compute", "--sample", *INDICATORS, *options])


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl", "markdown", "html"])
def test_without_protection_every_format_says_so_and_standard_error_too(form: str) -> None:
    done = compute("--policy", "none", "--quiet", "--format", form)
    assert UNPROTECTED[1:] in done.stdout
    assert UNPROTECTED in done.stderr


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_no_format_has_a_number_of_a_suppressed_row(form: str) -> None:
    done = compute("--format", form)
    assert UNPROTECTED not in done.output
    assert "suppressed" in done.stdout
    shown = {"csv": "uk,,15,", "json": '"n": 15,', "jsonl": '"n": 15,'}
    assert shown[form] not in done.stdout
    if form == "csv":
        hidden = [row for row in csv.DictReader(done.stdout.splitlines()) if row["status"] == "suppressed"]
        filled = {name for row in hidden for name, value in row.items() if value}
        keys = {"indicator", "title", "dimension", "measure", "unit", "quantity", "group_by", "group"}
        keys |= {"direction", "group_label"}
        assert filled <= keys | {"status", "notes"}


def test_the_review_is_written_with_the_outputs(tmp_path: Path) -> None:
    output, as_csv, as_json = tmp_path / "out.csv", tmp_path / "review.csv", tmp_path / "review.json"
    compute("-o", str(output), "--review", str(as_csv))
    compute("--review", str(as_json))
    rows = list(csv.DictReader(as_csv.read_text("utf-8").splitlines()))
    hidden = [row for row in csv.DictReader(output.read_text("utf-8").splitlines()) if not row["n"]]
    assert [(row["indicator"], row["group"]) for row in rows if row["action"] == "suppressed"] == [
        (row["indicator"], row["group"]) for row in hidden
    ]
    assert {row["kind"] for row in rows} == {"primary", "secondary"}
    assert [row["rule"] for row in json.loads(as_json.read_text("utf-8"))] == [row["rule"] for row in rows]


def test_a_review_is_no_output_and_has_a_format(tmp_path: Path) -> None:
    same = str(tmp_path / "out.csv")
    for options, said in ((("-o", same, "--review", same), "output already"), (("--review", "x.txt"), "csv")):
        error = compute(*options).exception
        assert isinstance(error, UsageError)
        assert said in str(error)


@pytest.mark.parametrize(("profile", "sign"), [("uk-af", "[c]"), ("eurostat", ":c"), ("statcan", "x")])
def test_the_legend_explains_the_signs_of_a_profile(profile: str, sign: str) -> None:
    assert f"{sign} suppressed to protect people" in compute("--symbols", profile).stdout
