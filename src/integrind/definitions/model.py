"""What every model of a user's file has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A name that is safe in an expression, a column and a file name."""


class Model(BaseModel):
    """Frozen, and an unknown key is an error: a misspelt key must never be silently without effect."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _code_as_text(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


Code = Annotated[str, BeforeValidator(_code_as_text)]
"""A code as it stands in a data file: text. Whole numbers may go without quotes in YAML."""
