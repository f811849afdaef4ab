"""Whole processes measured from outside: wall and processor seconds, peak memory.

Imports nothing heavy: a process's peak counts from that of the one that started it.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Run(NamedTuple):
    """What one process took from start to end."""

    seconds: float
    processor_seconds: float
    gigabytes: float


def measured(command: Sequence[str]) -> Run:
    """Run a command in the repository's folder, to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\nended with {process.returncode}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e9)


@dataclass(frozen=True)
class Measured:
    """Several runs of the same command."""

    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        """Median of wall seconds."""
        return median(run.seconds for run in self.runs)

    @property
    def processor_seconds(self) -> float:
        """Median of user and system seconds, over all threads."""
        return median(run.processor_seconds for run in self.runs)

    @property
    def gigabytes(self) -> float:
        """The largest peak of resident memory."""
        return max(run.gigabytes for run in self.runs)
