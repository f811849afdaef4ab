"""Errors that are shown to a user without a traceback, each with the exit code of its cause.

Everything else keeps its traceback and ends with exit code 70: it is a bug of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from integrind.faults import Fault


class IntegrindError(Exception):
    """Base of all that a user can mend."""

    exit_code: ClassVar[int]

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class UsageError(IntegrindError):
    """The command line asks for something that isn't there or contradicts itself."""

    exit_code = 2


class DefinitionError(IntegrindError):
    """An indicator, codebook, survey description, plan or policy is wrong; carries every fault found."""

    exit_code = 3

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class DataError(IntegrindError):
    """The data file doesn't hold what its description or the design says."""

    exit_code = 4


class OutputError(IntegrindError):
    """A result could not be written."""

    exit_code = 5
