"""Results as text and files. Nothing here computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from integrind.errors import OutputError, UsageError
from integrind.faults import did_you_mean
from integrind.paths import is_folder

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
    from integrind.render.tables import terminal

    return terminal.render(results, appearance.width, appearance.color, appearance.digits).encode()


def _csv(results: Results, _: Appearance) -> bytes:
    from integrind.render.formats import delimited

    return delimited.comma_separated(results)


def _tsv(results: Results, _: Appearance) -> bytes:
    from integrind.render.formats import delimited

    return delimited.tab_separated(results)


def _json(results: Results, _: Appearance) -> bytes:
    from integrind.render.formats import json

    return json.document(results).encode()


def _jsonl(results: Results, _: Appearance) -> bytes:
    from integrind.render.formats import json

    return json.lines(results).encode()


def _parquet(results: Results, _: Appearance) -> bytes:
    from integrind.render.formats import parquet

    return parquet.render(results)


def _markdown(results: Results, appearance: Appearance) -> bytes:
    from integrind.render.pages import markdown

    return markdown.render(results, appearance.digits).encode()


def _html(results: Results, appearance: Appearance) -> bytes:
    from integrind.render.pages import html

    return html.render(results, appearance.digits).encode()


def _xlsx(results: Results, appearance: Appearance) -> bytes:
    from integrind.render.formats import xlsx

    return xlsx.render(results, appearance.digits)


def _sdmx_csv(results: Results, _: Appearance) -> bytes:
    from integrind.render.formats import sdmx

    return sdmx.render(results).encode()


FORMATS: Mapping[str, Callable[[Results, Appearance], bytes]] = {
    "table": _table,
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "markdown": _markdown,
    "html": _html,
    "xlsx": _xlsx,
    "sdmx-csv": _sdmx_csv,
}
"""How each format is written. Renderers are imported when they are used: `--help` waits for none."""

BINARY = frozenset({"parquet", "xlsx"})
"""Formats that no terminal can show."""

REQUIRED: Mapping[str, str] = {"xlsx": "xlsxwriter"}
"""Modules that are no part of a plain installation, by the format that needs them."""

SUFFIXES: Mapping[str, str] = {
    ".txt": "table",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".parquet": "parquet",
    ".md": "markdown",
    ".html": "html",
    ".xlsx": "xlsx",
    ".sdmx.csv": "sdmx-csv",
}
"""Formats by the end of a file's name; the longest that fits counts."""


def render(results: Results, form: str, appearance: Appearance = PLAIN) -> bytes:
    """Give the results in one of `FORMATS`, as the bytes of a file."""
    require(form)
    return FORMATS[form](results, appearance)


def require(form: str) -> None:
    """Raise OutputError for a format that this installation cannot write."""
    if form in REQUIRED and find_spec(REQUIRED[form]) is None:
        raise OutputError(
            f"the format {form} needs a package that isn't installed", f"pip install 'integrind[{form}]'"
        )


def format_of(path: Path) -> str:
    """Tell the format by the file's suffix.

    Raises UsageError where it says none, OutputError for a folder.
    """
    if is_folder(path):
        raise OutputError(f"cannot write {path}: it is a folder", "name a file in it")
    name = path.name.lower()
    fitting = [suffix for suffix in SUFFIXES if name.endswith(suffix)]
    if not fitting:
        known = ", ".join(SUFFIXES)
        raise UsageError(
            f"{path.name!r}: its suffix says no format",
            did_you_mean(path.suffix.lower(), SUFFIXES) or f"end it with one of {known}, or say --format",
        )
    return SUFFIXES[max(fitting, key=len)]
