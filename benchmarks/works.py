"""What is measured, what each work is compared with, and what must hold."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from measure import Measured

HERE = Path(__file__).parent
VARIABLES = [f"y{number}" for number in range(30)]
AMOUNTS = VARIABLES[::5]
REPLICATES = 80


@dataclass(frozen=True)
class Bar:
    """What must hold of a work, by itself or beside another; without a limit it is only reported."""

    of: Literal["times", "times faster", "seconds more", "seconds", "GB"]
    limit: float | None
    other: str = ""

    def __str__(self) -> str:
        unit = {
            "times": f"× {self.other}",
            "times faster": f"× faster than {self.other}",
            "seconds more": f"seconds more than {self.other}",
        }.get(self.of, self.of)
        if self.limit is None:
            return unit
        return f"{'at least' if self.of == 'times faster' else 'at most'} {self.limit:g} {unit}"

    def found(self, measured: Mapping[str, Measured], name: str) -> tuple[float, float] | None:
        """The figure by wall and by processor seconds; None where the other was not measured."""
        ours, other = measured[name], measured.get(self.other or name)
        if other is None:
            return None
        wall, processor = (
            {
                "times": mine / theirs,
                "times faster": theirs / mine,
                "seconds more": mine - theirs,
                "seconds": mine,
                "GB": ours.gigabytes,
            }[self.of]
            for mine, theirs in (
                (ours.seconds, other.seconds),
                (ours.processor_seconds, other.processor_seconds),
            )
        )
        return wall, processor

    def met(self, wall: float, processor: float) -> bool:
        """Whether it keeps the limit: a ratio by processor seconds, which other programs disturb least."""
        if self.limit is None:
            return True
        figure = processor if self.of in {"times", "times faster"} else wall
        return figure >= self.limit if self.of == "times faster" else figure <= self.limit


@dataclass(frozen=True)
class Data:
    """A generated survey, and how it is made."""

    folder: Path
    rows: int
    replicates: int = 0
    parquet: bool = False

    @property
    def command(self) -> list[str]:
        """Generate it, unless it is there."""
        made = [sys.executable, str(HERE / "generate.py"), str(self.folder), "--rows", str(self.rows)]
        return [*made, "--replicates", str(self.replicates), *(["--parquet"] if self.parquet else [])]


@dataclass(frozen=True)
class Work:
    """A command that is measured as a whole process."""

    name: str
    title: str
    command: list[str]
    data: Data | None = None
    bars: tuple[Bar, ...] = ()
    once: bool = False
    by_default: bool = True


@dataclass(frozen=True)
class Table:
    """Result tables of one survey, each after its floor."""

    data: Data
    suffix: str = "csv"
    keys: tuple[str, ...] = ("group",)
    indicators: str = "linear"
    singly: bool = False
    """As if the rows had been drawn one by one."""
    once: bool = False
    by_default: bool = True

    def works(self, name: str, title: str, *bars: Bar) -> Iterator[Work]:
        """The floor and the table."""
        for its_name, its_title, command, its_bars in (
            (f"{name} floor", "plain polars", self._floor, ()),
            (name, title, self._compute, bars),
        ):
            yield Work(its_name, its_title, command, self.data, its_bars, self.once, self.by_default)

    @property
    def kind(self) -> str:
        """What check.py knows the table as."""
        if self.indicators == "quantiles":
            return "quantiles"
        if self.data.replicates:
            return "replicates"
        if self.suffix == "parquet":
            return "parquet"
        if self.singly:
            return "singly"
        return "areas" if "area" in self.keys else "national"

    @property
    def _file(self) -> str:
        return str(self.data.folder / f"survey.{self.suffix}")

    @property
    def _compute(self) -> list[str]:
        cells = ["--by", "group", *(["--area", "area"] if "area" in self.keys else [])]
        folder = self.data.folder
        survey = [
            "--survey",
            str(folder / ("singly.survey.yaml" if self.singly else "survey.survey.yaml")),
            "--indicators",
            str(folder / self.indicators),
        ]
        output = ["-o", str(folder / "tables" / f"{self.kind}.csv")]
        return [*integrind("compute", "--quiet", self._file), *survey, *cells, *output]

    @property
    def _floor(self) -> list[str]:
        design = () if self.data.replicates else ("stratum",) if self.singly else ("stratum", "psu")
        keys = (*design, *self.keys)
        variables = AMOUNTS if self.indicators == "quantiles" else VARIABLES
        weights = [f"r{number + 1}" for number in range(self.data.replicates)]
        columns = [",".join(names) for names in (keys, variables, weights) if names]
        return [sys.executable, str(HERE / "floor.py"), self._file, *columns]


def integrind(*arguments: str) -> list[str]:
    """The command line, in this Python."""
    return [sys.executable, "-m", "integrind", *arguments]


def works(folder: Path, rows: int, *, r: bool, svy: str | None) -> list[Work]:
    """Everything that can be measured, in the order of its turns."""
    base = Data(folder / str(rows), rows, parquet=True)
    replicated = Data(folder / f"{rows}-replicates", rows, REPLICATES)
    tenfold, hundredfold = (Data(folder / str(rows * times), rows * times) for times in (10, 100))
    by_area = ("group", "area")
    table = "30 indicators × 12 groups, gaps with standard errors"
    quantiles = "6 medians and 6 quartiles × 12 groups × areas"
    return [
        *Table(base).works(
            "national", table,
            Bar("times", 1.5, "national floor"), Bar("times faster", 14, "svy"),
            Bar("times faster", 60, "survey"), Bar("GB", 0.8),
        ),
        *Table(base, "parquet").works("parquet", f"{table}, from Parquet", Bar("times", 1, "national")),
        *Table(base, keys=by_area).works(
            "areas", f"{table}, × areas", Bar("times", 2.2, "areas floor"), Bar("GB", 1.2)
        ),
        *Table(base, singly=True).works(
            "singly", f"{table}, no PSUs", Bar("times", 1.7, "singly floor"), Bar("GB", 0.8)
        ),
        *Table(replicated).works(
            "replicates", f"{table} by {REPLICATES} replicate weights",
            Bar("times", 1.6, "replicates floor"), Bar("GB", 0.6),
        ),
        *Table(base, keys=by_area, indicators="quantiles").works(
            "quantiles", quantiles, Bar("times", None, "quantiles floor")
        ),
        *Table(tenfold).works("tenfold", table, Bar("times", 1.1, "tenfold floor"), Bar("GB", 1.4)),
        *Table(tenfold, keys=by_area).works(
            "tenfold-areas", f"{table}, × areas", Bar("times", 1.25, "tenfold-areas floor"), Bar("GB", 1.4)
        ),
        *Table(tenfold, singly=True).works(
            "tenfold-singly", f"{table}, no PSUs", Bar("times", 1.4, "tenfold-singly floor"), Bar("GB", 1.4)
        ),
        *Table(tenfold, keys=by_area, indicators="quantiles", once=True).works(
            "tenfold-quantiles", quantiles, Bar("times", None, "quantiles")
        ),
        *Table(hundredfold, once=True, by_default=False).works(
            "hundredfold", table, Bar("times", 1.15, "hundredfold floor"), Bar("GB", 1.6)
        ),
        *_short(),
        *_peers(base, r=r, svy=svy),
    ]  # fmt: skip


def _short() -> Iterator[Work]:
    yield Work("python", "`python -c pass`", [sys.executable, "-c", "pass"])
    for name, arguments in (
        ("help", ["--help"]),
        ("list", ["list"]),
        ("explain", ["explain", "employment_rate"]),
    ):
        title = f"`integrind {' '.join(arguments)}`"
        yield Work(name, title, integrind(*arguments), bars=(Bar("seconds more", 0.15, "python"),))
    title = "`integrind compute --sample`: the sample survey, all indicators"
    yield Work("sample", title, integrind("compute", "--sample"), bars=(Bar("seconds", 0.9),))


def _peers(data: Data, *, r: bool, svy: str | None) -> Iterator[Work]:
    if svy:
        program = [svy, str(HERE / "peers" / "svy_gaps.py")]
        yield _peer("svy", "Python's svy: the same table's gaps", program, data)
    if r:
        program = ["Rscript", str(HERE / "peers" / "survey.R")]
        yield _peer("survey", "R's survey: the same table's gaps", program, data)


def _peer(name: str, title: str, program: list[str], data: Data) -> Work:
    output = data.folder / "tables" / f"{name}.csv"
    return Work(name, title, [*program, str(data.folder), str(output)], data)
