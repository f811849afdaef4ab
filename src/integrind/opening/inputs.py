"""The files that requests read: what outputs may never replace, and what a manifest holds hashes of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import Self, TypeAlias

from integrind.data.parts import data_files
from integrind.definitions.files import POLICY_SUFFIX, find_files, nearest_codebook
from integrind.definitions.load import examine
from integrind.definitions.survey import Survey
from integrind.definitions.surveys import survey_beside
from integrind.definitions.yaml import read_document
from integrind.errors import IntegrindError, UsageError
from integrind.opening.calibration import totals_file
from integrind.opening.selection import definitions_of
from integrind.opening.tables import households
from integrind.packaged import packaged_policies
from integrind.paths import STANDARD_INPUT, is_folder, is_pattern, located
from integrind.request import Request

KINDS: Mapping[str, str] = {
    "data": "data",
    "definitions": "definitions",
    "descriptions": "description",
    "policies": "policy",
}
"""Kinds of files, and what messages call them."""

Identity: TypeAlias = Path | tuple[int, int]
"""What tells that two names are of one file: where it is, or device and number, which hard links share."""

_ELSEWHERE = "name a file in another folder"


@dataclass(frozen=True)
class Inputs:
    """What some requests read, by where it is: that holds in whatever folder outputs are named later."""

    files: Mapping[Path, str]
    """What messages call each."""
    surveys: frozenset[Path]
    """Files, folders and patterns, as requests name them."""
    folders: frozenset[Path]
    """Of data files."""
    patterns: Mapping[str, str]
    """Of data files, and how the user wrote each."""
    definitions: frozenset[Path]
    """Folders of them."""

    @classmethod
    def of(cls, requests: Sequence[Request], read: Mapping[str, Iterable[Path]] | None = None) -> Self:
        """Of requests, and of further files by what messages call them. Raises DataError and UsageError."""
        kinds = {KINDS[kind]: files for kind, files in inputs_of(requests).items()} | dict(read or {})
        data = {it.data for it in requests}
        definitions = {path for it in requests for path in definitions_of(it)}
        return cls(
            files={located(file): kind for kind, files in kinds.items() for file in files},
            surveys=frozenset(located(Path(it)) for it in data),
            folders=frozenset(located(Path(it)) for it in data if is_folder(Path(it))),
            patterns={str(located(Path(it))): it for it in data if is_pattern(it)},
            definitions=frozenset(located(it) for it in definitions if is_folder(it)),
        )

    def refuse_replacing(self, outputs: Iterable[Path], option: str = "") -> None:
        """Raise UsageError for an output that takes the place of one of the files, or gets among them.

        `option` stands before its name in messages. Nothing is read here.
        """
        known = {it: kind for file, kind in self.files.items() for it in _identities(file)}
        for output in outputs:
            name = f"{option} {output}".lstrip()
            self._refuse_among(output, name)
            if kind := next((known[it] for it in _identities(output) if it in known), None):
                itself = located(output) in self.surveys
                what = (
                    "this is the survey file itself" if itself else f"this run reads that file, as its {kind}"
                )
                raise UsageError(f"{name}: {what}", "name another file")

    def _refuse_among(self, output: Path, name: str) -> None:
        """Raise UsageError for an output that the next run would read."""
        place = located(output)
        if place.parent in self.folders:
            raise UsageError(f"{name}: the files of this folder are the survey", _ELSEWHERE)
        for pattern, written in self.patterns.items():
            if fnmatchcase(str(place), pattern):
                raise UsageError(f"{name}: the files that match {written} are the survey", _ELSEWHERE)
        if place.suffix in {".yaml", ".yml"} and any(map(place.is_relative_to, self.definitions)):
            raise UsageError(f"{name}: the .yaml files of this folder are definitions", _ELSEWHERE)


def _identities(file: Path) -> Iterator[Identity]:
    yield located(file)
    with suppress(OSError, ValueError):
        found = file.stat()
        yield found.st_dev, found.st_ino


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
