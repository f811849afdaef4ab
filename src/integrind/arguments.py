"""Arguments of the Python functions as a request wants them; one of another type is refused in a sentence.

Messages name types, never what was given: a frame of answers is printed with its values.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from numbers import Real
from pathlib import Path
from typing import Any, Literal, TypedDict, TypeVar

from integrind.errors import UsageError
from integrind.faults import did_you_mean
from integrind.request import Reference, Request
from integrind.vocabulary import Adjustment, Measure, ProportionInterval

E = TypeVar("E", bound=StrEnum)

PathLike = str | Path
DimensionName = Literal["structural", "social", "civic_political", "cultural", "identity"]
IntervalName = Literal["logit", "korn-graubard", "wilson", "wald"]
AdjustmentName = Literal["none", "holm", "bh"]


class PeopleOptions(TypedDict, total=False):
    """What is asked of people, whatever they answered."""

    survey: PathLike | None
    indicators: Sequence[PathLike]
    by: Sequence[str] | None
    wave: str | None
    where: str | None
    level: float
    proportion_ci: IntervalName
    policy: str


class SizesOptions(PeopleOptions, total=False):
    """The same, with areas."""

    area: str | None


class Options(SizesOptions, total=False):
    """The arguments of `compute` beside the data, for the functions that have the same."""

    with_library: bool
    indicator: Sequence[str]
    dimension: Sequence[DimensionName]
    measure: Sequence[str]
    variant: str | None
    gap_from: str
    standardise: str | None
    adjust: AdjustmentName
    matters: float | None


def request_of(data: Path, options: Mapping[str, Any], known: Iterable[str]) -> Request:
    """A request, of arguments that are looked at one by one. Raises UsageError."""
    refuse_unknown(options, known)
    return Request.asked(str(data), {name: _TAKES[name](name, given) for name, given in options.items()})


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Raise UsageError for an argument that a function doesn't have."""
    names = sorted(known)
    for name in given:
        if name not in names:
            hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
            raise UsageError(f"there is no argument {name!r}", hint)


def path(name: str, given: object) -> Path:
    """A path as text or `Path`. Raises UsageError."""
    if not isinstance(given, str | os.PathLike) or isinstance(found := os.fspath(given), bytes):
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


def _or_none(take: Callable[[str, object], object]) -> Callable[[str, object], object]:
    """None, which means as the survey description says, or else another argument."""
    return lambda name, given: None if given is None else take(name, given)


_TAKES: Mapping[str, Callable[[str, object], object]] = {
    "survey": _or_none(path),
    "indicators": paths,
    "with_library": truth,
    "indicator": texts,
    "dimension": texts,
    "measure": lambda name, given: tuple(word(name, it, Measure) for it in texts(name, given)),
    "variant": _or_none(text),
    "by": _or_none(texts),
    "area": _or_none(text),
    "wave": _or_none(text),
    "where": _or_none(text),
    "gap_from": lambda name, given: Reference.parse(text(name, given)),
    "standardise": _or_none(text),
    "level": number,
    "proportion_ci": lambda name, given: word(name, given, ProportionInterval),
    "adjust": lambda name, given: word(name, given, Adjustment),
    "matters": _or_none(number),
    "policy": text,
}
"""How each option is looked at."""
