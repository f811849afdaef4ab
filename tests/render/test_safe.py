"""Oracle of what cannot be seen: the general category and the bidirectional class of the Unicode data."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrind.render.safe import cell, visible

TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"}
anything = st.text(st.characters(exclude_categories=[]))


def unseen(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(character) in TURNING
    )


def test_people_see_every_character_of_unicode() -> None:
    hidden = {f"{code:x}" for code in range(0x110000) if any(map(unseen, visible(chr(code))))}
    assert hidden == set()


@given(anything)
def test_people_see_every_character_of_a_text(text: str) -> None:
    assert not any(map(unseen, visible(text)))


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_what_can_be_seen_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("a\nb\tc", r"a\nb\tc"),
        ("\u202eabc", r"\u202eabc"),
        ("\U000e0041", r"\U000e0041"),
        ("café 名前", "café 名前"),
    ],
)
def test_escapes_can_be_read(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "-1+1", "+cmd|' /C calc'!A0", "-", "\t=1", "\r=1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert cell(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["-1", "+3.5", "-1.2e-7", "65+", "16-24", "a=b", "", "\u0645\u06cc\u200c\u062e"]
)
def test_other_text_stays(text: str) -> None:
    assert cell(text) == text


@given(anything)
def test_a_cell_is_one_line_and_no_formula(text: str) -> None:
    safe = cell(text)
    assert not {
        character for character in safe if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
    }
    if safe.startswith(("=", "+", "-", "@")):
        float(safe)
