"""Whole command lines: every command, any of its options and some of others, right and wrong values."""

from pathlib import Path

import typer
from hypothesis import example, given
from hypothesis import strategies as st

from integrind.cli import app

from .command import keeps_the_contract, outcome, share
from .survey import DEFINITIONS, DESCRIPTION, PLAN, POLICY, csv

FILES = DEFINITIONS | {
    "data.csv": b"".join(csv()),
    "data.survey.yaml": DESCRIPTION.encode(),
    "other.csv": b"".join(csv(4)),
    "empty.csv": b"",
    "ours.policy.yaml": POLICY.encode(),
    "integrind.yaml": PLAN.encode(),
    "old.csv": b"old\n",
}
INPUTS = frozenset(FILES) - {"old.csv"}
NEW = (
    "old.csv",
    "new.csv",
    "new.json",
    "new.html",
    "new.md",
    "new.xlsx",
    "new.parquet",
    "new.yaml",
    "new.csv.gz",
)
NAMES = (
    *FILES, *NEW, "indicators", ".", "..", "-", "", " ", "nowhere/new.csv", "n" * 300 + ".csv", "a\nb.csv",
    "\udcff.csv", "made",
)  # fmt: skip
WORDS = (
    "sex", "place", "sex+place", "+", "works", "employed", "year", "rate", "level", "middle", "none",
    "default", "whole", "rest", "group=sex:male", "group=male", "target=0.5", "target=50", "table=old.csv",
    "income > 1", "structural", "0.95", "95", "0", "-1", "1e999", "nan", "csv", "json", "table", "survey",
    "plan", "x" * 3000, "\x1b[2J", "[red]", "é",
)  # fmt: skip
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
FLAGS = {
    name: sorted({flag for it in command.params for flag in it.opts if flag.startswith("-")}) or ["--help"]
    for name, command in COMMANDS.items()
}
ANY_FLAG = sorted({it for those in FLAGS.values() for it in those})
WRITING = {"-o", "--output", "--review"}


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, ...]:
    """A command, mostly with a survey, and some options, mostly its own, each with or without a value."""
    name = draw(st.sampled_from(sorted(COMMANDS)))
    line = [name, *draw(st.lists(st.sampled_from(("data.csv", "data.csv", "rate", *NAMES)), max_size=2))]
    for _ in range(draw(st.integers(0, 4))):
        flag = draw(st.sampled_from(FLAGS[name] if draw(st.integers(0, 9)) else ANY_FLAG))
        values = NAMES if flag in WRITING else (*WORDS, *NAMES)
        line += [flag, *draw(st.lists(st.sampled_from(values), max_size=1))]
    return tuple(line)


def outputs(line: tuple[str, ...]) -> frozenset[str]:
    """What a line may replace: what it or a plan calls an output, and none that it can have read."""
    drafted = {str(Path(it).with_suffix(".survey.yaml")) for it in line if 0 < len(Path(it).name) < 200}
    planned = {"made/all.csv", "made/all.json", "integrind.manifest.json"}
    return frozenset({*line, *NEW, *drafted, *planned}) - INPUTS


@share(60)
@given(lines())
@example(())
@example(("--help",))
@example(("compute", "data.csv", "-o", "data.csv"))
@example(("compute", "data.csv", "-o", "new.csv", "-o", "new.html"))
def test_any_line(line):
    keeps_the_contract(outcome(FILES, *line, given=FILES["data.csv"]), outputs(line))
