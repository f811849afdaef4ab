"""Which survey file a command is about."""

from __future__ import annotations

from integrind.errors import UsageError


def survey_file(data: str | None, *, sample: bool, command: str) -> str:
    """The file that is named, or the sample survey; raises UsageError unless it is one of them."""
    if (data is not None) == sample:
        hint = f"integrind {command} survey.csv"
        raise UsageError("name one survey file, or --sample for the sample survey", hint)
    if data is not None:
        return data
    from integrind.packaged import packaged_sample_data

    return str(packaged_sample_data() / "community_survey.csv")
