"""What a survey can speak to, as a page to read or read aloud, and as a table for machines."""

from __future__ import annotations

import csv
import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING

import polars as pl

from integrind.errors import UsageError
from integrind.faults import counted
from integrind.render.formats import parquet, xlsx
from integrind.render.pages import html, markdown
from integrind.render.pages.coverage_document import document
from integrind.render.safe import cell, visible
from integrind.vocabulary import Answer

if TYPE_CHECKING:
    from integrind.coverage import Coverage, Topic
    from integrind.coverage.reach import Reach, Step

_WIDTH = 79
_STEPS = 6
"""How many of the next variables the page names."""

_UNBROKEN = "\N{NO-BREAK SPACE}"
_ANSWERS: Mapping[Answer, str] = {
    Answer.YES: "Yes.",
    Answer.PARTLY: "Partly.",
    Answer.NO: "No.",
    Answer.NO_INDICATOR: "No indicator is about this.",
}


def require(form: str) -> None:
    """Raise UsageError for a format that coverage cannot have."""
    if form not in FORMATS:
        raise UsageError(f"coverage has no format {str(form)!r}", f"one of: {', '.join(FORMATS)}")


def render(coverage: Coverage, form: str) -> bytes:
    """Give coverage in one of `FORMATS`, as the bytes of a file. Raises UsageError for another format."""
    require(form)
    written = FORMATS[form](coverage)
    return written if isinstance(written, bytes) else written.encode()


def page(coverage: Coverage) -> str:
    """Give a page of text, 79 columns wide."""
    return "\n".join(
        [
            *_head(coverage),
            "",
            *map(_dimension_line(coverage), coverage.dimensions),
            "",
            *(line for it in coverage.frameworks for line in _framework(it.title, it.domains)),
            *_next(coverage.steps),
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


def _framework(title: str, topics: Sequence[Topic]) -> Iterator[str]:
    """The domains of a framework in sentences: whole, in part, not."""
    by_answer = {answer: [it for it in topics if it.reach.answer is answer] for answer in Answer}
    said = []
    if whole := by_answer[Answer.YES]:
        said.append(f"All of {_joined(it.title for it in whole)}.")
    if partly := by_answer[Answer.PARTLY]:
        said.append(f"Part of {_joined(f'{it.title} ({_of(it.reach)})' for it in partly)}.")
    if untouched := by_answer[Answer.NO]:
        said.append(f"Nothing of {_joined(it.title for it in untouched)}.")
    if said:
        yield from _wrapped(f"{title}. {' '.join(said)}")


def _next(steps: Sequence[Step]) -> Iterator[str]:
    if steps:
        named = (f"{_few(it.variables)} (+{len(it.unlocks)})" for it in steps[:_STEPS])
        yield from ("", *_wrapped(f"To ask next, and how many indicators it adds: {_joined(named)}."))


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


def comma_separated(coverage: Coverage) -> str:
    """Give the table as CSV; the names in a list are separated by blanks."""
    return _delimited(coverage, ",")


def tab_separated(coverage: Coverage) -> str:
    """Give the table as TSV, otherwise as CSV."""
    return _delimited(coverage, "\t")


def with_about(coverage: Coverage) -> str:
    """Give JSON: `about` and `rows`, each row on a line of its own."""
    about = {key: getattr(coverage.survey, key) for key in ("title", "synthetic", "source", "licence")}
    rows = ",\n".join(map(json.dumps, coverage.frame.to_dicts()))
    return f'{{\n"about": {json.dumps(about)},\n"rows": [\n{rows}\n]\n}}\n'


def lines(coverage: Coverage) -> str:
    """Give a line of JSON for each row and nothing else."""
    return "".join(f"{json.dumps(row)}\n" for row in coverage.frame.to_dicts())


def workbook(coverage: Coverage) -> bytes:
    """Give a workbook with the table."""
    said = list(_head(coverage))
    lists = [name for name, kind in coverage.frame.schema.items() if kind.is_nested()]
    frame = coverage.frame.with_columns(pl.col(name).list.join(" ").replace("", None) for name in lists)
    return xlsx.plain(said[0], said[1:], {"What the survey can speak to": frame})


FORMATS: Mapping[str, Callable[[Coverage], str | bytes]] = {
    "table": page,
    "csv": comma_separated,
    "tsv": tab_separated,
    "json": with_about,
    "jsonl": lines,
    "parquet": lambda coverage: parquet.plain(coverage.frame),
    "markdown": lambda coverage: markdown.written(document(coverage)),
    "html": lambda coverage: html.written(document(coverage)),
    "xlsx": workbook,
}
"""How each format is written."""


def _delimited(coverage: Coverage, delimiter: str) -> str:
    file = StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    frame = coverage.frame
    writer.writerow(frame.columns)
    writer.writerows([_text(value) for value in row] for row in frame.iter_rows())
    return file.getvalue()


def _text(value: object) -> str:
    if value is None:
        return ""
    return cell(" ".join(value) if isinstance(value, list) else str(value))
