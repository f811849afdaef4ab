"""Which survey file a command is about, and which files its outputs may not replace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from integrind.errors import UsageError

if TYPE_CHECKING:
    from integrind.request import Request


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
    if outputs := tuple(outputs):
        from integrind.opening.inputs import Inputs

        Inputs.of(requests, read).refuse_replacing(outputs, "-o")
