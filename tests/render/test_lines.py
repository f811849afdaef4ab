"""Oracle: the diff applied to the first text gives the second; difflib, where texts are short."""

from __future__ import annotations

import re
from difflib import unified_diff
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from integrind.render.files.lines import unified

HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
few_words = st.lists(st.sampled_from("abcd"), max_size=12)
all_different = st.lists(st.integers(0, 9), max_size=8, unique=True).map(lambda it: list(map(str, it)))


def diff(before: list[str], after: list[str]) -> list[str]:
    return list(unified(before, after, "old", "new"))


def applied(before: list[str], lines: list[str]) -> list[str]:
    """Apply a unified diff strictly, with what its hunks say of places and lengths."""
    after: list[str] = []
    at = 0
    hunk: list[str] = []
    for line in lines[2:]:
        if found := HUNK.fullmatch(line):
            first, length, first_after, _ = (int(it) if it else 1 for it in found.groups())
            start = first - (length > 0)
            after += before[at:start]
            at = start
            assert len(after) == first_after - (found[4] != "0")
            continue
        hunk.append(line)
        if line[0] in " -":
            assert before[at] == line[1:]
            at += 1
        if line[0] in " +":
            after.append(line[1:])
    return after + before[at:]


@given(few_words | all_different, few_words | all_different)
def test_it_turns_one_text_into_the_other(before: list[str], after: list[str]) -> None:
    lines = diff(before, after)
    assert applied(before, lines) == after
    assert bool(lines) == (before != after)


@given(all_different, all_different)
def test_of_different_lines_it_keeps_as_many_as_can_be_kept(before: list[str], after: list[str]) -> None:
    """By hand: the longest list of lines whose places rise in both texts."""
    shared = [after.index(line) for line in before if line in after]
    rising = (
        kept
        for size in range(len(shared) + 1)
        for kept in combinations(shared, size)
        if all(one < two for one, two in pairwise(kept))
    )
    changed = sum(line[0] == "-" for line in diff(before, after)[2:])
    assert changed == len(before) - max(map(len, rising))


def test_it_looks_as_that_of_difflib() -> None:
    before = [f"row {number}" for number in range(40)]
    after = [*before[:5], "row 5!", *before[6:20], "new", *before[20:30], *before[31:]]
    assert diff(before, after) == list(unified_diff(before, after, "old", "new", lineterm=""))


def test_a_large_table_of_which_every_other_row_changed() -> None:
    """As much as difflib has to do in an hour."""
    before = [f"row {number}" for number in range(100_000)]
    after = [f"{row}{'!' * (number % 2)}" for number, row in enumerate(before)]
    assert sum(line[0] == "+" for line in diff(before, after)[2:]) == 50_000
