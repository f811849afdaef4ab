"""A command in this process, with all that it says, how long it took and how much memory."""

from __future__ import annotations

import os
import signal
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from hypothesis import HealthCheck, currently_in_test_context, event, settings
from in_process import captured, exit_code, in_folder

WORD, NUMBER = "KANARIE", "8675309"
"""What every cell of the data holds; no message may."""
REFUSALS = {2, 3, 4, 5}
SECONDS, MEGABYTES = 20, 500
"""Seconds of the processor: others may be busy on this machine too."""
WAIT = 300
"""Seconds of the clock, for what waits and never ends."""
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Characters that turn the direction of what is written: a message could seem to say something else."""

Files = Mapping[str, bytes]


def share(examples: int) -> settings:
    """So many examples where Hypothesis would try 100; with another profile as many times more."""
    tried = examples * settings.default.max_examples // 100
    return settings(max_examples=tried, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Outcome:
    """What a command left, beside what was there before."""

    exit: int
    out: bytes
    err: str
    before: Files
    after: Files
    megabytes: float


def outcome(
    files: Files,
    *arguments: str,
    given: bytes = b"",
    around: Callable[[], Iterator[None]] = lambda: iter([None]),
) -> Outcome:
    """Run a command in a folder that holds these files; `given` is its standard input.

    `around` begins when all is set up, and goes on when the command has ended.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "here"
        for file, content in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content)
        with in_folder(folder), captured(given) as (out, err):
            start = _memory("VmRSS")
            with contextmanager(around)():
                code = _run(arguments)
            used = _memory("VmHWM") - start
        after = dict(_left(folder))
    if currently_in_test_context():
        event(f"{arguments[0] if arguments else 'nothing'}: {code}")
    return Outcome(code, out[0], err[0].decode(), files, after, used)


def keeps_the_contract(found: Outcome, named: frozenset[str] = frozenset()) -> None:
    """What holds for every command, whatever it was given; `named` are the outputs that it was asked for."""
    assert found.exit in {0, 1} | REFUSALS, found.err
    assert "Traceback" not in found.err
    assert not found.exit or found.exit == 1 or "Error: " in found.err or "Usage: " in found.err, found.err
    for canary in (WORD, NUMBER):
        assert canary.casefold() not in found.err.casefold(), found.err
    assert not any(unicodedata.category(it) == "Cc" and it != "\n" for it in found.err), repr(found.err)
    assert not any(unicodedata.bidirectional(it) in TURNING for it in found.err), repr(found.err)
    may_change = named if found.exit == 0 else frozenset()
    changed = {it for it in {*found.before, *found.after} if found.before.get(it) != found.after.get(it)}
    assert changed <= may_change
    if found.exit in REFUSALS:
        assert found.out == b""
    assert found.megabytes < MEGABYTES


def _run(arguments: tuple[str, ...]) -> int:
    """The exit code; what takes too long becomes an error where it is, and so exit code 70."""
    with (
        _alarm(signal.ITIMER_PROF, signal.SIGPROF, SECONDS),
        _alarm(signal.ITIMER_REAL, signal.SIGALRM, WAIT),
    ):
        return exit_code(*arguments)


@contextmanager
def _alarm(timer: int, number: int, seconds: float) -> Iterator[None]:
    """Raise TimeoutError when so many seconds are over."""
    was = signal.signal(number, _too_long)
    signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, was)


def _too_long(number: int, frame: FrameType | None) -> None:
    raise TimeoutError


def _memory(line: str) -> float:
    """Megabytes that this process holds, or held at most since it was last asked what it holds."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    if line == "VmRSS":
        Path("/proc/self/clear_refs").write_text("5")
    found = next(it for it in status.read_text().splitlines() if it.startswith(line))
    return int(found.split()[1]) / 1024


def _left(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file in and beside a folder with its bytes, and every other folder that holds nothing."""
    for it in folder.parent.rglob("*"):
        name = os.path.relpath(it, folder)
        if it.is_file() or it.is_symlink():
            yield name, it.read_bytes()
        elif it.is_dir() and it != folder and not any(it.iterdir()):
            yield f"{name}/", b""
