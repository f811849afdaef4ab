"""Results as text and files. Nothing here computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from integrind.errors import UsageError
from integrind.faults import did_you_mean

if TYPE_CHECKING:
    from integrind.results import Results


@dataclass(frozen=True)
class Appearance:
    """How results look to people; formats for machines take no notice."""

    width: int | None = None
    """Of the terminal; None where there is none: tables are then as wide as they need."""
    color: bool = False
    digits: int | None = None


PLAIN = Appearance()


def _table(results: Results, appearance: Appearance) -> bytes:
    from integrind.render import terminal

    return terminal.render(results, appearance.width, appearance.color, appearance.digits).encode()


def _csv(results: Results, _: Appearance) -> bytes:
    from integrind.render import delimited

    return delimited.comma_separated(results).encode()


def _tsv(results: Results, _: Appearance) -> bytes:
    from integrind.render import delimited

    return delimited.tab_separated(results).encode()


def _json(results: Results, _: Appearance) -> bytes:
    from integrind.render import json

    return json.document(results).encode()


def _jsonl(results: Results, _: Appearance) -> bytes:
    from integrind.render import json

    return json.lines(results).encode()


FORMATS: Mapping[str, Callable[[Results, Appearance], bytes]] = {
    "table": _table,
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "jsonl": _jsonl,
}
"""How each format is written. Renderers are imported when they are used: `--help` waits for none."""

SUFFIXES: Mapping[str, str] = {
    ".txt": "table",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
}


def render(results: Results, form: str, appearance: Appearance = PLAIN) -> bytes:
    """Give the results in one of `FORMATS`, as the bytes of a file."""
    return FORMATS[form](results, appearance)


def format_of(path: Path) -> str:
    """Tell the format by the file's suffix; raises UsageError where it says none."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise UsageError(
            f"{path.name!r}: its suffix says no format",
            did_you_mean(suffix, SUFFIXES) or f"end it with one of {known}, or say --format",
        )
    return SUFFIXES[suffix]
