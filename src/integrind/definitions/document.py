"""A definition file as a plain value, and the place of each of its parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeAlias

from integrind.definitions.source import Source
from integrind.faults import Fault, Place

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
Steps: TypeAlias = tuple[str | int, ...]
"""The way from a document's root to a value: keys and indices."""


class Stretch(NamedTuple):
    """Where a part stands in the text; `style` is a scalar's own: a quote, `|`, `>`, or none."""

    start: int
    end: int
    style: str | None = None

    def first(self) -> Stretch:
        """Give the first character alone."""
        return Stretch(self.start, self.start + 1)


class Parts(NamedTuple):
    """A file's text, and where in it each key and value stands."""

    source: Source
    keys: Mapping[Steps, Stretch]
    values: Mapping[Steps, Stretch]


@dataclass(frozen=True)
class Document:
    """A file's plain value, and the place of each of its parts."""

    value: Value
    file: str
    """The file's name, as faults say it."""
    compose: Callable[[], Parts] = field(repr=False)
    """Finds the parts of the text; asked only where a place is wanted."""
    faults: tuple[Fault, ...] = ()
    """What is wrong in the file but leaves its value: whoever reads it says what else is."""
    compiled: bool = False
    """Whether it was found to hold before, beside the codebook that was compiled with it."""

    @cached_property
    def _parts(self) -> Parts:
        return self.compose()

    def place(self, steps: Steps = (), *, key: bool = False, span: tuple[int, int] | None = None) -> Place:
        """Give the place of a value, of its key, or of the characters `span` of a scalar's text.

        A mapping is shown by its first key, a value that isn't written by its key, and what the document
        doesn't have by the nearest part around it.
        """
        source, keys, values = self._parts
        while steps not in values:
            steps, key, span = steps[:-1], False, None
        shown = values[steps]
        if steps in keys and (key or shown.start == shown.end):
            shown = keys[steps]
        elif span is not None and (text := self.at(steps)) is not None:
            shown = self._within(str(text), shown, span)
        return source.place(shown.start, shown.end)

    def at(self, steps: Steps) -> Value:
        """Give the value at `steps`, None where there is none."""
        value = self.value
        for step in steps:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def _within(self, text: str, scalar: Stretch, span: tuple[int, int]) -> Stretch:
        """Find characters of a scalar in the source: folding and quoting change only its white space."""
        ink = _ink(self._parts.source.text[scalar.start : scalar.end], scalar.style)
        if len(ink) != _count_ink(text):
            return scalar.first()
        first, behind = (_count_ink(text[:offset]) for offset in span)
        if first == len(ink):
            end = scalar.start + (ink[-1] + 1 if ink else 0)
            return Stretch(end, end + 1)
        last = max(first, behind - 1)
        return Stretch(scalar.start + ink[first], scalar.start + ink[last] + 1)


def _count_ink(text: str) -> int:
    return len(re.sub(r"\s", "", text))


def _ink(written: str, style: str | None) -> list[int]:
    """Give the offset of each character that shows and belongs to the scalar's text."""
    begin, end = 0, len(written)
    if style in {"'", '"'}:
        begin, end = 1, end - 1
    elif style in {"|", ">"}:
        begin = written.find("\n")
    doubled = {found.end() - 1 for found in re.finditer("''", written[begin:end])} if style == "'" else set()
    return [
        begin + offset
        for offset, character in enumerate(written[begin:end])
        if not character.isspace() and offset not in doubled
    ]
