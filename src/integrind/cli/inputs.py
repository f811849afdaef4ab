"""Which survey file a command is about, and which files its outputs may not replace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from integrind.errors import UsageError
from integrind.paths import is_folder, is_pattern, located

if TYPE_CHECKING:
    from integrind.request import Request

Identity: TypeAlias = Path | tuple[int, int]
"""What tells that two names are of one file: where it is, or device and number, which hard links share."""

_ELSEWHERE = "name a file in another folder"


def named_file(data: str | None, command: str) -> str:
    """The file that is named; raises UsageError where none is."""
    if data is None:
        raise UsageError("name a survey file", f"integrind {command} survey.csv")
    return data


def survey_file(data: str | None, *, sample: bool, command: str) -> str:
    """The file that is named, or the sample survey; raises UsageError unless it is one of them."""
    if (data is not None) == sample:
        hint = f"integrind {command} survey.csv"
        raise UsageError("name one survey file, or --sample for the sample survey", hint)
    if data is not None:
        return data
    from integrind.packaged import packaged_sample_data

    return str(packaged_sample_data() / "community_survey.csv")


def refuse_replacing(
    requests: Sequence[Request], outputs: Iterable[Path], read: Mapping[str, Iterable[Path]] | None = None
) -> None:
    """Raise UsageError for an output that takes the place of a file that is read, or gets among such files.

    `read`: files beyond those of the requests, by what messages call them. Nothing is read here.
    """
    outputs = tuple(outputs)
    if not outputs:
        return
    from integrind.opening.inputs import KINDS, inputs_of

    kinds = {KINDS[kind]: files for kind, files in inputs_of(requests).items()} | dict(read or {})
    known = {it: kind for kind, files in kinds.items() for file in files for it in _identities(file)}
    for output in outputs:
        _refuse_among(requests, output)
        if kind := next((known[it] for it in _identities(output) if it in known), None):
            itself = located(output) in {located(Path(it.data)) for it in requests}
            what = "this is the survey file itself" if itself else f"this run reads that file, as its {kind}"
            raise UsageError(f"-o {output}: {what}", "name another file")


def _refuse_among(requests: Sequence[Request], output: Path) -> None:
    """Raise UsageError for an output that the next run would read."""
    from integrind.opening.selection import definitions_of

    place = located(output)
    for request in requests:
        data = Path(request.data)
        if place.parent == located(data) and is_folder(data):
            raise UsageError(f"-o {output}: the files of this folder are the survey", _ELSEWHERE)
        if is_pattern(request.data) and fnmatchcase(str(place), str(located(data))):
            raise UsageError(f"-o {output}: the files that match {request.data} are the survey", _ELSEWHERE)
        if place.suffix in {".yaml", ".yml"}:
            for path in definitions_of(request):
                if place.is_relative_to(located(path)) and is_folder(path):
                    what = "the .yaml files of this folder are definitions"
                    raise UsageError(f"-o {output}: {what}", _ELSEWHERE)


def _identities(file: Path) -> Iterator[Identity]:
    yield located(file)
    with suppress(OSError, ValueError):
        found = file.stat()
        yield found.st_dev, found.st_ino
