"""What is wrong in a file that a user wrote: where, what, and how to mend it.

A fault is a value. Checks collect faults and go on; whoever asked decides when to stop. Every code is
stable, is listed in `CATALOGUE`, has one bad file in the tests and a line in `docs/faults.md`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A stretch of one line of a file. `line` and `column` count from 1; `text` is the whole line."""

    file: str
    line: int
    column: int
    length: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that a user has to mend."""

    place: Place
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Place, code and message; then the line with a caret under the very words; then the hint."""
        lines = [f"{self.place}: {self.code}: {self.message}"]
        if self.place.text:
            number = str(self.place.line)
            caret = " " * (self.place.column - 1) + "^" * max(1, self.place.length)
            lines += [f"  {number} | {self.place.text}", f"  {' ' * len(number)} | {caret}"]
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that was probably meant, or None."""
    words = list(known)
    folded = {candidate.casefold(): candidate for candidate in words}
    if word.casefold() in folded:
        return folded[word.casefold()]
    found = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give the hint for an unknown word, empty where nothing is near."""
    meant = nearest(word, known)
    return f"did you mean {meant!r}?" if meant is not None else ""
