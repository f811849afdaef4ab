"""A unified diff of two texts, in a time that grows with their length and no faster.

The standard library's difflib takes hours for a large table of which every other row changed. Rows of tables
are nearly all different from each other, so lines that are unique in both texts tell how these lie together
("patience diff"); hunks are made by difflib.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher

_AROUND = 3
"""Unchanged lines around a change."""


def unified(before: Sequence[str], after: Sequence[str], old: str, new: str) -> Iterator[str]:
    """Give the lines of a unified diff; `old` and `new` are the files' names."""
    for number, hunk in enumerate(_Matcher(before, after).get_grouped_opcodes(_AROUND)):
        if number == 0:
            yield from (f"--- {old}", f"+++ {new}")
        (_, first, _, first_after, _), (_, _, last, _, last_after) = hunk[0], hunk[-1]
        yield f"@@ -{_range(first, last)} +{_range(first_after, last_after)} @@"
        for tag, start, end, start_after, end_after in hunk:
            if tag == "equal":
                yield from (f" {line}" for line in before[start:end])
                continue
            yield from (f"-{line}" for line in before[start:end])
            yield from (f"+{line}" for line in after[start_after:end_after])


def _range(start: int, stop: int) -> str:
    """Write lines counted from 1; of none, the line before them."""
    length = stop - start
    if length == 1:
        return f"{start + 1}"
    return f"{start + bool(length)},{length}"


class _Matcher(SequenceMatcher[str]):
    """Finds what two texts share by lines that are unique in both."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        super().__init__(autojunk=False)
        self._before, self._after = before, after

    def get_matching_blocks(self) -> list[Match]:
        """Give the stretches of equal lines in order, and an empty one at the end.

        They go from the start, the end and each anchor as far as lines are equal; none goes beyond the next
        anchor without going through it.
        """
        blocks: list[Match] = []
        at, at_after = 0, 0
        ends = len(self._before), len(self._after)
        for start, start_after in [(0, 0), *_anchors(self._before, self._after), ends]:
            if start < at:
                continue
            back = 0
            while self._same(start - back - 1, start_after - back - 1, at, at_after):
                back += 1
            at, at_after = start, start_after
            while self._same(at, at_after, at, at_after):
                at, at_after = at + 1, at_after + 1
            if length := at - start + back:
                blocks.append(Match(start - back, start_after - back, length))
        return [*blocks, Match(*ends, 0)]

    def _same(self, line: int, line_after: int, least: int, least_after: int) -> bool:
        inside = least <= line < len(self._before) and least_after <= line_after < len(self._after)
        return inside and self._before[line] == self._after[line_after]


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Give the most lines that are unique in both texts and in the same order there, as pairs of places."""
    once, once_after = Counter(before), Counter(after)
    places = {line: at for at, line in enumerate(after) if once_after[line] == 1}
    pairs = [(at, places[line]) for at, line in enumerate(before) if once[line] == 1 and line in places]
    chain = _longest_rise([at_after for _, at_after in pairs])
    return [pairs[number] for number in chain]


def _longest_rise(values: Sequence[int]) -> list[int]:
    """Give the places of a longest rising subsequence of different values (patience sorting)."""
    least: list[int] = []
    holder: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_left(least, value)
        before.append(holder[length - 1] if length else -1)
        if length == len(least):
            least.append(value)
            holder.append(place)
        else:
            least[length], holder[length] = value, place
    chain = []
    place = holder[-1] if holder else -1
    while place >= 0:
        chain.append(place)
        place = before[place]
    return chain[::-1]
