"""What is wrong with the shape of a file, in words that don't need pydantic's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from integrind.definitions.document import Steps, Value
from integrind.faults import did_you_mean


class Said(NamedTuple):
    """A message and its hint; `number` follows the letter of the kind of file in the fault's code."""

    number: str
    message: str
    hint: str = ""


_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "missing": "a pair of numbers",
    "too_long": "a pair of numbers",
    "enum": "a word",
    "literal_error": "a word",
}
_OTHERWISE = "written in another way"
_LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


def subject(steps: Steps, called: str) -> str:
    """Name the part of a file: the whole, a key, or an item of a list."""
    keys = [step for step in steps if isinstance(step, str)]
    if not keys:
        return called
    if steps[-1] == keys[-1]:
        return repr(keys[-1])
    return f"item {int(steps[-1]) + 1} of {keys[-1]!r}"


def unknown_key(owner: str, key: str, known: Iterable[str]) -> Said:
    """Say that there is no such key."""
    keys = list(known)
    return Said("001", f"{owner} has no key {key!r}", did_you_mean(key, keys) or _one_of(keys))


def missing_key(owner: str, key: object) -> Said:
    """Say that a key is missing."""
    return Said("002", f"{owner} needs {key!r}")


def not_a_name(name: str) -> Said:
    """Say that it can't be the name of an indicator or a variable."""
    hint = "a name has only a-z, 0-9 and _, begins with a letter, and has at most 64 characters"
    return Said("005", f"{name!r} is not a name", hint)


def sentence(kind: str, context: Mapping[str, Any], subject: str, value: Value) -> Said:
    """Say what a value should be, by pydantic's kind of error and its context."""
    match kind:
        case "enum" | "literal_error":
            return _not_a_word(subject, value, _words(context))
        case "string_too_short" | "too_short":
            return Said("006", f"{subject} is empty")
        case "string_too_long":
            return Said("006", f"{subject} has more than {context['max_length']} characters")
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            side, limit = _LIMITS[kind]
            return Said("007", f"{subject} must be {side} {context[limit]:g}", _as_fraction(value, context))
    return Said("003", f"{subject} must be {_TYPES.get(kind, _OTHERWISE)}", _mend(kind, value))


def none_of(subject: str, branches: Iterable[tuple[str, Mapping[str, Any]]]) -> Said:
    """Say that a value is nothing of what it may be, by what kind of error each branch gave."""
    answers = [(kind, context) for kind, context in branches if kind != "int_type"]  # a number may be whole
    words = [word for kind, context in answers if kind == "literal_error" for word in _words(context)]
    names = dict.fromkeys(_TYPES.get(kind, _OTHERWISE) for kind, _ in answers)
    *others, last = names
    return Said("003", f"{subject} must be {', '.join(others)} or {last}", _one_of(words))


def _not_a_word(subject: str, value: Value, words: list[str]) -> Said:
    if isinstance(value, str):
        return Said("004", f"{subject} can't be {value!r}", did_you_mean(value, words) or _one_of(words))
    return Said("004", f"{subject} must be a word", _one_of(words))


def _words(context: Mapping[str, Any]) -> list[str]:
    return re.findall(r"'([^']*)'", context["expected"])


def _one_of(words: list[str]) -> str:
    return f"one of: {', '.join(words)}" if words else ""


def _as_fraction(value: Value, context: Mapping[str, Any]) -> str:
    """A hint where what must be a fraction was meant in percent."""
    is_fraction = context.get("le", context.get("lt")) == 1
    if not is_fraction or isinstance(value, bool) or not isinstance(value, int | float) or value > 100:
        return ""
    return f"as a fraction: {value:g}% is {value / 100:g}"


def _mend(kind: str, value: Value) -> str:
    if kind == "string_type" and isinstance(value, bool | int | float):
        return "put it in quotes"
    if kind in {"int_type", "float_type"} and isinstance(value, str) and re.fullmatch(r"-?[0-9.]+", value):
        return "write it without quotes"
    if kind == "tuple_type" and isinstance(value, str | int | float):
        return "put it in square brackets"
    return ""
