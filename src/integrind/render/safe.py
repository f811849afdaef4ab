"""Text from surveys and definitions made harmless where it is shown or opened.

A label may hold an escape sequence that repaints a terminal, a character that turns the reading direction
round, or a formula that a spreadsheet would run.
"""

from __future__ import annotations

import re

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""What moves the cursor, starts an escape sequence, breaks a line or is no character at all."""

UNSEEN = re.compile(
    CONTROLS.pattern[:-1]
    + r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    + r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
"""Controls, and what has no width or changes the reading direction."""

_FORMULA = re.compile(r"[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def visible(text: str) -> str:
    """Give text for people: one line, and what cannot be seen written as an escape."""
    return UNSEEN.sub(_escaped, text)


def cell(text: str) -> str:
    """Give text for a file that a spreadsheet may open: one line, and never a formula.

    Joiners and marks of direction stay: many scripts need them. A text that would start a formula gets an
    apostrophe in front; one that reads as a number doesn't.
    """
    formula = _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text)
    line = one_line(text)
    return f"'{line}" if formula else line


def one_line(text: str) -> str:
    """Give text without controls, where nothing is a formula that isn't meant to be one."""
    return CONTROLS.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
