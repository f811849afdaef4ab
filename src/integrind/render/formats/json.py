"""Results as JSON: a document with all that is said around the rows, or a line for each row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import polars as pl

from integrind.render.formats.values import values
from integrind.render.safe import UNSEEN
from integrind.results import COLUMNS, About, Results


def document(results: Results) -> str:
    """Give `about`, `rows` and `unavailable`, a line for each fact and each row so that a diff is short."""
    rows = ",\n".join(_rows(results.frame))
    parts = {
        "about": said_around(results.about),
        "rows": f"[\n{rows}\n]" if rows else "[]",
        "unavailable": dumped(results.unavailable),
    }
    return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in parts.items()) + "\n}\n"


def said_around(about: About) -> str:
    """Write what is said around the rows, a line for each fact."""
    facts = (f"{dumped(field.name)}: {dumped(getattr(about, field.name))}" for field in fields(about))
    return "{\n" + ",\n".join(facts) + "\n}"


def lines(results: Results) -> str:
    """Give a line for each row and nothing else."""
    return "".join(f"{row}\n" for row in _rows(results.frame))


def _rows(frame: pl.DataFrame) -> Iterator[str]:
    columns = [values(frame[name]) for name in COLUMNS]
    return (dumped(dict(zip(COLUMNS, row, strict=True))) for row in zip(*columns, strict=True))


def dumped(value: object) -> str:
    """Write on one line; what cannot be seen is escaped, as JSON allows, and is lost to nobody."""
    return UNSEEN.sub(_escaped, _ENCODER.encode(value))


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_plain)
