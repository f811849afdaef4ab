"""The command as a process of its own: exit code, standard output, standard error."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from integrind.cli import run

PEOPLE = Path(__file__).resolve().parents[1] / "people"
COMMAND = (sys.executable, "-m", "integrind")
UNPROTECTED = "Warning: no disclosure control: small groups are shown, so check before you publish\n"
_ABOUT_COLOUR = {"NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS"}


def rows(text: str) -> list[dict[str, str]]:
    """Rows of CSV by column."""
    return list(csv.DictReader(io.StringIO(text)))


@dataclass(frozen=True)
class Outcome:
    exit: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


Integrind = Callable[..., Outcome]


def environment(**changes: str) -> dict[str, str]:
    """This process's environment, but for what it says of colours."""
    return {name: value for name, value in os.environ.items() if name not in _ABOUT_COLOUR} | changes


@pytest.fixture
def integrind(tmp_path: Path) -> Integrind:
    """Run a command; by default in an empty folder."""

    def call(*arguments: str | Path, env: Mapping[str, str] | None = None, **given: Any) -> Outcome:
        given = {"cwd": tmp_path, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, **given}
        if "input" in given:
            del given["stdin"]
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            stderr=subprocess.PIPE,
            env=environment(**(env or {})),
            check=False,
            timeout=60,
            **given,
        )
        return Outcome(done.returncode, done.stdout or b"", done.stderr.decode())

    return call


@pytest.fixture
def in_process(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Integrind:
    """The same in this process: quicker, where only words and exit codes matter."""

    def call(*arguments: str | Path, cwd: Path = tmp_path) -> Outcome:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["integrind", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            run()
        said = capfd.readouterr()
        return Outcome(int(caught.value.code or 0), said.out.encode(), said.err)

    return call


@pytest.fixture
def compute(integrind: Integrind) -> Integrind:
    """`compute` for the small survey, with nothing hidden."""

    def call(*arguments: str | Path, **given: Any) -> Outcome:
        data = PEOPLE / "people.csv"
        options = ("--indicators", PEOPLE / "indicators", "--policy", "none")
        return integrind("compute", data, *options, *arguments, **given)

    return call
