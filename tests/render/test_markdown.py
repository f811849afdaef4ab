"""Oracle: markdown-it-py, a CommonMark parser with the tables of GitHub."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from integrind.formats import Format
from integrind.render.pages.markdown import escaped
from integrind.render.safe import visible
from integrind.results import Results

from .samples import HOSTILE, as_text, by_birth, community, crossed, hostile, results, waves
from .strategies import any_results

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BLOCKS = {
    "heading",
    "paragraph",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "bullet_list",
    "list_item",
    "inline",
}


def pieces(text: str) -> list[Token]:
    return [child for token in PARSER.parse(text) for child in token.children or []]


def cells(text: str) -> list[str]:
    tokens = PARSER.parse(text)
    inside = (after for token, after in pairwise(tokens) if token.type in ("td_open", "th_open"))
    return ["".join(child.content for child in token.children or []) for token in inside]


def is_plain(text: str) -> bool:
    blocks = {token.type.removesuffix("_open").removesuffix("_close") for token in PARSER.parse(text)}
    return blocks <= BLOCKS and {piece.type for piece in pieces(text)} <= {"text"}


@given(st.text())
@example("| a | b |")
@example("<script>alert(1)</script>")
@example("[a](javascript:alert(1)) ![b](c) ![d]")
@example("*a* _b_ **c** `d` ~~e~~ &lt; &#60;b> \\| \\")
@example("https://example.org www.example.org a@example.org @somebody #12 :smile: $x$")
@example("1. a")
@example("- a")
@example("+")
def test_a_text_is_shown_as_it_is(text: str) -> None:
    shown = visible(text)
    page = f"| a |\n| --- |\n| {escaped(shown)} |\n"
    assert is_plain(page)
    assert cells(page) == ["a", shown.strip()]
    assert is_plain(f"- {escaped(shown)}\n")


@settings(max_examples=40, deadline=None)
@given(any_results())
def test_nothing_is_markup_that_is_not_ours(given_results: Results) -> None:
    assert is_plain(as_text(given_results, Format.MARKDOWN))


def test_hostile_labels_are_in_the_table_and_nowhere_else() -> None:
    assert {visible(text).strip() for text in HOSTILE} <= set(cells(as_text(hostile(), Format.MARKDOWN)))


@pytest.mark.parametrize("make", [community, crossed, waves, hostile])
def test_looks_as_it_did(make, golden) -> None:
    assert as_text(make(), Format.MARKDOWN) == golden


def test_digits_are_obeyed() -> None:
    text = as_text(results(by_birth(["employment_rate"])), Format.MARKDOWN, 3)
    assert "73.100" in text
    assert "-8.626" in text


def test_negative_numbers_are_untouched() -> None:
    assert "| -8.6 | ±2.5 |" in as_text(results(by_birth(["employment_rate"])), Format.MARKDOWN)
