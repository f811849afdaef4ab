"""Oracle: what arrives on a terminal, and what is in the folder afterwards."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import in_process
import pytest

COMMAND = [sys.executable, "-m", "integrind", "compute", "--sample", "--indicator", "employment_rate"]


def on_a_terminal(*arguments: str) -> tuple[int, str, bytes]:
    """Exit code, standard error, and what the terminal got."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        done = subprocess.run(
            [*COMMAND, *arguments], stdout=theirs, stderr=subprocess.PIPE, text=True, check=False
        )
        os.write(theirs, b"\n")
        os.close(theirs)
        return done.returncode, done.stderr, terminal.read(100_000)


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_a_terminal_gets_no_bytes_that_it_cannot_show(form: str) -> None:
    code, said, got = on_a_terminal("--format", form)
    assert code == 2
    assert f"-o results.{form}" in said
    assert got.strip() == b""


def test_a_pipe_gets_them() -> None:
    done = subprocess.run([*COMMAND, "--format", "parquet"], capture_output=True, check=True)
    assert done.stdout[:4] == done.stdout[-4:] == b"PAR1"


def test_several_formats_in_one_run(tmp_path: Path) -> None:
    names = ["a.csv", "a.md", "a.html", "a.xlsx", "a.sdmx.csv", "a.parquet"]
    outputs = [part for name in names for part in ("-o", str(tmp_path / name))]
    subprocess.run([*COMMAND, *outputs], check=True, capture_output=True)
    starts = {name: (tmp_path / name).read_bytes()[:9] for name in names}
    assert starts["a.csv"] == b"indicator"
    assert starts["a.sdmx.csv"] == b"STRUCTURE"
    assert starts["a.md"].startswith(b"# ")
    assert starts["a.html"].startswith(b"<!DOCTYPE")
    assert starts["a.xlsx"].startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "csv", "-o", "t.html"), "its suffix says html, and --format csv"),
        (("--fragment", "-o", "t.csv"), "no output is HTML"),
        (("--fragment",), "no output is HTML"),
    ],
)
def test_what_contradicts_itself_is_refused(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = in_process.shell("compute", "--sample", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_suffix_that_says_no_other_format_is_none_to_refuse(tmp_path: Path) -> None:
    asked = ("compute", "--sample", "--indicator", "employment_rate", "--format")
    for form, name in (("csv", "t.data"), ("sdmx-csv", "t.csv")):
        assert in_process.shell(*asked, form, "-o", name, cwd=tmp_path).returncode == 0


def test_a_value_that_no_code_stands_for_is_said() -> None:
    """The sample has owners with and without a mortgage, and no `owned`."""
    asked = ("compute", "--sample", "--indicator", "employment_rate", "--where")
    none = in_process.shell(*asked, 'tenure == "owned"')
    some = in_process.shell(*asked, 'tenure == "owned" or age > 30')
    assert (none.returncode, some.returncode) == (4, 0)
    for done in (none, some):
        assert 'no code of this survey stands for tenure == "owned"' in done.stderr
        assert "owned_outright, owned_with_mortgage" in done.stderr
