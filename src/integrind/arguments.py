"""Arguments of the Python functions as a request wants them; one of another type is refused in a sentence.

Messages name types, never what was given: a frame of answers is printed with its values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from numbers import Real
from os import PathLike, fspath
from pathlib import Path
from typing import TypeVar

from integrind.errors import UsageError
from integrind.faults import did_you_mean

E = TypeVar("E", bound=StrEnum)


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Raise UsageError for an argument that a function doesn't have."""
    names = sorted(known)
    for name in given:
        if name not in names:
            hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
            raise UsageError(f"there is no argument {name!r}", hint)


def path(name: str, given: object) -> Path:
    """A path as text or `Path`. Raises UsageError."""
    if not isinstance(given, str | PathLike) or isinstance(found := fspath(given), bytes):
        raise refused(name, given, "takes a path, as text or as a Path")
    if "\0" in found:
        raise UsageError(f"{name} takes a path, and no path has a zero byte in it")
    return Path(found)


def paths(name: str, given: object) -> tuple[Path, ...]:
    """Several paths. Raises UsageError."""
    return tuple(path(f"each of {name}", it) for it in _several(name, given))


def text(name: str, given: object) -> str:
    """Text. Raises UsageError."""
    if not isinstance(given, str):
        raise refused(name, given, "takes text")
    return given


def texts(name: str, given: object) -> tuple[str, ...]:
    """Several texts. Raises UsageError."""
    return tuple(text(f"each of {name}", it) for it in _several(name, given))


def number(name: str, given: object) -> float:
    """A number. Raises UsageError."""
    if isinstance(given, bool) or not isinstance(given, Real):
        raise refused(name, given, "takes a number")
    return float(given)


def truth(name: str, given: object) -> bool:
    """True or false. Raises UsageError."""
    if not isinstance(given, bool):
        raise refused(name, given, "takes True or False")
    return given


def word(name: str, given: object, words: type[E]) -> E:
    """One of some words. Raises UsageError."""
    said = text(name, given)
    if said not in list(words):
        hint = did_you_mean(said, words) or f"one of {', '.join(words)}"
        raise UsageError(f"{name}: there is no {said!r}", hint)
    return words(said)


def _several(name: str, given: object) -> Sequence[object]:
    if isinstance(given, str):
        raise UsageError(f"{name} takes a list, and this is one text", f"put it in a list: {name}=[...]")
    if not isinstance(given, Sequence):
        raise refused(name, given, "takes a list")
    return given


def refused(name: str, given: object, wanted: str) -> UsageError:
    """What is raised for an argument of another type than is wanted."""
    hint = "write it to a file, and name that" if hasattr(given, "columns") else ""
    return UsageError(f"{name} {wanted}, and this is of the type {type(given).__name__}", hint)
