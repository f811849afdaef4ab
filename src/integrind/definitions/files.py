"""Which files are definitions: every `*.yaml` in a folder, told apart by its name."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from integrind.faults import Fault, Place
from integrind.paths import is_file, is_folder, is_special, located
from integrind.vocabulary import Dimension

CODEBOOK = "codebook.yaml"
SURVEY_SUFFIX = ".survey.yaml"
POLICY_SUFFIX = ".policy.yaml"
PLAN = "integrind.yaml"


@dataclass(frozen=True)
class Files:
    """The definition files in some paths, each once, in the order of the paths and of their names."""

    indicators: tuple[Path, ...]
    codebooks: tuple[Path, ...]
    surveys: tuple[Path, ...]
    policies: tuple[Path, ...]
    plans: tuple[Path, ...]
    faults: tuple[Fault, ...]

    def only(self, names: Collection[str], dimensions: Collection[str]) -> Files:
        """Of the indicators those that are asked for by name, else those that may be of some dimensions.

        All where neither is named, or nothing is called so.
        """
        wanted = {name.partition("@")[0] for name in names}
        named = tuple(file for file in self.indicators if file.stem in wanted)
        if wanted:
            return replace(self, indicators=named) if wanted == {file.stem for file in named} else self
        if not dimensions or not set(dimensions) <= set(Dimension):
            return self
        others = set(Dimension) - set(dimensions)
        return replace(
            self, indicators=tuple(it for it in self.indicators if located(it).parent.name not in others)
        )


def find_files(paths: Sequence[Path]) -> Files:
    """Find all definitions in files and folders; a folder without any is a fault."""
    faults: list[Fault] = []
    found: dict[Path, Path] = {}
    for path in paths:
        inside = list(_inside(path, faults)) if is_folder(path) else [path]
        if not inside and not faults:
            hint = "definitions end in .yaml"
            faults.append(Fault(Place(str(path), 1, 1), "Y003", "this folder holds no definitions", hint))
        for file in inside:
            found.setdefault(located(file), file)
    files = list(found.values())
    codebooks = [file for file in files if file.name == CODEBOOK]
    surveys = [file for file in files if file.name.endswith(SURVEY_SUFFIX)]
    policies = [file for file in files if file.name.endswith(POLICY_SUFFIX)]
    plans = [file for file in files if file.name == PLAN]
    others = {*codebooks, *surveys, *policies, *plans}
    indicators = [file for file in files if file not in others]
    return Files(
        tuple(indicators), tuple(codebooks), tuple(surveys), tuple(policies), tuple(plans), tuple(faults)
    )


def nearest_codebook(file: Path) -> Path | None:
    """Give the codebook in the file's folder or the nearest above it."""
    return _codebook_above(file) or _codebook_above(located(file))


def _codebook_above(file: Path) -> Path | None:
    return next((book for folder in file.parents if is_file(book := folder / CODEBOOK)), None)


def _inside(folder: Path, faults: list[Fault]) -> Iterator[Path]:
    """Every definition in a folder; what can't be looked at is a fault: nothing is computed without it."""

    def refuse(error: OSError) -> None:
        faults.append(_unreadable(Path(error.filename), error.strerror or type(error).__name__))

    found: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        names = (Path(name) for name in files if not name.startswith("."))
        found += (Path(place) / name for name in names if name.suffix in {".yaml", ".yml"})
    for file in sorted(found):
        if is_special(file):
            faults.append(_unreadable(file, "it is a device or a pipe"))
        else:
            yield file


def _unreadable(path: Path, reason: str) -> Fault:
    return Fault(Place(str(path), 1, 1), "Y001", f"it can't be read: {reason}")
