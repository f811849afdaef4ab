"""Every command that writes, disturbed at every step: the old files or the new ones, and none besides.

Oracle: what an undisturbed run leaves, and what was there before.
"""

import pytest
from fuzzing.command import Outcome, outcome
from fuzzing.survey import DEFINITIONS, DESCRIPTION, PLAN, csv

from .disturbing import NEVER_FAIL, Disturbance, disturbing

SEVERAL = """\
tables:
  - {name: one, command: compute, data: data.csv, indicator: [rate], output: [old.csv, made/one.parquet],
     review: made/review.csv}
  - {name: two, command: coverage, data: data.csv, output: [old.json]}
datapackage: {folder: made, title: All}
"""
FILES = DEFINITIONS | {
    "data.csv": b"".join(csv()),
    "data.survey.yaml": DESCRIPTION.encode(),
    "integrind.yaml": PLAN.replace("    policy: ours.policy.yaml\n", "").encode(),
    "several.yaml": SEVERAL.encode(),
    "old.csv": b"old\n",
    "old.json": b"{}\n",
}
RATE = ("data.csv", "--indicator", "rate", "--quiet")
COMMANDS = (
    ("compute", *RATE, "-o", "old.csv", "-o", "new.md", "--review", "review.csv"),
    ("compare", *RATE, "--area", "place", "-o", "old.csv"),
    ("trend", *RATE, "--wave", "year", "-o", "new.csv"),
    ("profile", *RATE, "--by", "sex", "-o", "old.csv"),
    ("coverage", "data.csv", "-o", "old.json"),
    ("init", "data.csv", "-o", "drafted.yaml"),
    ("run", "--quiet"),
    ("run", "several.yaml", "--quiet"),
)
"""All that write files: the others print."""
MAY_BE = {0: lambda _, new: (new,), 5: lambda old, _: (old,), 130: lambda old, new: (old, new)}
"""What may be there afterwards, by the exit code. Where a link fails there is another way."""


def disturbed(arguments: tuple[str, ...], step: int | None, how: Disturbance) -> tuple[Outcome, list[str]]:
    names: list[str] = []

    def around():
        with disturbing(step, how) as steps:
            yield
        names.extend(steps.names)

    return outcome(FILES, *arguments, around=around), names


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_old_or_new(arguments):
    undisturbed, steps = disturbed(arguments, None, Disturbance.FAILS)
    assert undisturbed.exit == 0, undisturbed.err
    assert undisturbed.after != undisturbed.before
    assert {"open", "write", "fsync", "replace"} <= set(steps)
    for how in Disturbance:
        for step, name in enumerate(steps):
            found, _ = disturbed(arguments, step, how)
            place = f"{how.name} at {step}: {name}"
            assert found.exit in {0, 5 if how is Disturbance.FAILS else 130}, f"{place}: {found.err}"
            assert found.after in MAY_BE[found.exit](found.before, undisturbed.after), place
            if how is Disturbance.FAILS and name not in NEVER_FAIL | {"link"}:
                assert found.exit == 5, place
