"""What every model of a user's file has in common."""

from __future__ import annotations

import keyword
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A name that is safe in an expression, a column and a file name."""


class Model(BaseModel):
    """Frozen, and an unknown key is an error: a misspelt key must never be silently without effect.

    Its validator is built when a file is first checked by it: parts of other models need none of their own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Definition(Model):
    """A model of a whole file."""

    kind: ClassVar[str]
    """Its name: for `integrind schema`, and for the name of the schema's file."""
    called: ClassVar[str]
    """What a message calls it, with its article."""
    letter: ClassVar[str]
    """How the codes of its faults begin."""


def _scalar_as_text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


Code = Annotated[str, BeforeValidator(_scalar_as_text, json_schema_input_type=str | int | bool)]
"""A code as it stands in a data file: text. Whole numbers, true and false may go without quotes in YAML."""


@dataclass(frozen=True)
class Misfit:
    """What a model refuses beside the types of its fields; `at` is the way to the part that it is about."""

    code: str
    message: str
    at: tuple[str | int, ...] = ()
    hint: str = ""
    key: bool = False
    """Whether it is about the key rather than its value."""


def refuse(misfits: Iterable[Misfit]) -> None:
    """Make pydantic report the misfits with the rest; call it in a validator. Does nothing without any."""
    errors = [
        InitErrorDetails(
            type=PydanticCustomError(
                "misfit",
                "{message}",
                {"code": it.code, "message": it.message, "hint": it.hint, "key": it.key},
            ),
            loc=it.at,
            input=None,
        )
        for it in misfits
    ]
    if errors:
        raise ValidationError.from_exception_data("definition", errors)


def reserved_names(code: str, names: Iterable[str], at: tuple[str, ...]) -> list[Misfit]:
    """Give a misfit for each variable that no expression could name."""
    return [
        Misfit(
            code,
            f"{name!r} is a word of the expression language",
            (*at, name),
            "choose another name",
            key=True,
        )
        for name in names
        if keyword.iskeyword(name)
    ]
