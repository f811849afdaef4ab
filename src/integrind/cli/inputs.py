"""Which survey file a command is about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from integrind.errors import UsageError


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


def refuse_outputs_among(surveys: Iterable[str], outputs: Iterable[Path]) -> None:
    """Raise UsageError for an output that would be a survey, or one of the files in a survey's folder."""
    from integrind.data.parts import is_folder

    written = {file.resolve(): file for file in outputs}
    for survey in surveys:
        place = Path(survey).resolve()
        if place in written:
            raise UsageError(f"-o {survey}: this is the survey file itself", "name another file")
        inside = [file for at, file in written.items() if at.parent == place]
        if inside and is_folder(survey):
            hint = "name a file in another folder"
            raise UsageError(f"-o {inside[0]}: the files of this folder are the survey", hint)
