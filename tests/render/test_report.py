"""A report: one page that needs nothing else, and shows what the released table has and no more."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from integrind import pipeline
from integrind.packaged import packaged_sample_data
from integrind.render.report import report
from integrind.render.report.dimensions import picture
from integrind.request import Request
from integrind.results import Results
from render.samples import by_birth, emptied, results

SAMPLE = str(packaged_sample_data() / "community_survey.csv")
VOID = {"meta", "br", "path", "circle", "rect"}


class Elements(HTMLParser):
    """Every element with its attributes; what is opened must be closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def elements(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(page)
    assert parser.open == []
    return parser.found


@pytest.fixture(scope="module")
def sample() -> tuple[Results, Results | None]:
    names = ("employment_rate", "home_ownership_rate")
    return pipeline.report(Request(SAMPLE, only=names, area="region", wave="wave"))


@pytest.fixture(scope="module")
def page(sample: tuple[Results, Results | None]) -> str:
    return report(sample[0], "integrind report survey.csv -o report.html", sample[1])


def test_a_page_needs_nothing_else(page: str):
    """No script, and nothing that a browser would fetch."""
    found = elements(page)
    names = {name for name, _ in found}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "use", "image"}
    assert not [attrs for _, attrs in found if {"href", "src", "onload", "onclick", "style"} & set(attrs)]
    assert "url(" not in page
    assert "@import" not in page


def test_every_part_is_there_and_named_once(page: str):
    found = elements(page)
    ids = [attrs["id"] for _, attrs in found if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {"summary", "overview", "structural", "areas", "waves", "method"} <= set(ids)
    assert all(attrs.get("role") == "img" for name, attrs in found if name == "svg")
    pointed = [it for _, attrs in found for it in (attrs.get("aria-labelledby") or "").split()]
    assert set(pointed) <= set(ids)
    assert sum(name == "h1" for name, _ in found) == 1


def test_each_chart_has_its_table(page: str):
    for part in ("overview", "structural", "areas"):
        section = page.partition(f'<section id="{part}">')[2].partition("</section>")[0]
        assert "<svg" in section
        assert "<table" in section


def test_every_mark_is_a_row_that_was_released(sample: tuple[Results, Results | None], page: str):
    """As many dots as rows of the last wave that have a gap in standard deviations."""
    levels = sample[0].frame.to_dicts()
    last = [it for it in levels if it["quantity"] == "level" and it["area"] is None and it["wave"] == "2024"]
    section = page.partition('<section id="structural">')[2].partition("</section>")[0]
    marks = re.findall(r'<(?:path|circle) class="(?:worse|better|unclear|equivalent|doubtful)"', section)
    assert len(marks) == sum(it["gap_sd"] is not None for it in last)


def test_what_is_hidden_is_in_no_chart():
    """A suppressed group has its sign in the table and the chart, and no number anywhere."""
    hidden = [emptied(it, "suppressed") if it["group"] == "eu" else it for it in by_birth()]
    page = report(results(hidden), "integrind report")
    told = re.findall(r"<title>[^<]*Born elsewhere in the EU: ([^<]*)</title>", page)
    assert told
    assert {it.split(",")[0].strip() for it in told} == {"[c]"}


def test_labels_are_text():
    """In the page and in its pictures."""
    rows = [{**it, "group_label": "<script>alert(1)</script>\x1b[2J"} for it in by_birth()]
    page = report(results(rows, title="<img src=x>"), "integrind report '<b>'")
    assert not {name for name, _ in elements(page)} & {"script", "img"} - {"svg"}
    assert "\x1b" not in page


def test_a_table_without_gaps_is_a_report_too():
    page = report(results([it for it in by_birth() if it["group"] is None]), "integrind report")
    assert "<table" in page
    assert "<svg" not in page


def test_the_chart_of_a_dimension_stands_alone():
    rows = [it for it in by_birth() if it["dimension"] == "structural"]
    drawn = picture(results(rows))
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "<style>" in drawn
