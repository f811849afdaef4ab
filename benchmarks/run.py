"""Measure integrind beside the floor and its peers, check the tables, and write benchmarks/RESULTS.md.

    python benchmarks/run.py [--runs 3] [--r] [--svy PYTHON] [--only national areas ...]

Whole processes in turn, start-up included, so that a machine that is busy for a while slows all alike. Data
are generated once, into benchmarks/.data. The hundredfold file (10 GB) is measured only if it is named.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from measure import Measured, Run, measured
from report import Agreement, load, machine, report
from works import HERE, Data, Work, works

# This process stays small: what it imports would count in the peak memory of what it starts.


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", metavar="WORK", help="these works and their floors")
    parser.add_argument("--also", nargs="+", metavar="WORK", default=[], help="the default, and these")
    parser.add_argument("--rows", type=int, default=830_000, help="about so many, and 10 and 100 times that")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer-runs", type=int, default=3)
    parser.add_argument("--r", action="store_true", help="measure R's survey, and check against it")
    parser.add_argument("--svy", metavar="PYTHON", help="measure svy, with the Python that has it")
    parser.add_argument("--folder", type=Path, default=HERE / ".data", help="for generated data")
    parser.add_argument("--output", type=Path, default=HERE / "RESULTS.md")
    return parser.parse_args()


def chosen(every: Sequence[Work], only: Sequence[str] | None, also: Sequence[str]) -> list[Work]:
    """The works that are asked for, with their floors."""
    names = {work.name for work in every if work.by_default} if only is None else set(only)
    names |= set(also)
    unknown = names - {work.name for work in every}
    if unknown:
        raise SystemExit(f"no work {', '.join(sorted(unknown))}: there are {[work.name for work in every]}")
    return [work for work in every if work.name in names or work.name.removesuffix(" floor") in names]


def prepare(data: Data) -> None:
    """Generate a survey, and take away the tables of earlier runs."""
    subprocess.run(data.command, check=True)
    tables = data.folder / "tables"
    tables.mkdir(exist_ok=True)
    for table in tables.glob("*.csv"):
        table.unlink()


def in_turn(works: Sequence[Work], runs: int, peer_runs: int) -> dict[str, Measured]:
    """Run each work, then each once more."""
    found: dict[str, list[Run]] = {work.name: [] for work in works}
    for turn in range(max(runs, peer_runs)):
        for work in works:
            times = 1 if work.once else peer_runs if work.name in {"svy", "survey"} else runs
            if turn < times:
                run = measured(work.command)
                found[work.name].append(run)
                print(f"{work.name}: {run.seconds:.2f} s, {run.gigabytes:.2f} GB", file=sys.stderr)
    return {name: Measured(tuple(its_runs)) for name, its_runs in found.items()}


def checked(data: Data, *, r: bool) -> Iterator[Agreement]:
    """What the tables of a survey agree with; ends the benchmark if they don't."""
    check = [sys.executable, str(HERE / "check.py"), str(data.folder), *(["--r"] if r else [])]
    done = subprocess.run(check, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.returncode)
    for line in done.stdout.splitlines():
        yield Agreement(data.rows, **json.loads(line))


def main() -> None:
    """Generate, measure, check, write."""
    asked = _asked()
    rows: int = asked.rows
    every = works(asked.folder.resolve(), rows, r=asked.r, svy=asked.svy)
    done = chosen(every, asked.only, asked.also)
    surveys = list(dict.fromkeys(work.data for work in done if work.data))
    for data in surveys:
        prepare(data)
    before = load()
    found = in_turn(done, asked.runs, asked.peer_runs)
    agreements = [it for data in surveys for it in checked(data, r=asked.r and data.rows == rows)]
    about = [*machine(asked.svy, r=asked.r), f"load {before:.1f} before, {load():.1f} after"]
    asked.output.write_text(report(done, found, agreements, about), encoding="utf-8")
    print(os.path.relpath(asked.output))


if __name__ == "__main__":
    main()
