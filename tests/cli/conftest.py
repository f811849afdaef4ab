"""The command as a process of its own: exit code, standard output, standard error."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PEOPLE = Path(__file__).resolve().parents[1] / "people"
COMMAND = (sys.executable, "-m", "integrind")
_ABOUT_COLOUR = {"NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS"}


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

    def run(*arguments: str | Path, env: Mapping[str, str] | None = None, **given: Any) -> Outcome:
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

    return run


@pytest.fixture
def compute(integrind: Integrind) -> Integrind:
    """`compute` for the small survey, with nothing hidden."""

    def run(*arguments: str | Path, **given: Any) -> Outcome:
        data = PEOPLE / "people.csv"
        options = ("--indicators", PEOPLE / "indicators", "--policy", "none")
        return integrind("compute", data, *options, *arguments, **given)

    return run
