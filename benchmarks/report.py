"""RESULTS.md: bars, what was measured, and what the tables agree with."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from measure import Measured
from works import Work

INTRODUCTION = """\
Written by `benchmarks/run.py`. Every figure is of whole processes, start-up and the writing of a csv file
included, run in turn, under the default disclosure policy: the median of the runs for seconds, the largest
for memory. Processor seconds are those of all threads; where other programs share the machine they tell more
than wall seconds.
"""
DATA = """\
## The data

`generate.py`: persons in households in 43,000 PSUs, those in 160 strata and in 400 areas; 12 groups of 78% to
0.2%; 24 variables of 0 and 1 and 6 amounts of money, 5% of each missing. Ten and a hundred times the rows are
ten and a hundred times the households in the same PSUs. Areas, quantiles and Parquet are tables of the same
file, replicates of the same people with 80 weights more.
"""
FLOORS = """\
## What the floor is

`floor.py`: plain polars scans the file with a schema and takes in one group-by, on the streaming engine, the
weighted sum of each variable and the sum of the weights where it is answered. It groups by stratum, PSU and
group, and by area where the work does. No table can do without that; it gives no estimate, no standard error
and no disclosure control, all of which are in the tables of integrind. Ratios are judged by processor
seconds, memory and single commands as they are.

- Quantiles: the sums of the 6 amounts, though sums don't give quantiles, which have to be sorted for.
- No PSUs: the same file, described by weight and strata alone; grouped by stratum and group.
- Replicates: there is neither stratum nor PSU, so it groups by group, and sums by each of the 81 weights.
"""
PEERS = """\
## What the peers compute

Estimates, gaps from the population and their standard errors, for the same 30 variables and 12 groups; no
other column of the table.

- `survey` (R): the package has no call for the gap from a population that the group belongs to, so
  `peers/survey.R` writes its scores out, and `svytotal` sums them.
- `svy` (Python): `peers/svy_gaps.py` has everybody in the file a second time, as a group named `population`,
  and takes contrasts of its domains.
"""
AGREEMENT = """\
## What the tables agree with

Cells of each kind, with estimate, standard error, degrees of freedom, gap and the gap's standard error and
degrees of freedom; of peers' tables every estimate, gap and standard error of a gap. `formulas.py` is numpy,
written from [the statistics](../docs/statistics.md) alone. Whatever is more than 1e-9 apart, and a byte that
differs between CSV and Parquet, ends the benchmark.
"""


@dataclass(frozen=True)
class Agreement:
    """What was compared, with whom, and how far apart they were."""

    rows: int
    what: str
    oracle: str
    cells: int
    largest: float


def load() -> float:
    """How many processes wanted a processor in the last minute; 0 on a quiet machine."""
    return os.getloadavg()[0]


def machine(svy: str | None, *, r: bool) -> Iterator[str]:
    """What it ran on and with."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    yield f"{date.today()}, {platform.system()}"
    yield f"{_processor()}, {os.cpu_count()} processors, {gigabytes:.0f} GB of memory"
    threads = _said(sys.executable, "-c", "import polars; print(polars.thread_pool_size())")
    yield f"integrind {version('integrind')}, Python {platform.python_version()}"
    yield f"polars {version('polars')} with {threads} threads, numpy {version('numpy')}"
    if r:
        yield _said("Rscript", "-e", "cat(R.version.string, '\nsurvey', format(packageVersion('survey')))")
    if svy:
        program = "import polars, svy; print('svy', svy.__version__, 'with polars', polars.__version__)"
        yield f"{_said(svy, '-c', program)}, in a Python environment of its own"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text("utf-8").splitlines() if information.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return ", ".join(line.strip() for line in done.stdout.splitlines())


def report(
    works: Sequence[Work],
    measured: Mapping[str, Measured],
    agreements: Sequence[Agreement],
    about: Sequence[str],
) -> str:
    """The page."""
    lines = [
        "# Benchmarks",
        "",
        INTRODUCTION,
        *(f"- {line}" for line in about),
        "",
        "## What must hold",
        "",
        "| work | rows | found | by processor seconds | bar | |",
        "|---|--:|--:|--:|---|---|",
        *_bars(works, measured),
        "",
        "## What was measured",
        "",
        "| | work | rows | seconds | from, to | processor seconds | peak GB | runs |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
        *_rows(works, measured),
        "",
        DATA,
        FLOORS,
        PEERS,
        AGREEMENT,
        "| cells | rows | compared with | how many | largest relative difference |",
        "|---|--:|---|--:|--:|",
        *(
            f"| {it.what} | {it.rows:,} | {it.oracle} | {it.cells:,} | {it.largest:.0e} |"
            for it in agreements
        ),
    ]
    return "\n".join(lines) + "\n"


def _bars(works: Sequence[Work], measured: Mapping[str, Measured]) -> Iterator[str]:
    for work in works:
        for bar in work.bars:
            found = bar.found(measured, work.name)
            if found is not None:
                wall, processor = found
                met = (
                    "reported" if bar.limit is None else "met" if bar.met(wall, processor) else "**not met**"
                )
                by_processor = "" if bar.of == "GB" else f"{processor:.2f}"
                yield f"| {work.name} | {_of(work)} | {wall:.2f} | {by_processor} | {bar} | {met} |"


def _rows(works: Sequence[Work], measured: Mapping[str, Measured]) -> Iterator[str]:
    for work in works:
        found = measured[work.name]
        seconds = [run.seconds for run in found.runs]
        yield (
            f"| {work.name} | {work.title} | {_of(work)} | {found.seconds:.2f} "
            f"| {min(seconds):.2f}, {max(seconds):.2f} | {found.processor_seconds:.2f} "
            f"| {found.gigabytes:.2f} | {len(seconds)} |"
        )


def _of(work: Work) -> str:
    return f"{work.data.rows:,}" if work.data else ""
