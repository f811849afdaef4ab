"""What a shell offers, and help as it is seen. Oracles: the library, and the sample's own header."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import typer
from typer.testing import CliRunner

from integrind.cli import app, completion
from integrind.definitions.library import load_library
from integrind.definitions.schema import KINDS
from integrind.packaged import packaged_indicators, packaged_sample_data


def context(**params: object) -> typer.Context:
    """What a shell has typed."""
    return cast("typer.Context", SimpleNamespace(params=params))


def test_ids_are_those_of_the_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    ids = {it.id for it in load_library((packaged_indicators(),)).indicators}
    assert set(completion.indicators("")) == ids
    assert completion.indicators("employment_r") == ["employment_rate"]


def test_words_are_offered_by_their_beginning():
    assert completion.dimensions("c") == ["civic_political", "cultural"]
    assert set(completion.KINDS) == set(KINDS)
    assert "default" in completion.policies("")


def test_columns_are_those_of_the_file(tmp_path: Path):
    header = (
        (packaged_sample_data() / "community_survey.csv").read_text("utf-8").partition("\n")[0].split(",")
    )
    offered = completion.columns(context(sample=True), "")
    assert {*header, "age_band"} <= set(offered)
    assert "sex+age_band" in completion.columns(context(sample=True), "sex+age_b")
    (tmp_path / "own.csv").write_text("sex;agea\n1;2\n")
    assert completion.columns(context(data=str(tmp_path / "own.csv")), "a") == ["agea"]
    assert completion.columns(context(data=str(tmp_path / "none.csv")), "a") == []


def test_no_command_is_cut_at_100_columns():
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "100"}, terminal_width=100).output
    assert "..." not in shown.replace("[ARGS]...", "")
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize("option", ["--indicator", "--dimension"])
def test_several_in_one_are_said_how_to_write(option: str):
    done = CliRunner().invoke(app, ["compute", "--sample", option, "one,two"])
    assert done.exit_code == 2
    assert f"write {option} one {option} two" in " ".join(done.output.replace("│", " ").split())
