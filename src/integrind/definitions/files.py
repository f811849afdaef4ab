"""Which files are definitions: every `*.yaml` in a folder, told apart by its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from integrind.faults import Fault, Place

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


def find_files(paths: Sequence[Path]) -> Files:
    """Find all definitions in files and folders; a folder without any is a fault."""
    faults: list[Fault] = []
    found: dict[Path, Path] = {}
    for path in paths:
        inside = list(_inside(path)) if path.is_dir() else [path]
        if not inside:
            hint = "definitions end in .yaml"
            faults.append(Fault(Place(str(path), 1, 1), "Y003", "this folder holds no definitions", hint))
        for file in inside:
            found.setdefault(file.resolve(), file)
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
    return _codebook_above(file) or _codebook_above(file.resolve())


def _codebook_above(file: Path) -> Path | None:
    return next((book for folder in file.parents if (book := folder / CODEBOOK).is_file()), None)


def _inside(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*.y*ml")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.suffix in {".yaml", ".yml"} and not hidden and not file.is_dir():
            yield file
