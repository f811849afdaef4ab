"""JSON: a document with all that is said around the rows, which are a line each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

import polars as pl

from integrind.render.formats.values import values
from integrind.render.publication import Writing
from integrind.render.safe import UNSEEN
from integrind.results import COLUMNS, About, Results


def said_around(about: About) -> str:
    """Write what is said around the rows, a line for each fact."""
    facts = (f"{dumped(field.name)}: {dumped(getattr(about, field.name))}" for field in fields(about))
    return "{\n" + ",\n".join(facts) + "\n}"


def used(results: Results) -> About:
    """What is said around, without the names of what the table doesn't show."""
    about, frame = results.about, results.frame
    broken_down = {name for by in ("area_by", "group_by") for name in frame[by].drop_nulls().unique()}
    reference = about.gap_from.partition("=")[2].partition(":")[0]
    variables = {name for by in broken_down for name in by.split("+")} | {reference}
    named = {*frame["indicator"], *results.unavailable}
    return replace(
        about,
        facts={name: it for name, it in about.facts.items() if name in named},
        labels={name: it for name, it in about.labels.items() if name in variables},
        titles={name: it for name, it in about.titles.items() if name in variables | {*about.likely_by}},
    )


def rows(frame: pl.DataFrame) -> Iterator[str]:
    """Write each row on a line."""
    columns = [values(column) for column in frame]
    return (dumped(dict(zip(frame.columns, row, strict=True))) for row in zip(*columns, strict=True))


def listed(rows: Iterable[str]) -> str:
    """Write a list, each row on a line of its own so that a diff is short."""
    text = ",\n".join(rows)
    return f"[\n{text}\n]" if text else "[]"


def document(results: Results, tables: Mapping[str, pl.DataFrame]) -> str:
    """Write `about`, tables by name and `unavailable`, a line for each fact and each row."""
    parts = {
        "about": said_around(used(results)),
        **{name: listed(rows(it)) for name, it in tables.items()},
        "unavailable": dumped(results.unavailable),
    }
    return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in parts.items()) + "\n}\n"


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


def of_objects(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Rows of a result table read back."""
    return pl.DataFrame(
        {
            name: pl.Series([row.get(name) for row in rows], dtype=dtype, strict=False)
            for name, dtype in COLUMNS.items()
            if rows and name in rows[0]
        }
    )


FORMAT = Writing(
    write=lambda it, _: it.json().encode(),
    read=lambda content: of_objects(json.loads(content)["rows"]),
)
