"""What a shell offers behind an option: words of the library, and names of a file's columns.

Names of files are looked at, and the first line of a text file; no definition is read, for no shell waits.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path

import typer

from integrind.packaged import default_indicators, packaged_policies, packaged_sample_data
from integrind.vocabulary import Dimension

KINDS = ("indicator", "codebook", "survey", "policy", "plan")
_DELIMITED = (".csv", ".tsv", ".txt")
_VARIABLE = re.compile(r"^  (\w+):", re.MULTILINE)

Offer = Callable[[str], list[str]]


def of(words: type[StrEnum]) -> Offer:
    """Offer one of a few words."""
    return lambda incomplete: _beginning(incomplete, words)


def indicators(incomplete: str) -> list[str]:
    """Offer ids: of `./indicators`, else of the library."""
    return _beginning(incomplete, (it.stem for it in default_indicators().glob("*/*.yaml")))


def dimensions(incomplete: str) -> list[str]:
    """Offer dimensions."""
    return _beginning(incomplete, Dimension)


def kinds(incomplete: str) -> list[str]:
    """Offer kinds of files that have a schema."""
    return _beginning(incomplete, KINDS)


def policies(incomplete: str) -> list[str]:
    """Offer policies by name."""
    return _beginning(incomplete, (it.name.split(".")[0] for it in packaged_policies().glob("*.policy.yaml")))


def columns(context: typer.Context, incomplete: str) -> list[str]:
    """Offer variables of the description and columns of the file, behind `+` too."""
    given = context.params
    data = _sample() if given.get("sample") else given.get("data")
    if not isinstance(data, str | Path):
        return []
    before, plus, last = incomplete.rpartition("+")
    return [f"{before}{plus}{name}" for name in _beginning(last, _names(Path(data), given.get("survey")))]


def _names(data: Path, survey: Path | None) -> Iterator[str]:
    description = survey or data.with_name(f"{data.name.split('.')[0]}.survey.yaml")
    try:
        if description.is_file():
            _, _, variables = description.read_text("utf-8").partition("\nvariables:")
            yield from _VARIABLE.findall(variables)
        if data.is_file() and data.suffix.lower() in _DELIMITED:
            with data.open(encoding="utf-8", newline="") as file:
                first = file.readline(100_000)
            delimiter = max(",;\t", key=first.count)
            yield from next(csv.reader([first], delimiter=delimiter), [])
    except (OSError, ValueError, csv.Error):  # a shell wants no message
        return


def _sample() -> Path:
    return packaged_sample_data() / "community_survey.csv"


def _beginning(incomplete: str, words: Iterable[str]) -> list[str]:
    return sorted({str(it) for it in words if it.startswith(incomplete)})
