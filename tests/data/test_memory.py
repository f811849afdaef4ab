"""Oracle: what the system says of itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from integrind.data import memory


def test_is_no_more_than_there_is():
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert 0 < memory.to_be_had() <= pages


def test_a_container_may_have_less(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "limit").write_text("5000000\n")
    (tmp_path / "taken").write_text("1000000\n")
    monkeypatch.setattr(memory, "_LIMITS", ((str(tmp_path / "limit"), str(tmp_path / "taken")),))
    assert memory.to_be_had() == 4_000_000
    (tmp_path / "limit").write_text("max\n")
    assert memory.to_be_had() > 4_000_000


def test_a_limit_of_the_process_counts():
    program = (
        "import resource; from integrind.data.memory import to_be_had;"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)); print(to_be_had())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) < 1 << 30
