"""Indicators and faults as text for people and for scripts. Plain: no markup, no colour, 80 columns."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from integrind.faults import Fault
from integrind.render.safe import cell, visible
from integrind.vocabulary import Dimension, Direction

if TYPE_CHECKING:
    from integrind.definitions.explain import Section
    from integrind.definitions.indicator import Indicator

_WIDTH = 80
_UNBROKEN = "\N{NO-BREAK SPACE}"
_MARKS = {Direction.LOWER_IS_BETTER: f"{_UNBROKEN}(−)", Direction.DESCRIPTIVE: f"{_UNBROKEN}(·)"}
_LEGEND = "(−) lower is better, (·) neither higher nor lower is better"
_KEPT_OUT = {
    "not_survey_data": "No survey data",
    "command": "Computed by a command, not an indicator",
    "not_in_library": "Not in the library",
}
"""Headings by why nothing stands for what was published."""
_COLUMNS = (
    "id",
    "title",
    "dimension",
    "measure",
    "unit",
    "direction",
    "role",
    "level",
    "asked_of",
    "description",
)


def faults_text(faults: Iterable[Fault]) -> str:
    """Every fault with its line and caret, an empty line between."""
    return "".join(f"{fault}\n\n" for fault in faults)


def faults_json(faults: Iterable[Fault]) -> str:
    """A list of faults, each with its place."""
    rows = [
        {
            "file": fault.place.file,
            "line": fault.place.line,
            "column": fault.place.column,
            "length": fault.place.length,
            "code": fault.code,
            "message": fault.message,
            "hint": fault.hint,
        }
        for fault in faults
    ]
    return _json(rows)


def list_table(indicators: Sequence[Indicator]) -> str:
    """Ids and titles by dimension."""
    lines: list[str] = []
    column = max((len(indicator.id) for indicator in indicators), default=0)
    for dimension, group in groupby(indicators, key=lambda indicator: indicator.dimension):
        found = list(group)
        lines += [f"{_named(dimension).upper()} ({len(found)})"]
        for indicator in found:
            title = visible(indicator.title) + _MARKS.get(indicator.direction, "")
            title += "".join(f" @{name}" for name in indicator.variants)
            lines += _beside(indicator.id, column, title, indent="  ")
        lines += [""]
    if any(indicator.direction in _MARKS for indicator in indicators):
        lines += [_LEGEND, ""]
    return "\n".join(lines)


def published_lines(framework: str, indicators: Sequence[Indicator]) -> str:
    """What a framework has published and the library has nothing for, each with its reason."""
    from integrind.definitions.frameworks import UNREAD, KeptOut, published_of

    rows = published_of(framework)
    known = {it.id for it in indicators}
    left = [it for it in rows if known.isdisjoint(it.ids)]
    by_reason = {reason: [it for it in left if it.kept_out is reason] for reason in KeptOut}
    said = (
        [f"Of {len(rows)} indicators that it has published, {len(rows) - len(left)} are here."]
        if rows
        else []
    )
    said += [
        f"{_KEPT_OUT[reason]}: {'; '.join(it.title for it in found)}."
        for reason, found in by_reason.items()
        if found
    ]
    said += [UNREAD[framework]] if framework in UNREAD else []
    wrapped = ("\n".join(textwrap.wrap(visible(text), _WIDTH, break_on_hyphens=False)) for text in said)
    return "".join(f"{text}\n\n" for text in wrapped)


def list_json(indicators: Sequence[Indicator]) -> str:
    """A list of indicators with what describes them."""
    return _json(
        [
            {key: getattr(it, key) for key in _COLUMNS}
            | {"variants": {name: variant.used_by for name, variant in it.variants.items()}}
            | {"frameworks": it.frameworks.model_dump(mode="json")}
            for it in indicators
        ]
    )


def list_csv(indicators: Sequence[Indicator]) -> str:
    """A row for each indicator; the domains of a framework are separated by blanks."""
    from integrind.definitions.frameworks import Frameworks

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*_COLUMNS, "variants", *Frameworks.model_fields])
    for it in indicators:
        domains = (" ".join(getattr(it.frameworks, framework)) for framework in Frameworks.model_fields)
        writer.writerow(
            [*(cell(str(getattr(it, key) or "")) for key in _COLUMNS), " ".join(it.variants), *domains]
        )
    return stream.getvalue()


def explanation(indicator: Indicator, sections: Sequence[Section]) -> str:
    """An indicator's title, description and sections, the headings in a column of their own."""
    head = [visible(indicator.title), f"{indicator.id}, {_named(indicator.dimension)} dimension", ""]
    lines = [*head, *textwrap.wrap(visible(indicator.description), _WIDTH), ""]
    column = max(len(section.heading) for section in sections)
    for section in sections:
        headings = [section.heading, *[""] * (len(section.paragraphs) - 1)]
        for heading, paragraph in zip(headings, section.paragraphs, strict=True):
            lines += _beside(heading, column, visible(paragraph))
    return "\n".join([*lines, ""])


def _beside(left: str, column: int, text: str, indent: str = "") -> list[str]:
    """Wrap text beside a word; continued lines stand a little to the right."""
    first = f"{indent}{left:<{column}}  "
    rest = " " * (len(first) + 2)
    lines = textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [line.replace(_UNBROKEN, " ") for line in lines]


def _named(dimension: Dimension) -> str:
    return dimension.replace("_", " and ")


def _json(rows: object) -> str:
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
