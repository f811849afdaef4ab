"""integrind beside the floor and, if they are installed, its peers; writes benchmarks/RESULTS.md.

    python benchmarks/run.py [--rows 830000] [--runs 5] [--r] [--folder benchmarks/.data]

Whole processes in turn, start-up included: the floor runs between the others, so that a busy machine slows
both alike. R's gaps and their standard errors must agree with ours to 1e-9.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median

import polars as pl
from generate import MONEY, VARIABLES, generate

HERE = Path(__file__).parent
ALL = [f"y{number}" for number in range(VARIABLES)]
AMOUNTS = [f"y{number}" for number in sorted(MONEY)]
_RELATIVE = 1e-9


@dataclass
class Work:
    """A command, what its floor sums by, and what each run took."""

    name: str
    command: list[str]
    floor: list[str]
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    megabytes: float = 0.0
    floor_seconds: list[float] = field(default_factory=list)
    floor_cpu: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Run the floor and then the command once more."""
        for command, seconds, cpu in (
            (self.floor, self.floor_seconds, self.floor_cpu),
            (self.command, self.seconds, self.cpu),
        ):
            wall, used, peak = measured(command)
            seconds.append(wall)
            cpu.append(used)
        self.megabytes = max(self.megabytes, peak)

    @property
    def row(self) -> str:
        """A line of the table."""
        ours, floor = median(self.seconds), median(self.floor_seconds)
        cpu = median(self.cpu) / median(self.floor_cpu)
        return (
            f"| {self.name} | {ours:.2f} | {floor:.2f} | {ours / floor:.1f} | {median(self.cpu):.2f} "
            f"| {cpu:.1f} | {self.megabytes / 1024:.2f} |"
        )


def measured(command: Sequence[str]) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak megabytes of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def works(folder: Path) -> list[Work]:
    """What is measured."""

    def compute(file: str, indicators: str, output: str, *more: str) -> list[str]:
        program = [sys.executable, "-m", "integrind", "compute", "--quiet", str(folder / file)]
        survey = ["--survey", str(folder / "survey.survey.yaml")]
        return [
            *program,
            *survey,
            "--indicators",
            str(folder / indicators),
            "-o",
            str(folder / output),
            *more,
        ]

    def floor(file: str, keys: str, variables: list[str]) -> list[str]:
        return [sys.executable, str(HERE / "floor.py"), str(folder / file), keys, ",".join(variables)]

    by, areas = ("--by", "group"), ("--by", "group", "--area", "area")
    return [
        Work("30 indicators × 12 groups", compute("survey.csv", "linear", "national.csv", *by),
             floor("survey.csv", "group", ALL)),
        Work("the same from Parquet", compute("survey.parquet", "linear", "parquet.csv", *by),
             floor("survey.parquet", "group", ALL)),
        Work("30 indicators × 12 groups × 400 areas", compute("survey.csv", "linear", "areas.csv", *areas),
             floor("survey.csv", "group,area", ALL)),
        Work("6 medians and 6 quartiles × 12 groups × 400 areas",
             compute("survey.csv", "quantiles", "quantiles.csv", *areas),
             floor("survey.csv", "group,area", AMOUNTS)),
    ]  # fmt: skip


def check(folder: Path) -> None:
    """R's gaps of a proportion and of a mean agree with ours, and Parquet gives the same bytes as CSV."""
    if (folder / "national.csv").read_bytes() != (folder / "parquet.csv").read_bytes():
        raise SystemExit("CSV and Parquet give different tables")
    table = folder / "r.csv"
    subprocess.run(["Rscript", HERE / "peers" / "survey.R", folder, table, "y0", "y1"], check=True)
    theirs = pl.read_csv(table).with_columns(indicator="i0" + pl.col("variable").str.slice(1))
    ours = pl.read_csv(folder / "national.csv").filter(pl.col("group").is_not_null())
    both = theirs.join(ours, on=["indicator", "group"], suffix="_ours")
    if both.height != theirs.height:
        raise SystemExit("the tables have different rows")
    for column in ("estimate", "gap", "gap_se"):
        apart = ((both[column] - both[f"{column}_ours"]).abs() / both[column].abs()).max()
        if not isinstance(apart, float) or apart > _RELATIVE:
            raise SystemExit(f"{column} differs from R's by {apart!r}")


def report(rows: int, runs: int, done: Sequence[Work], *, checked: bool) -> str:
    """RESULTS.md."""
    lines = [
        "# Benchmarks",
        "",
        f"{date.today()}, {platform.machine()}, {os.cpu_count()} processors,",
        f"Python {platform.python_version()}, polars {pl.__version__}; about {rows:,} rows;",
        f"whole processes, medians of {runs}, each run after one of its floor.",
        "The floor is plain polars: scan the columns, one group-by of weighted sums (`floor.py`).",
        "Where other programs share the machine, compare processor seconds: wall seconds are longer then.",
        "",
        "| work | seconds | floor | × floor | processor seconds | × floor's | peak GB |",
        "|---|---|---|---|---|---|---|",
        *(work.row for work in done),
        "",
    ]
    if checked:
        lines += [
            "Checked: Parquet and CSV give the same bytes; a mean's and a proportion's gaps agree",
            "with R to 1e-9.",
            "",
        ]
    return "\n".join(lines)


def main() -> None:
    """Generate, measure, check, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=HERE / ".data")
    parser.add_argument("--rows", type=int, default=830_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--r", action="store_true", help="check against R")
    asked = parser.parse_args()
    generate(asked.folder, asked.rows)
    pl.scan_csv(asked.folder / "survey.csv").sink_parquet(asked.folder / "survey.parquet")
    done = works(asked.folder)
    for _ in range(asked.runs):
        for work in done:
            work.run()
    if asked.r:
        check(asked.folder)
    (HERE / "RESULTS.md").write_text(report(asked.rows, asked.runs, done, checked=asked.r), encoding="utf-8")


if __name__ == "__main__":
    main()
