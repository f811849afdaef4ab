"""A report: one page to hand on, with a chart beside each table, drawn from the released rows alone.

No script, nothing from a network, no clock: the same results are the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from integrind.answer import Answer, answer_of
from integrind.charts.svg import STYLE
from integrind.render.pages.prose import BASE, general, headline, legend
from integrind.render.pages.style import PAGE
from integrind.render.report.changes import changes
from integrind.render.report.dimensions import dimensions
from integrind.render.report.places import places
from integrind.render.report.style import REPORT
from integrind.render.report.summary import heat, overview, summary
from integrind.render.safe import visible
from integrind.render.tables.layout import arrange
from integrind.results import Results


def report(results: Results, command: str, moved: Results | None = None) -> str:
    """Write the page. `moved`: changes between waves, where there are several; `command` makes it again."""
    return "".join(f"{line}\n" for line in _lines(results, command, moved))


def _lines(results: Results, command: str, moved: Results | None) -> Iterator[str]:
    sections = arrange(results)
    title, made = headline(results)
    found = answer_of(results)
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield f'<head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{PAGE}{REPORT}{STYLE}</style></head>"
    yield f"<body><header><h1>{escape(title)}</h1><p>{escape(made)}</p></header>"
    yield "<main>"
    if found is not None:
        yield from _answered(found, results, moved)
    yield from dimensions(results, found)
    yield from places(results)
    if moved is not None:
        yield from changes(results, moved)
    yield '<section id="method"><h2>How it was made</h2><ul>'
    signs = (f"Signs: {it}" for it in ([BASE, *legend(results, sections)] if sections else []))
    yield from (f"<li>{escape(it.strip())}</li>" for it in (*general(results), *signs))
    yield "</ul>"
    yield f"<h3>To cite</h3><p>{escape(_citation(results))}</p>"
    yield f"<h3>To make it again</h3><pre><code>{escape(command)}</code></pre></section>"
    yield "</main></body></html>"


def _answered(found: Answer, results: Results, moved: Results | None) -> Iterator[str]:
    yield '<section id="summary"><h2>What it says</h2>'
    yield from summary(found, results, moved)
    yield "</section>"
    yield '<section id="overview"><h2>Overview</h2>'
    yield from overview(found, results.about)
    yield from heat(found, results)
    yield "</section>"


def _citation(results: Results) -> str:
    about = results.about
    source = f" Source: {about.source.rstrip('.')}." if about.source else ""
    synthetic = " Synthetic data." if about.synthetic else ""
    return visible(f"{about.title}. Integration indicators, computed with integrind.{source}{synthetic}")
