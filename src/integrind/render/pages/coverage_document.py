"""Coverage as headed tables, for what people read in a browser or an editor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from integrind.faults import counted
from integrind.render.pages.documents import Document, Table, plain_table
from integrind.render.safe import visible
from integrind.render.tables.numbers import count

if TYPE_CHECKING:
    from integrind.coverages import Coverage, Framework, Topic

_NAMED = 8
"""Variables that a cell names."""


def document(coverage: Coverage) -> Document:
    """Give a table of dimensions, of each framework's domains, of what to ask next, and of the questions."""
    synthetic = " · synthetic" if coverage.survey.synthetic else ""
    reach = coverage.reach
    every = counted(len(reach.indicators), "indicator")
    steps = [[_few(it.variables), count(len(it.unlocks))] for it in coverage.steps]
    questions = [[it.title, it.answer.replace("_", " "), visible(it.said)] for it in coverage.questions]
    tables = [
        _topics("Dimensions", "Dimension", coverage.dimensions, coverage.order),
        *(table for it in coverage.frameworks for table in _framework(it, coverage.order)),
        *([plain_table("To ask next", ("Variables", "Indicators they add"), steps)] if steps else []),
        plain_table("Questions", ("Question", "Answer", "Why"), questions),
    ]
    return Document(
        f"{visible(coverage.survey.title)}{synthetic}",
        f"It has the variables of {len(reach.computable)} of {every}; answers are not looked at.",
        tuple((table.caption, (table,)) for table in tables),
        (),
        tuple(_origin(coverage)),
    )


def _origin(coverage: Coverage) -> Iterator[str]:
    survey = coverage.survey
    if survey.source:
        yield f"Source: {visible(survey.source)}"
    if survey.licence:
        yield f"Licence: {visible(survey.licence)}"


def _framework(framework: Framework, order: Sequence[str]) -> Iterator[Table]:
    """Its domains, and its indicators as published, where a list of them was read."""
    yield _topics(framework.title, "Domain", framework.domains, order)
    if framework.published:
        rows = [
            [it.published.title, ", ".join(it.published.ids), it.answer.replace("_", " ")]
            for it in framework.published
        ]
        caption = f"{framework.title}: as published"
        yield plain_table(caption, ("Published", "In the library", "In this survey"), rows)


def _topics(caption: str, called: str, topics: Iterable[Topic], order: Sequence[str]) -> Table:
    rows = [
        [
            f"{it.title[0].upper()}{it.title[1:]}",
            count(len(it.reach.indicators)),
            count(len(it.reach.computable)),
            _few(it.reach.lacking(order)),
        ]
        for it in topics
    ]
    return plain_table(caption, (called, "Indicators", "Computable", "Lacks"), rows)


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return visible(", ".join(names[:_NAMED])) + more
