"""What a run that fails or is interrupted leaves: every file as it was, and none besides.

The oracle is the folder before.
"""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Run, made
from .test_run import replace

COMMAND = [sys.executable, "-m", "integrind", "run"]


@pytest.fixture
def before(folder: Path, run: Run) -> dict[str, bytes]:
    """What a first run wrote; the next would write something else."""
    assert run().returncode == 0
    first = made(folder)
    replace(folder / "data" / "people.csv", "true", "false")
    return first


def test_interrupted_between_two_tables(folder: Path, before: dict[str, bytes]):
    """The survey of the second is a pipe: once it can be opened for writing, the first table is made."""
    pipe = folder / "data" / "pipe.csv"
    os.mkfifo(pipe)
    plan = folder / "integrind.yaml"
    first, second = plan.read_text().split("  - name: regions")
    plan.write_text(f"{first}  - name: regions{second.replace('people.csv', 'pipe.csv')}")
    command = subprocess.Popen(COMMAND, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with pipe.open("wb"):
        command.send_signal(signal.SIGINT)
        out, err = command.communicate(timeout=30)
    assert (command.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert made(folder) == before


def test_a_disk_that_is_full(folder: Path, before: dict[str, bytes]):
    """The first table's CSV no longer fits; smaller files would."""
    largest = len(before["tables/groups.csv"])

    def allow_less() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest // 2, largest // 2))

    done = subprocess.run(
        COMMAND, cwd=folder, capture_output=True, text=True, preexec_fn=allow_less, check=False
    )
    assert done.returncode == 5
    assert done.stderr == "Error: cannot write tables/groups.csv: File too large\n"
    assert made(folder) == before


def test_a_folder_that_takes_no_files(folder: Path, run: Run, before: dict[str, bytes]):
    """Of the last table: all others could be written."""
    closed = folder / "closed"
    closed.mkdir(mode=0o555)
    if os.geteuid() == 0:  # whom no mode keeps out
        closed.rmdir()
        closed.symlink_to("/proc")
    replace(folder / "integrind.yaml", "tables/regions.json", "closed/regions.json")
    done = run()
    assert done.returncode == 5
    assert done.stderr.startswith("Error: cannot write closed/regions.json: ")
    assert made(folder) == before


def test_a_file_where_a_folder_should_be(folder: Path, run: Run, before: dict[str, bytes]):
    replace(folder / "integrind.yaml", "[tables/regions.json]", "[new/a/regions.json, hidden.csv/b.json]")
    done = run()
    assert done.returncode == 5
    assert done.stderr.startswith("Error: cannot make the folder hidden.csv: ")
    assert made(folder) == before
    assert not (folder / "new").exists()
