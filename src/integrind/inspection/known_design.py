"""The design that a packaged description gives, as far as a file has the columns of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from integrind.definitions.design import Design
from integrind.definitions.known_surveys import KnownSurvey
from integrind.inspection.columns import ColumnProfile
from integrind.inspection.weights import weights

_ELSE = "  # else "


def design_of(known: KnownSurvey, columns: Sequence[ColumnProfile]) -> Iterator[str]:
    """Lines of the design: what every row of the file has, what stands instead, and what is left open."""
    if not known.design:
        return
    profiles = {column.name: column for column in columns}
    lines, comments = _lines(known, profiles)
    if not any(line.startswith("  weight: ") for line in lines):
        found, said = weights(columns)
        if found is not None and known.survey.design.weight is None:
            lines.insert(0, f"  weight: {found.name}  # by its name")
        else:
            comments += ["  # No weight that is known here: every row counts 1, and every output says so."]
            comments += [f"  # weight: {name}  # {what}" for name, what in said.items()]
    yield "design:" if lines else "# design:"
    yield from (*lines, *comments, "")


def _lines(known: KnownSurvey, profiles: Mapping[str, ColumnProfile]) -> tuple[list[str], list[str]]:
    lines: list[str] = []
    comments: list[str] = []
    left_out = False
    for line in known.design:
        stands_in = line.startswith(_ELSE)
        asked = f"  {line.removeprefix(_ELSE)}" if stands_in else line
        if not stands_in and asked.startswith("  #"):
            comments.append(asked)
            continue
        if stands_in and (not left_out or _key(asked) in map(_key, lines)):
            continue
        needed = _needed(asked, known.survey.design)
        there = all(name in profiles for name in needed)
        complete = there and not any(profiles[name].empty for name in needed)
        left_out = left_out if stands_in else not complete
        if complete:
            lines.append(asked)
        elif there and needed == _named(asked):
            comments.append(f"  # {asked.strip()}  # some rows have none")
    return lines, comments


def _key(line: str) -> str:
    return line.strip().partition(": ")[0]


def _named(line: str) -> tuple[str, ...]:
    """The column that a line of the design names."""
    return (re.split(r"\s+#", line.strip().partition(": ")[2])[0],)


def _needed(line: str, design: Design) -> tuple[str, ...]:
    """The columns without which a line of the design says nothing."""
    match _key(line):
        case "replicates":
            return design.replicates.names if design.replicates is not None else ()
        case "weight_scale":
            return (design.weight or "",)
        case "lonely_psu":
            return (design.strata,) if isinstance(design.strata, str) else ()
        case "waves":
            return ()
        case _:
            return _named(line)
