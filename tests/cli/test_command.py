"""What every command does with its options. Oracle: by hand, and the headings of docs/cli.md."""

from __future__ import annotations

import re
from pathlib import Path

import in_process
import pytest

DOCS = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")


@pytest.mark.parametrize("command", ["compute", "sizes", "profile", "report"])
def test_help_has_the_headings_of_the_documentation(command: str) -> None:
    done = in_process.shell(command, "--help")
    headings = re.findall(r"^(\w+):$", done.stdout, re.MULTILINE)
    section = DOCS.partition(f"\n## {command}\n")[2].partition("\n## ")[0]
    documented = re.findall(r"^\*\*(\w+)\*\*$", section, re.MULTILINE)
    assert [it for it in headings if it not in ("Arguments", "Options")] == documented
    assert "…" not in done.stdout
    assert headings[0] == "Arguments"
    assert headings[-1] == "Options"


@pytest.mark.parametrize(
    "twice",
    [
        ("compute", "--sample", "--area", "region", "--area", "sex"),
        ("compute", "--sample", "--level", "0.9", "--level=0.95"),
        ("trend", "--sample", "--panel", "id", "--panel", "id"),
        ("compare", "--sample", "--between", "a", "b", "--between", "c", "d"),
    ],
)
def test_a_second_value_of_one_is_refused(twice: tuple[str, ...]) -> None:
    done = in_process.shell(*twice)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(": it is given twice, and takes one value\n")
    assert f"'{next(it for it in twice[2:] if it.startswith('--')).partition('=')[0]}'" in done.stderr


def test_what_repeats_and_what_switches_may_be_given_twice() -> None:
    done = in_process.shell(
        *(
            "compute",
            "--sample",
            "-q",
            "-q",
            "--indicator",
            "employment_rate",
            "--by",
            "sex",
            "--by",
            "country_of_birth",
        )
    )
    assert done.returncode == 0
    assert "By country of birth" in done.stdout
