"""What is wrong in a file that a user wrote: where, what, and how to mend it.

A fault is a value. Checks collect faults and go on; whoever asked decides when to stop. Every code is
stable, is listed in `CATALOGUE`, has one bad file in the tests and a line in `docs/faults.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_DENIAL = re.compile(
    r"(?<![a-z])(?:(?:not|non|no|never|without|with)[_ -]|"
    r"(?:un|in|im|ir|il|dis|non|de|mis|anti|over|under)(?=[a-z]{3}))"
)
"""How a word begins that says the opposite of the rest of it, or of the rest with another such beginning."""
_LONGEST_WORD = 100
"""Nobody means a word by more characters; looking for the nearest takes long then."""
_WIDTH = 68
"""Characters of a line that are shown: with its number it stays within 80 columns."""


AROUND = 2 * _WIDTH
"""Characters of a line, before a place and behind where it begins, that are enough to show it."""


@dataclass(frozen=True, order=True)
class Place:
    """A stretch of one line of a file. `line` and `column` count from 1.

    `text` is the line, or of a very long one the part around the place: a file may have many faults in one.
    """

    file: str
    line: int
    column: int
    length: int = 1
    text: str = ""
    skipped: int = 0
    """Characters of the line before `text`."""
    goes_on: bool = False
    """Whether the line does, behind `text`."""

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
            text, caret = _excerpt(self.place)
            lines += [f"  {number} | {text}", f"  {' ' * len(number)} | {caret}"]
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


def _excerpt(place: Place) -> tuple[str, str]:
    """Give the line and the caret under it; of a long line the part around the place."""
    column = place.column - place.skipped
    fits = len(place.text) <= _WIDTH
    begin = 0 if fits else max(0, min(column - 1 - _WIDTH // 3, len(place.text) - _WIDTH))
    end = begin + _WIDTH
    before = "…" if begin or place.skipped else ""
    after = "…" if end < len(place.text) or place.goes_on else ""
    length = max(1, min(place.length, end - column + 1))
    caret = " " * (column - 1 - begin + len(before)) + "^" * length
    return f"{before}{place.text[begin:end]}{after}", caret


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that was probably meant, or None."""
    import difflib

    if len(word) > _LONGEST_WORD:
        return None
    words = [str(candidate) for candidate in known]
    folded = {candidate.casefold(): candidate for candidate in words}
    if word.casefold() in folded:
        return folded[word.casefold()]
    begun = [candidate for name, candidate in folded.items() if name.startswith(word.casefold())]
    if word and len(begun) == 1:
        return begun[0]
    found = difflib.get_close_matches(word.casefold(), list(folded), cutoff=0.6)
    return next((folded[it] for it in found if not _opposite(word.casefold(), it)), None)


def _opposite(word: str, other: str) -> bool:
    """Whether one word denies what the other says: unemployed and employed, or a misspelt employd."""
    import difflib

    def alike(one: str, two: str) -> float:
        return difflib.SequenceMatcher(None, one, two).ratio()

    denied, others_denied = _DENIAL.sub("", word), _DENIAL.sub("", other)
    if denied == word and others_denied == other:
        return False
    as_they_are = alike(word, other)
    if denied != word and others_denied != other:
        return alike(denied, others_denied) > as_they_are
    return max(alike(denied, other), alike(word, others_denied)) > as_they_are


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give the hint for an unknown word, empty where nothing is near."""
    meant = nearest(word, known)
    return f"did you mean {meant!r}?" if meant is not None else ""


def counted(number: int, noun: str) -> str:
    """Give a number with its noun: 1 row, 2 rows."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
