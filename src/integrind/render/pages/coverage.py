"""What a survey can speak to, as a page to read or read aloud, and as a table for machines."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from integrind.faults import counted
from integrind.render.formats.json import listed
from integrind.render.formats.values import without_lists
from integrind.render.pages.coverage_document import document
from integrind.render.publication import Appearance, Publication
from integrind.render.safe import visible
from integrind.render.tables.workbook import Workbook, numbered
from integrind.vocabulary import Answer

if TYPE_CHECKING:
    import polars as pl

    from integrind.coverages import Coverage, Framework, Topic
    from integrind.coverages.reach import Reach, Step
    from integrind.render.pages.documents import Document

_WIDTH = 79
_FRAMEWORK = 43
"""The widest title of a framework."""
_OF_FRAMEWORKS = (
    "Frameworks: our indicators, and of those that each has published how many the survey gives, the library "
    "has, there are, and no survey can tell."
)
_SAID = ("title", "synthetic", "source", "licence")
"""What a file says of the survey."""
_STEPS = 6
"""How many of the next variables the page names."""

_UNBROKEN = "\N{NO-BREAK SPACE}"
_ANSWERS: Mapping[Answer, str] = {
    Answer.YES: "Yes.",
    Answer.PARTLY: "Partly.",
    Answer.NO: "No.",
    Answer.NO_INDICATOR: "No indicator is about this.",
    Answer.NOT_SURVEY_DATA: "No survey can tell.",
}


@dataclass(frozen=True)
class CoveragePublication(Publication):
    """Coverage as formats need it."""

    coverage: Coverage
    name = "coverage"

    def page(self, _: Appearance, /) -> str:
        """Text for a terminal: 79 columns wherever it is read."""
        return page(self.coverage)

    def document(self, _: int | None, /) -> Document:
        """Headed tables of text: it has whole numbers alone."""
        return document(self.coverage)

    def workbook(self, _: int | None, /) -> Workbook:
        """Sheets of a spreadsheet: it has whole numbers alone."""
        title, *said = _head(self.coverage)
        return numbered(title, tuple(said), {"What the survey can speak to": without_lists(self.frame())})

    def about(self) -> Mapping[str, str]:
        """Title, source, licence and synthetic."""
        survey = self.coverage.survey
        said = {name: getattr(survey, name) for name in _SAID} | {"synthetic": str(survey.synthetic).lower()}
        return {name: it for name, it in said.items() if it is not None}

    def frame(self) -> pl.DataFrame:
        """Every column of every row."""
        return self.coverage.frame

    def lines(self) -> Iterator[str]:
        """A JSON object for each row."""
        return map(json.dumps, self.frame().to_dicts())

    def json(self) -> str:
        """`about` and `rows`."""
        about = {name: getattr(self.coverage.survey, name) for name in _SAID}
        return f'{{\n"about": {json.dumps(about)},\n"rows": {listed(self.lines())}\n}}\n'


def page(coverage: Coverage) -> str:
    """Give a page of text, 79 columns wide."""
    return "\n".join(
        [
            *_head(coverage),
            "",
            *map(_dimension_line(coverage), coverage.dimensions),
            "",
            *_frameworks(coverage.frameworks),
            *_next(coverage.steps),
            *_likely(coverage),
            "",
            *(line for it in coverage.questions for line in _question(it.title, it.answer, it.said)),
            "",
        ]
    )


def _head(coverage: Coverage) -> Iterator[str]:
    synthetic = " · synthetic" if coverage.survey.synthetic else ""
    yield from _wrapped(f"{visible(coverage.survey.title)}{synthetic}")
    reach = coverage.reach
    every = counted(len(reach.indicators), "indicator")
    yield f"It has the variables of {len(reach.computable)} of {every}; answers are not looked at."


def _dimension_line(coverage: Coverage) -> Callable[[Topic], str]:
    """A line for each dimension: how many, and which variables would add most."""

    def line(topic: Topic) -> str:
        title = topic.title[0].upper() + topic.title[1:]
        start = f"{title:<20} {_of(topic.reach):>8}"
        lacking = topic.reach.lacking(coverage.order)
        text = f"{start}   lacks {_fitting(lacking, _WIDTH - len(start) - 9)}" if lacking else start
        return text.replace(_UNBROKEN, " ")

    return line


def _frameworks(frameworks: Sequence[Framework]) -> Iterator[str]:
    """A line for each framework that any indicator is in: how many of ours, and how many of its own."""
    found = [it for it in frameworks if it.reach.indicators]
    if found:
        yield from _wrapped(_OF_FRAMEWORKS)
        yield f"{'':<{_FRAMEWORK}}{'ours':>10}  survey library  all none"
    for it in found:
        yield f"{it.title:<{_FRAMEWORK}}{_of(it.reach):>10}{_published(it)}".replace(_UNBROKEN, " ").rstrip()


def _published(framework: Framework) -> str:
    """How many of its published indicators the survey and the library have, and how many no survey can."""
    if not framework.published:
        return "  no list was read"
    here = framework.answered(Answer.YES, Answer.PARTLY)
    library = framework.answered(Answer.YES, Answer.PARTLY, Answer.NO)
    outside = framework.answered(Answer.NOT_SURVEY_DATA)
    return f"{here:>8}{library:>8}{len(framework.published):>5}{outside or '':>5}"


def _next(steps: Sequence[Step]) -> Iterator[str]:
    if steps:
        named = (f"{_few(it.variables)} (+{len(it.unlocks)})" for it in steps[:_STEPS])
        yield from ("", *_wrapped(f"To ask next, and how many indicators it adds: {_joined(named)}."))


def _likely(coverage: Coverage) -> Iterator[str]:
    """Columns that may be what is lacking, and what to do then."""
    if found := coverage.looks_like:
        more = f" and {len(found) - _STEPS} more" if len(found) > _STEPS else ""
        named = visible(_joined(found[:_STEPS]))
        yield from _wrapped(f"{named}{more}: {coverage.how_to_describe}.")


def _question(title: str, answer: Answer, said: str) -> list[str]:
    return [f"{title} {_ANSWERS[answer]}", *_wrapped(visible(said), indent="  ")]


def _of(reach: Reach) -> str:
    return f"{len(reach.computable)}{_UNBROKEN}of{_UNBROKEN}{len(reach.indicators)}"


def _joined(names: Iterable[str]) -> str:
    return ", ".join(names)


def _few(variables: Sequence[str]) -> str:
    """A step's variables: two, or one and the number of others."""
    if len(variables) > 2:
        return f"{visible(variables[0])} and {len(variables) - 1} more"
    return visible(" and ".join(variables))


def _fitting(names: Sequence[str], width: int) -> str:
    """As many names as fit, and how many more there are."""
    for number in range(len(names), 0, -1):
        more = f" and {len(names) - number} more" if number < len(names) else ""
        text = visible(", ".join(names[:number])) + more
        if len(text) <= width:
            return text
    return counted(len(names), "variable")


def _wrapped(text: str, indent: str = "") -> list[str]:
    then = indent or "  "
    lines = textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=then, break_on_hyphens=False)
    return [line.replace(_UNBROKEN, " ") for line in lines]
