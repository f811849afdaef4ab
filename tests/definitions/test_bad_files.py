"""Each file in `tests/bad/definitions` has one fault, at the line and column where a reader would look.

The oracle is `expected.toml`, marked by hand. Files that can't be committed are made here.
"""

import json
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from integrind.cli import app
from integrind.definitions.catalogue import CATALOGUE
from integrind.definitions.validate import validate
from integrind.definitions.yaml import MAX_NODES
from integrind.faults import Fault

BAD = Path(__file__).parents[1] / "bad" / "definitions"
EXPECTED: dict[str, str] = tomllib.loads((BAD / "expected.toml").read_text("utf-8"))
GOOD = BAD / "indicators" / "same_title.yaml"


@pytest.fixture(scope="module")
def found() -> dict[str, list[Fault]]:
    faults = defaultdict(list)
    for fault in validate([BAD]).faults:
        faults[Path(fault.place.file).relative_to(BAD).as_posix()].append(fault)
    return faults


def test_one_run_finds_exactly_the_fault_of_each_file(found: dict[str, list[Fault]]):
    said = {
        file: "; ".join(f"{fault.code} {fault.place.line}:{fault.place.column}" for fault in faults)
        for file, faults in found.items()
    }
    assert said == EXPECTED


def test_every_file_is_named():
    files = {file.relative_to(BAD).as_posix() for file in BAD.rglob("*.y*ml")}
    good = {"codebook.yaml", "indicators/same_title.yaml", "indicators/first/same_id.yaml"}
    assert files - good == EXPECTED.keys()


@pytest.mark.parametrize("file", sorted(set(EXPECTED) - {"yaml/wrong_suffix.yml"}))
def test_a_fault_shows_its_line_with_a_caret_in_80_columns(file: str, found: dict[str, list[Fault]]):
    (fault,) = found[file]
    lines = (BAD / file).read_bytes().decode("utf-8", "replace").split("\n")
    shown = str(fault).splitlines()
    beyond = len(lines[fault.place.line - 1]) - fault.place.skipped - len(fault.place.text)
    assert beyond > 0 if fault.place.goes_on else beyond == 0
    assert shown[1].startswith(f"  {fault.place.line} | ")
    assert set(shown[2].split("|")[1].strip()) == {"^"}
    assert all(len(line) <= 80 for line in shown[1:3])


@pytest.mark.parametrize("file", sorted(EXPECTED))
def test_a_message_is_one_short_line(file: str, found: dict[str, list[Fault]]):
    (fault,) = found[file]
    assert fault.message
    assert "\n" not in fault.message + fault.hint
    assert not fault.message.endswith(".")
    assert len(fault.message) <= 120


def test_a_file_that_is_not_there(tmp_path: Path):
    (fault,) = validate([tmp_path / "nowhere.yaml"]).faults
    assert (fault.code, str(fault.place)) == ("Y001", f"{tmp_path / 'nowhere.yaml'}:1:1")


def test_a_folder_without_definitions(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("nothing")
    assert [fault.code for fault in validate([tmp_path]).faults] == ["Y003"]


def test_a_file_that_is_too_large(tmp_path: Path):
    (tmp_path / "large.yaml").write_text("# " + "x" * 1_000_000)
    assert [fault.code for fault in validate([tmp_path]).faults] == ["Y004"]


def test_a_file_with_too_many_values(tmp_path: Path):
    (tmp_path / "many.yaml").write_text("[" + "1," * MAX_NODES + "]")
    assert [fault.code for fault in validate([tmp_path]).faults] == ["Y018"]


def test_every_code_has_a_bad_file():
    made_here_or_found_elsewhere = {"Y001", "Y003", "Y004", "Y018", "T001", "S026", "E113"}
    assert {said.split()[0] for said in EXPECTED.values()} | made_here_or_found_elsewhere == CATALOGUE.keys()


def test_the_command_names_every_fault_and_exits_with_1():
    done = CliRunner().invoke(app, ["validate", str(BAD)])
    assert done.exit_code == 1
    for file, said in EXPECTED.items():
        code, place = said.split()
        assert f"{BAD / file}:{place}: {code}: " in done.stdout
    assert done.stderr.endswith(f": {len(EXPECTED)} faults\n")


def test_the_command_gives_the_same_as_json(found: dict[str, list[Fault]]):
    done = CliRunner().invoke(app, ["validate", str(BAD), "--format", "json"])
    assert done.exit_code == 1
    rows = json.loads(done.stdout)
    assert len(rows) == len(EXPECTED)
    assert list(rows[0]) == ["file", "line", "column", "length", "code", "message", "hint"]
    assert {(row["file"], row["code"], row["line"], row["column"]) for row in rows} == {
        (fault.place.file, fault.code, fault.place.line, fault.place.column)
        for faults in found.values()
        for fault in faults
    }


def test_a_right_file_is_right():
    done = CliRunner().invoke(app, ["validate", str(GOOD)])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "1 indicator, 0 codebooks, 0 survey descriptions, 0 policies, 0 plans: 0 faults\n"
