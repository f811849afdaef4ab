"""What is said of some rows and not of all: numbered, beside the cell or the title that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from integrind.results import Results

BETWEEN = "; "
"""Stands between two notes of one row."""

_IMPUTING = re.compile(r"(\d+)% of the (?:gap's )?variance is from imputing(?:, (\d+)% of the gap's)?")
_HALF = 50

Place = tuple[str, str]
"""Quantity and indicator."""


@dataclass(frozen=True)
class Footnotes:
    """Notes by number, counted from 1 in the order of the rows."""

    sentences: tuple[str, ...]
    shared: Mapping[Place, tuple[int, ...]]
    """Numbers of the notes that every row of an indicator has."""
    own: Mapping[tuple[Place, str | None], tuple[int, ...]]
    """Numbers of the other notes of a row, by its text of notes."""

    @classmethod
    def of(cls, results: Results) -> Footnotes:
        """Number the notes that the notices don't say of the whole table."""
        texts: dict[Place, list[str | None]] = {}
        distinct = results.frame.select("quantity", "indicator", "notes").unique(maintain_order=True)
        for quantity, indicator, text in distinct.iter_rows():
            texts.setdefault((quantity, indicator), []).append(text)
        notes = {place: [_notes(text, results.about.notices) for text in of] for place, of in texts.items()}
        sentences = tuple(dict.fromkeys(note for rows in notes.values() for row in rows for note in row))
        number = {sentence: count for count, sentence in enumerate(sentences, start=1)}
        everywhere = {place: set.intersection(*map(set, rows)) for place, rows in notes.items()}
        return cls(
            sentences,
            {place: tuple(sorted(number[note] for note in shared)) for place, shared in everywhere.items()},
            {
                (place, text): tuple(number[note] for note in row if note not in everywhere[place])
                for place, rows in notes.items()
                for text, row in zip(texts[place], rows, strict=True)
            },
        )


def reference(numbers: Collection[int]) -> str:
    """Give the signs that stand for notes: `[1] [3]`."""
    return " ".join(f"[{number}]" for number in numbers)


def _in_short(note: str) -> str:
    """What is said of each row with a number of its own, said of those where that is much; empty else."""
    if (found := _IMPUTING.fullmatch(note)) is None:
        return note
    most = max(int(it) for it in found.groups() if it is not None)
    return "more than half of the variance is from imputing" if most > _HALF else ""


def _notes(text: str | None, notices: Collection[str]) -> list[str]:
    short = (_in_short(note) for note in (text or "").split(BETWEEN))
    notes = (f"{note[0].upper()}{note[1:]}." for note in short if note)
    return [note for note in dict.fromkeys(notes) if note not in notices]
