"""Oracle: the same process again, with another hash seed, locale, time zone, number of threads and folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from integrind.formats import Format

TESTS = Path(__file__).parents[1]
CODE = """
import hashlib, json
from integrind.formats import Format
from integrind.render import render
from render.samples import community, crossed, waves
print(json.dumps({
    form: [hashlib.sha256(render(make(), form)).hexdigest() for make in (community, crossed, waves)]
    for form in Format
}))
"""


def hashes(folder: Path, **environment: str) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TESTS), **environment},
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_nothing_around_a_run_changes_a_byte(tmp_path: Path) -> None:
    here = hashes(TESTS, PYTHONHASHSEED="1", LANG="C", TZ="UTC", POLARS_MAX_THREADS="1")
    there = hashes(
        tmp_path,
        PYTHONHASHSEED="2",
        LANG="de_DE.UTF-8",
        LC_ALL="C.UTF-8",
        TZ="Asia/Kathmandu",
        POLARS_MAX_THREADS="8",
        NO_COLOR="1",
        COLUMNS="40",
    )
    assert list(here) == list(Format)
    assert here == there
