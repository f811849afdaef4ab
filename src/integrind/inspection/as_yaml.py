"""A file's own names and codes as they stand in YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]*")
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
"""Words that some reader of YAML takes for something else than text."""


def code(code: str) -> str:
    """A code: a number as it is, else text."""
    return code if _WHOLE_NUMBER.fullmatch(code) else text(code)


def codes(codes: Iterable[str]) -> str:
    """A list of codes."""
    return f"[{', '.join(map(code, codes))}]"


def pairs(meaning: Mapping[str, str]) -> str:
    """What codes stand for."""
    return f"{{{', '.join(f'{code(it)}: {value}' for it, value in meaning.items())}}}"


def text(text: str) -> str:
    """Plain where that is text without doubt, else quoted."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _RESERVED:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{printable(escaped)}"'


def printable(text: str) -> str:
    """What cannot be seen is escaped, as YAML allows between quotes."""
    return "".join(char if char.isprintable() else f"\\U{ord(char):08X}" for char in text)
