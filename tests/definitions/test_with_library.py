"""Own indicators beside the library: one set of indicators, one codebook. Oracle: by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import integrind
from integrind.cli import app
from integrind.definitions.plan import read_plan
from integrind.errors import DefinitionError, UsageError
from integrind.opening.selection import definitions_of
from integrind.packaged import packaged_indicators
from integrind.plans.run import jobs

CODEBOOK = "variables:\n  garden: {title: Has a garden, type: boolean}\n"
GARDEN = """\
id: garden_share
title: Has a garden
dimension: structural
description: People with a garden.
measure: proportion
eligible: age >= 16
value: garden
direction: higher_is_better
examples:
  - {given: {age: 30, garden: true}, expect: 1}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with an indicator whose variables are of two codebooks: its own and the library's."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "codebook.yaml").write_text(CODEBOOK)
    (folder / "garden_share.yaml").write_text(GARDEN)
    return folder


def faults(own: Path) -> list[tuple[str, str]]:
    with pytest.raises(DefinitionError) as caught:
        integrind.load_library(own, with_library=True)
    return [(it.code, Path(it.place.file).name) for it in caught.value.faults]


def test_indicators_and_codebook_are_of_both(own: Path):
    alone, both = (
        integrind.load_library(packaged_indicators()),
        integrind.load_library(own, with_library=True),
    )
    assert {it.id for it in both.indicators} == {it.id for it in alone.indicators} | {"garden_share"}
    assert both.codebook is not None
    assert alone.codebook is not None
    assert dict(both.codebook.variables) == {
        **alone.codebook.variables,
        "garden": both.codebook.variables["garden"],
    }


def test_what_an_own_indicator_takes_of_the_library_needs_it(own: Path):
    run = CliRunner().invoke
    assert run(app, ["validate", str(own)]).exit_code == 1
    assert run(app, ["validate", str(own), "--with-library"]).exit_code == 0
    assert run(app, ["test", str(own), "--with-library"]).exit_code == 0


def test_an_own_indicator_without_a_codebook_is_checked_against_the_library(own: Path):
    (own / "codebook.yaml").unlink()
    text = GARDEN.replace("age >= 16", 'tenure == "rentedd"').partition("examples:")[0]
    (own / "garden_share.yaml").write_text(text)
    assert faults(own) == [("E103", "garden_share.yaml")]


def test_a_contradiction_is_a_fault_of_the_own_file(own: Path):
    (own / "codebook.yaml").write_text(f"{CODEBOOK}  tenure: {{title: Tenure, type: boolean}}\n")
    (own / "employment_rate.yaml").write_text(GARDEN.replace("garden_share", "employment_rate", 1))
    assert sorted(faults(own)) == [
        ("C014", "codebook.yaml"),
        ("D015", "employment_rate.yaml"),
        ("D016", "garden_share.yaml"),
    ]


def test_both_are_computed(own: Path, tmp_path: Path):
    """Three of four people have a garden; two of four are in work."""
    rows = ["30,true,employee", "40,true,inactive", "50,true,employee", "60,false,inactive"]
    (tmp_path / "d.csv").write_text("\n".join(["age,garden,economic_status", *rows * 10, ""]))
    asked = {"indicators": [own], "indicator": ["garden_share", "employment_rate"], "policy": "none"}
    found = integrind.compute(tmp_path / "d.csv", with_library=True, **asked).frame
    assert dict(zip(found["indicator"], found["estimate"], strict=True)) == {
        "garden_share": 0.75,
        "employment_rate": 0.5,
    }
    with pytest.raises(UsageError, match="with_library takes True or False"):
        integrind.compute(tmp_path / "d.csv", with_library="yes", **asked)


def test_a_plan_has_it_too(own: Path, tmp_path: Path):
    plan = "{name: a, command: compute, data: d.csv, indicators: [own], with_library: true, output: [a.csv]}"
    (tmp_path / "integrind.yaml").write_text(f"tables:\n  - {plan}\n")
    (job,) = jobs(read_plan(tmp_path / "integrind.yaml"), tmp_path)
    assert definitions_of(job.requests[0]) == (packaged_indicators(), tmp_path / "own")
