"""The files that requests read: what outputs may never replace, and what a manifest holds hashes of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePath

from integrind.data.parts import data_files
from integrind.definitions.files import POLICY_SUFFIX, find_files, nearest_codebook
from integrind.definitions.load import examine
from integrind.definitions.survey import Survey
from integrind.definitions.surveys import survey_beside
from integrind.definitions.yaml import read_document
from integrind.errors import IntegrindError
from integrind.opening.calibration import totals_file
from integrind.opening.selection import definitions_of
from integrind.opening.tables import households
from integrind.packaged import packaged_policies
from integrind.paths import STANDARD_INPUT
from integrind.request import Request

KINDS: Mapping[str, str] = {
    "data": "data",
    "definitions": "definitions",
    "descriptions": "description",
    "policies": "policy",
}
"""Kinds of files, and what messages call them."""


def inputs_of(requests: Sequence[Request]) -> Mapping[str, frozenset[Path]]:
    """Every file that some requests read, by kind. Raises DataError and UsageError."""
    surveys = [request.data for request in requests]
    tables = [request.gap_from.table for request in requests if request.gap_from.table]
    named = {it for it in (*surveys, *tables) if it != STANDARD_INPUT}
    found: Mapping[str, Iterable[Path]] = {
        "data": (Path(file) for it in {*named, *_beside(requests)} for file in data_files(it)),
        "definitions": _definitions({definitions_of(it) for it in requests}),
        "descriptions": (it for it in map(description, requests) if it is not None),
        "policies": (_policy(request.policy) for request in requests),
    }
    return {kind: frozenset(files) for kind, files in found.items()}


def _beside(requests: Iterable[Request]) -> Iterator[str]:
    """Files of households and of totals; what is wrong with a description is told when it is opened."""
    for path in {it for it in map(description, requests) if it is not None}:
        with suppress(IntegrindError):
            survey, _ = examine(read_document(path), Survey)
            if survey is not None and survey.join is not None:
                yield households(path, survey.join)
            if survey is not None and survey.design.calibrate is not None:
                yield totals_file(path, survey.design.calibrate)


def description(request: Request) -> Path | None:
    """The description given, else the one beside the data."""
    return request.survey or survey_beside(request.data)


def _definitions(asked: Iterable[tuple[Path, ...]]) -> Iterator[Path]:
    for paths in asked:
        files = find_files(paths)
        yield from files.indicators
        yield from files.codebooks
        yield from (book for it in files.indicators if (book := nearest_codebook(it)) is not None)


def _policy(name: str) -> Path:
    own = PurePath(name).suffix in {".yaml", ".yml"}
    return Path(name) if own else packaged_policies() / f"{name}{POLICY_SUFFIX}"
