"""The glossary names what the program has. Oracle: the program, imported."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([\w.]+)` \|$", PAGE.read_text(), re.MULTILINE)


def test_a_word_stands_once_and_nothing_is_left_out():
    words = [word for word, *_ in ROWS]
    assert len(words) == len(set(words))
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("|")]
    headings = [line for line in lines if line.startswith(("| word |", "|---"))]
    assert len(ROWS) == len(lines) - len(headings) > 40


@pytest.mark.parametrize("name", sorted({name for *_, name in ROWS}))
def test_the_program_has_it(name: str):
    room, _, thing = name.rpartition(".")
    if thing[0].isupper():
        assert hasattr(importlib.import_module(f"integrind.{room}"), thing)
    else:
        importlib.import_module(f"integrind.{name}")
