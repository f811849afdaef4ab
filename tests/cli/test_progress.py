"""Oracle: the promise of progress: on a terminal, after a moment, and gone at the end."""

from __future__ import annotations

import io
import os
import pty
import subprocess
from collections.abc import Iterator
from select import select
from time import sleep
from types import SimpleNamespace

import pytest

from integrind.cli import progress as module
from integrind.cli.progress import progress
from integrind.errors import DataError

from .conftest import COMMAND, PEOPLE, environment

CLEAR_LINE = "\r\x1b[K"
LONGER = 0.2
"""Seconds, of a moment of a hundredth of one."""
PATIENCE = 30
"""Seconds after which nothing will come any more."""


class Terminal:
    """What is written to a terminal, read until everybody has closed it."""

    def __init__(self) -> None:
        self._ours, self.theirs = pty.openpty()

    def wait_for(self, text: str) -> str:
        """Read until the text has come."""
        found = ""
        while text not in found:
            assert select([self._ours], [], [], PATIENCE)[0], found
            found += os.read(self._ours, 1000).decode()
        return found

    def close(self) -> str:
        """Read what is left."""
        os.close(self.theirs)
        found = b""
        try:
            while piece := os.read(self._ours, 1000):
                found += piece
        except OSError:  # Linux says so where the other end is closed
            pass
        os.close(self._ours)
        return found.decode()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal in place of standard error, and a moment that is soon over."""
    opened = Terminal()
    monkeypatch.setattr(module, "MOMENT", 0.01)
    monkeypatch.setenv("TERM", "xterm")
    with os.fdopen(opened.theirs, "w", closefd=False) as stream:
        monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=stream))
        yield opened


def test_who_waits_sees_what_is_done_and_none_of_it_stays(terminal: Terminal):
    with progress("reading"):
        assert terminal.wait_for(" s") == f"{CLEAR_LINE}reading, 0 s"
    assert terminal.close() == CLEAR_LINE


def test_the_command_says_what_it_does_next(terminal: Terminal):
    with progress() as tell:
        tell("1/2 a\x1b[2Jb")
        assert terminal.wait_for(" s") == f"{CLEAR_LINE}1/2 a\\x1b[2Jb, 0 s"
    assert terminal.close() == CLEAR_LINE


def test_a_mistake_finds_the_line_empty(terminal: Terminal):
    def read() -> None:
        with progress("reading"):
            terminal.wait_for(" s")
            raise DataError("no rows")

    with pytest.raises(DataError):
        read()
    assert terminal.close() == CLEAR_LINE


def test_quiet_says_nothing(terminal: Terminal):
    with progress("reading", quiet=True):
        sleep(LONGER)
    assert terminal.close() == ""


def test_a_terminal_that_cannot_clear_a_line_sees_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TERM", "dumb")
    with progress("reading"):
        sleep(LONGER)
    assert terminal.close() == ""


def test_a_moment_goes_by_unsaid(terminal: Terminal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOMENT", 60.0)
    with progress("reading"):
        sleep(LONGER)
    assert terminal.close() == ""


@pytest.mark.parametrize("stream", [io.StringIO(), None], ids=["file", "closed"])
def test_nobody_watches_a_file(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None
):
    monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=stream))
    with progress("reading"):
        sleep(LONGER)
    assert stream is None or stream.getvalue() == ""


def test_compute_shows_that_it_waits_for_its_input():
    """The survey comes when two seconds are over, whatever the machine."""
    data, survey = PEOPLE / "people.csv", PEOPLE / "people.survey.yaml"
    arguments = ("compute", "--survey", survey, "--indicators", PEOPLE / "indicators")
    alone = subprocess.run(
        [*COMMAND, *arguments, data], capture_output=True, env=environment(TERM="xterm"), check=True
    )
    terminal = Terminal()
    with subprocess.Popen(
        [*COMMAND, *arguments, "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=terminal.theirs,
        env=environment(TERM="xterm"),
    ) as waiting:
        assert terminal.wait_for(" s") == f"{CLEAR_LINE}computing, 2 s"
        out, _ = waiting.communicate(data.read_bytes())
    assert (waiting.returncode, out) == (0, alone.stdout)
    assert terminal.close().endswith(CLEAR_LINE)
