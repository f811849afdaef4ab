"""A Frictionless Data Package: `datapackage.json`, which describes a folder of outputs to programs.

https://datapackage.org/standard/data-package/
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from integrind.formats import Format
from integrind.render.publication import writing
from integrind.render.safe import visible
from integrind.results import About

FILE_NAME = "datapackage.json"

TYPES: Mapping[type[pl.DataType], str] = {pl.String: "string", pl.Int64: "integer", pl.Float64: "number"}

_LICENCE_NAME = re.compile(r"[-a-zA-Z0-9._]+")


@dataclass(frozen=True)
class Output:
    """A file that is written: where in the folder, in which format, and what it is about."""

    path: PurePosixPath
    """Relative to the folder of `datapackage.json`, and in it."""
    form: Format
    content: bytes
    about: About


def package(name: str, title: str, outputs: Iterable[Output]) -> bytes:
    """Describe the files of a folder; `name` becomes an identifier.

    The caller writes the bytes as `FILE_NAME` together with the outputs. There is no date in them: the same
    outputs give the same bytes.
    """
    described = sorted(outputs, key=lambda output: output.path)
    about = [output.about for output in described]
    names = _unique(_identifier(str(output.path)) for output in described)
    content = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _identifier(name),
        "title": visible(title),
        "licenses": _distinct(_licence(it.licence) for it in about if it.licence),
        "sources": _distinct({"title": visible(it.source)} for it in about if it.source),
        "resources": [_resource(*described_as) for described_as in zip(names, described, strict=True)],
    }
    filled = {key: value for key, value in content.items() if value}
    return (json.dumps(filled, indent=2, ensure_ascii=False) + "\n").encode()


def _resource(name: str, output: Output) -> dict[str, Any]:
    common = {
        "name": name,
        "path": str(output.path),
        "title": visible(output.about.title),
        "description": " ".join(map(visible, output.about.notices)),
        "format": output.path.suffix.removeprefix("."),
        "mediatype": output.form.traits.media_type,
        "encoding": "utf-8",
        "bytes": len(output.content),
        "hash": f"sha256:{hashlib.sha256(output.content).hexdigest()}",
    }
    resource = {key: value for key, value in common.items() if value != ""}
    described = writing(output.form).delimited
    if described is None:
        return {**resource, "type": "file"}
    delimiter, columns = described
    fields = [{"name": column, "type": TYPES[kind]} for column, kind in columns.items()]
    return {
        **resource,
        "type": "table",
        "dialect": {"delimiter": delimiter},
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _licence(text: str) -> dict[str, str]:
    """Give a licence; the standard wants a name, which one in words hasn't."""
    if _LICENCE_NAME.fullmatch(text):
        return {"name": text}
    return {"name": "other", "title": visible(text)}


def _identifier(text: str) -> str:
    """Give an identifier of the standard: lower-case letters, digits and `-_.`."""
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-.") or "results"


def _unique(names: Iterable[str]) -> Iterator[str]:
    """Number the names that were there before."""
    seen: set[str] = set()
    for name in names:
        number, free = 1, name
        while free in seen:
            number, free = number + 1, f"{name}-{number + 1}"
        seen.add(free)
        yield free


def _distinct(items: Iterable[Mapping[str, str]]) -> Sequence[Mapping[str, str]]:
    return [dict(pairs) for pairs in dict.fromkeys(tuple(item.items()) for item in items)]
