"""What publishers do otherwise, asked for by name. Oracle: the same definition with the parts written out."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from integrind.cli import app
from integrind.definitions.library import load_library
from integrind.errors import UsageError
from integrind.packaged import packaged_indicators

DEFINITION = """\
id: work
title: Work
dimension: structural
description: Words.
measure: proportion
eligible: 16 <= age <= 64
value: works
direction: higher_is_better
variants:
  eurostat:
    used_by: Eurostat
    eligible: 20 <= age <= 64
    examples:
      - {given: {age: 18, works: true}, expect: not_eligible}
"""
ROWS = "age,works\n17,1\n18,0\n30,1\n40,0\n50,1\n"
SURVEY = """\
title: People
variables:
  age: {column: age, type: number}
  works: {column: works, type: boolean, codes: {1: true, 0: false}}
"""


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work.yaml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "people.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "people.survey.yaml").write_text(SURVEY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def computed(*asked: str) -> pl.DataFrame:
    options = [part for id_ in asked for part in ("--indicator", id_)]
    command = ["compute", "people.csv", "--indicators", "work.yaml", *options]
    done = CliRunner().invoke(app, [*command, "--policy", "none", "--format", "csv"])
    assert done.exit_code == 0, done.output
    return pl.read_csv(done.stdout.encode())


def test_a_variant_is_computed_beside_the_default_and_named(people: Path):
    rows = computed("work@eurostat", "work")
    assert rows["indicator"].to_list() == ["work", "work@eurostat"]
    assert rows["title"].to_list() == ["Work", "Work (Eurostat)"]
    assert rows["estimate"].to_list() == [pytest.approx(3 / 5), pytest.approx(2 / 3)]
    assert rows["n"].to_list() == [5, 3]


def test_without_a_name_the_definition_holds_as_it_is(people: Path):
    assert computed().select("indicator", "n").rows() == [("work", 5)]


def test_an_unknown_variant_is_refused_with_the_nearest(people: Path):
    command = ["compute", "people.csv", "--indicators", "work.yaml", "--indicator", "work@eurostt"]
    done = CliRunner().invoke(app, command)
    assert isinstance(done.exception, UsageError)
    assert done.exception.hint == "did you mean 'work@eurostat'?"


def test_explain_says_the_default_and_the_variant(people: Path):
    said = CliRunner().invoke(app, ["explain", "work", "--indicators", "work.yaml"]).output
    assert "at least 20 and at most 64" in said
    assert "at least 16 and at most 64" in said
    varied = CliRunner().invoke(app, ["explain", "work@eurostat", "--indicators", "work.yaml"]).output
    assert varied.startswith("Work (Eurostat)\nwork@eurostat")
    assert "at least 16" not in varied


def test_its_examples_are_run(people: Path):
    file = people / "work.yaml"
    file.write_text(DEFINITION.replace("expect: not_eligible", "expect: 1"), encoding="utf-8")
    done = CliRunner().invoke(app, ["test", "work.yaml"])
    assert done.exit_code == 1
    assert "work.yaml:14:" in done.output
    assert "this example of work@eurostat gives not_eligible, not 1" in done.output


def test_its_expressions_are_checked_where_they_stand(people: Path):
    file = people / "work.yaml"
    file.write_text(DEFINITION.replace("20 <= age", "20 <= aeg"), encoding="utf-8")
    (people / "codebook.yaml").write_text(
        "variables:\n  age: {title: Age, type: number}\n  works: {title: Works, type: boolean}\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(app, ["validate", "work.yaml"])
    assert done.exit_code == 1
    assert "work.yaml:12:21: E101" in done.output


def test_every_variant_of_the_library_says_who_uses_it_and_is_tested():
    variants = [
        (it.id, name, variant)
        for it in load_library([packaged_indicators()]).indicators
        for name, variant in it.variants.items()
    ]
    assert len(variants) > 15
    for id_, name, variant in variants:
        assert variant.used_by, (id_, name)
        assert variant.replaced, (id_, name)
        assert variant.examples, (id_, name)
