r"""YAML without its surprises, and with the place of every key and value.

Only what a definition needs: mappings, lists and scalars. PyYAML's parser gives the events; nothing is
constructed from tags, and nothing can grow by reference. A plain scalar is true, false or null in the
spellings of YAML 1.2's core schema, a number as JSON writes it (also `.5` and `5.`), and text in every
other case: `no`, `010`, `+5`, `1_000`, `.inf` and dates are text. A key is always its source text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import yaml

from integrind.definitions.document import Document, Parts, Steps, Stretch, Value
from integrind.definitions.source import UNPRINTABLE, Source, decode, read_bytes
from integrind.errors import DefinitionError
from integrind.faults import Fault

MAX_DEPTH = 20
MAX_NODES = 20_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""Plain scalars that are no text."""
_NUMERIC = frozenset("-.0123456789")
"""How a number can begin."""
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_NUMBER = re.compile(r"-?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")

_LEAVE_THE_VALUE = frozenset({"Y006", "Y011", "Y012", "Y015"})
"""Faults after which it is still known what the rest of the file says: a key given twice, say."""

_SYNTAX = {
    "mapping values are not allowed": ("no ':' is allowed here", "text with ': ' in it goes in quotes"),
    "did not find expected key": (
        "a key is expected here",
        "check the indentation; text that begins with a quote is quoted as a whole",
    ),
    "found character": ("no text begins with this character", "put the text in quotes"),
    "could not find expected ':'": ("a key without ':'", "check the indentation"),
    "found unexpected end of stream": ("a quote is not closed", ""),
    "',' or ']'": ("',' or ']' is missing", ""),
    "',' or '}'": ("',' or '}' is missing", ""),
    "expected '-' indicator": ("'- ' is expected here", "a list can't go on as a mapping"),
    "<document start>": ("the definition has ended before this", "check for a bracket too many"),
    "unknown escape character": ("unknown escape", "a backslash wants single quotes"),
}
"""Our sentence and hint, by what the parser's own words contain."""


def read_document(path: Path) -> Document:
    """Read one YAML file; raise `DefinitionError` with every fault of its syntax."""
    return parse_document(read_bytes(path), str(path))


def parse_document(data: bytes | str, file: str) -> Document:
    """Read YAML that is not in a file; `file` is its name in faults."""
    encoded = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return _Composer(decode(encoded, file)).document()


class _Composer:
    """Builds the value from the parser's events; collects faults and goes on where that makes sense."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._events: Iterator[yaml.Event] = yaml.parse(source.text, Loader=_LOADER)
        self._faults: list[Fault] = []
        self._keys: dict[Steps, Stretch] = {}
        self._values: dict[Steps, Stretch] = {}

    def document(self) -> Document:
        try:
            value = self._only_document()
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # PyYAML, of an impossible escape
            self._syntax(error)
        if not {fault.code for fault in self._faults} <= _LEAVE_THE_VALUE:
            raise DefinitionError(self._faults)
        parts = Parts(self._source, self._keys, self._values)
        return Document(value, self._source.file, lambda: parts, tuple(self._faults))

    def _only_document(self) -> Value:
        next(self._events)
        value = None
        if not isinstance(next(self._events), yaml.StreamEndEvent):
            value = self._node(next(self._events), ())
            next(self._events)
            after = next(self._events)
            if not isinstance(after, yaml.StreamEndEvent):
                self._stop(_stretch(after), "Y010", "a second document", "a file holds one definition")
        if value is None and not self._faults:
            self._stop(Stretch(0, 1), "Y008", "the file is empty")
        return value

    def _node(self, event: yaml.Event, steps: Steps) -> Value:
        stretch = _stretch(event)
        if len(self._values) >= MAX_NODES:
            self._stop(stretch.first(), "Y018", f"more than {MAX_NODES:,} values in one file")
        if len(steps) > MAX_DEPTH:
            self._stop(stretch.first(), "Y017", f"more than {MAX_DEPTH} levels deep")
        self._values[steps] = stretch
        self._refuse_references(event, stretch)
        if isinstance(event, yaml.ScalarEvent):
            text = self._text(event, stretch)
            return text if event.style else _plain(text)
        self._values[steps] = stretch.first()
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(steps)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(steps)
        return None

    def _mapping(self, steps: Steps) -> Value:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            stretch = _stretch(event)
            key = self._key(event, stretch, steps)
            below = (*steps, key)
            if key in found:
                line = self._source.place(self._keys[below].start, 0).line
                self._fault(stretch, "Y011", f"the key {key!r} is given twice", f"first in line {line}")
            if not found:
                self._values[steps] = stretch
            self._keys.setdefault(below, stretch)
            found[key] = self._node(next(self._events), below)
        return found

    def _list(self, steps: Steps) -> Value:
        found: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._node(event, (*steps, len(found))))
        return found

    def _key(self, event: yaml.Event, stretch: Stretch, steps: Steps) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            if not isinstance(event, yaml.AliasEvent):
                self._fault(stretch.first(), "Y016", "a key is text or a number")
            self._node(event, (*steps, ""))
            return ""
        self._refuse_references(event, stretch)
        if event.value == "<<" and not event.style:
            self._fault(stretch, "Y014", "merge keys are not allowed", "write the keys out")
        return self._text(event, stretch)

    def _text(self, event: yaml.ScalarEvent, stretch: Stretch) -> str:
        text: str = event.value
        # Only double quotes have escapes: written as such it would have been refused before.
        if event.style == '"' and (found := UNPRINTABLE.search(text)):
            message = f"control character U+{ord(found.group()):04X}"
            self._fault(stretch, "Y006", message, "delete it")
        return text

    def _refuse_references(self, event: yaml.Event, stretch: Stretch) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._fault(stretch, "Y013", "aliases are not allowed", "write the value out")
            return
        if anchor := getattr(event, "anchor", None):
            start = self._source.text.index(f"&{anchor}", stretch.start)
            marked = Stretch(start, start + len(anchor) + 1)
            self._fault(marked, "Y012", "anchors are not allowed", "write each value where it belongs")
        if getattr(event, "tag", None) is not None:
            start = self._source.text.index("!", stretch.start)
            marked = Stretch(start, start + 1)
            self._fault(marked, "Y015", "tags are not allowed", "text that begins with '!' is quoted")

    def _syntax(self, error: Exception) -> NoReturn:
        problem = getattr(error, "problem", None) or "this is not YAML"
        mark, opening = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        start = end = self._source.end()
        if mark is not None:
            start = min(mark.index, end)
        if opening is not None and (start == end or "expected ':'" in problem):
            start = opening.index
        message, hint = next((ours for theirs, ours in _SYNTAX.items() if theirs in problem), (problem, ""))
        self._stop(Stretch(start, start + 1), "Y009", message, hint)

    def _fault(self, at: Stretch, code: str, message: str, hint: str = "") -> None:
        self._faults.append(Fault(self._source.place(at.start, at.end), code, message, hint))

    def _stop(self, at: Stretch, code: str, message: str, hint: str = "") -> NoReturn:
        self._fault(at, code, message, hint)
        raise DefinitionError(self._faults)


def _stretch(event: yaml.Event) -> Stretch:
    begin, behind = event.start_mark, event.end_mark
    if begin is None or behind is None:
        return Stretch(0, 0)
    return Stretch(begin.index, behind.index, getattr(event, "style", None))


def _plain(text: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMERIC:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
            return number
    return text
