"""Every fault in every definition of some files and folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from integrind.definitions.files import CODEBOOK, Files, find_files, nearest_codebook
from integrind.definitions.library import read_library
from integrind.definitions.plan import read_plan
from integrind.definitions.policies import read_policy
from integrind.definitions.surveys import load_survey
from integrind.errors import DefinitionError
from integrind.faults import Fault
from integrind.packaged import default_indicators


@dataclass(frozen=True)
class Validation:
    """What was looked at, and what was found."""

    files: Files
    faults: tuple[Fault, ...]


def validate(paths: Sequence[Path]) -> Validation:
    """Read all indicators, codebooks, surveys' descriptions, policies and plans, whatever is wrong with one.

    A survey description is checked against the codebook among the paths, else the nearest one in its folder
    or above, else that of the default indicators.
    """
    files = find_files(paths)
    library, faults = read_library(files)
    for survey in files.surveys:
        codebook = library.codebook
        if codebook is None and (book := _codebook_for(survey)) is not None:
            other, more = read_library(find_files([book]))
            codebook = other.codebook
            faults += more
        try:
            load_survey(survey, codebook)
        except DefinitionError as error:
            faults += error.faults
    readers = ((read_policy, files.policies), (read_plan, files.plans))
    for read, those in readers:
        for file in those:
            try:
                read(file)
            except DefinitionError as error:
                faults += error.faults
    return Validation(files, tuple(sorted(set(faults))))


def _codebook_for(survey: Path) -> Path | None:
    return nearest_codebook(survey) or nearest_codebook(default_indicators() / CODEBOOK)
