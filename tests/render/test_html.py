"""Oracle: Python's HTML parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings

from integrind.formats import Format
from integrind.render import render
from integrind.render.publication import Appearance
from integrind.render.safe import visible
from integrind.results import Results

from .samples import HOSTILE, as_text, by_birth, community, crossed, hostile, results
from .strategies import any_results

TAGS = {"section", "h2", "h3", "p", "ul", "li", "abbr", "div"} | {
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}


def piece(made: Results) -> str:
    return render(made, Format.HTML, Appearance(fragment=True)).decode()


class Page(HTMLParser):
    """What a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.texts.append((tag, ""))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] == [self.texts[-1][0] if self.texts else None]:
            tag, text = self.texts.pop()
            self.texts.append((tag, text + data))

    def handle_decl(self, decl):
        raise AssertionError(decl)

    handle_comment = handle_pi = unknown_decl = handle_decl


@settings(max_examples=40, deadline=None)
@given(any_results())
def test_is_nothing_but_our_elements(given_results: Results) -> None:
    page = Page(piece(given_results))
    assert page.open == []
    assert set(page.tags) <= TAGS
    assert {(tag, name) for tag, name, _ in page.attributes} <= {
        ("section", "class"),
        ("section", "lang"),
        ("th", "scope"),
        ("th", "class"),
        ("td", "class"),
        ("abbr", "title"),
        *(("div", name) for name in ("class", "role", "tabindex", "aria-label")),
    }


def test_hostile_labels_are_text() -> None:
    texts = {text for _, text in Page(piece(hostile())).texts}
    assert {visible(text) for text in HOSTILE} <= texts


def test_markup_in_labels_is_text() -> None:
    bad = '<img src=x onerror="alert(1)">&amp;</table>'
    named = {"birth": {"uk": bad}}
    made = results(by_birth(["employment_rate"], title=bad), labels=named, source=bad)
    page = Page(piece(made))
    assert set(page.tags) <= TAGS
    assert ("li", f"Source: {bad}") in page.texts
    assert any(bad in text for tag, text in page.texts if tag == "th")


def test_every_table_can_be_understood_without_seeing_it() -> None:
    page = Page(piece(community()))
    assert page.tags.count("caption") == page.tags.count("table")
    assert {value for tag, name, value in page.attributes if (tag, name) == ("th", "scope")} == {"row", "col"}
    assert page.tags.count("th") == sum(name == "scope" for _, name, _ in page.attributes)
    assert {"▲ better", "▼ worse", "· no clear difference"} <= {
        text for tag, text in page.texts if tag == "td"
    }
    assert ("abbr", "title", "suppressed to protect people") in page.attributes


def test_a_number_has_a_cell_of_its_own() -> None:
    page = Page(piece(community()))
    numbers = [text for tag, text in page.texts if tag == "td" and re.search(r"\d", text)]
    assert numbers
    assert [it for it in numbers if not re.fullmatch(r"[-+±]?[\d,.]+(–[\d,.]+)?", it)] == []


def test_a_page_is_whole() -> None:
    """And a piece is what stands in it: neither has a script, and nothing in either is loaded."""
    page, part = as_text(community(), Format.HTML), piece(community())
    assert page.startswith("<!DOCTYPE html>")
    assert '<meta charset="utf-8">' in page
    assert page.count("<h1>") == 1
    assert {"prefers-color-scheme:dark", "@media print"} <= set(
        re.findall(r"prefers-[\w-]+:dark|@media print", page)
    )
    assert re.findall(r"<table>.*?</table>", page, re.DOTALL) == re.findall(
        r"<table>.*?</table>", part, re.DOTALL
    )
    assert not re.search(r"<script|<link|https?://|url\(", page)


def test_headers_fit_their_cells() -> None:
    for table in as_text(crossed(), Format.HTML).split("<table>")[1:]:
        widths = {row.count("<th") + row.count("<td") for row in table.split("<tr>")[1:]}
        assert len(widths) == 1


def test_looks_as_it_did(golden) -> None:
    assert as_text(community(), Format.HTML) == golden
