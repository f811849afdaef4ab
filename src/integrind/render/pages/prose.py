"""What is said around the tables: whose numbers they are, what the marks mean, what is missing and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from integrind.answer import Answer
from integrind.faults import counted
from integrind.render.safe import visible
from integrind.render.tables import labels
from integrind.render.tables.cells import Cell
from integrind.render.tables.footnotes import Footnotes, reference
from integrind.render.tables.layout import Section, nowhere_available, without_nowhere_available
from integrind.render.tables.marks import (
    FINDING_WORDS,
    FINDINGS,
    LOWER_IS_BETTER,
    SMALL,
    STATUS_WORDS,
    TINY_FINDINGS,
)
from integrind.render.tables.numbers import count, percentage
from integrind.results import About, Design, Results
from integrind.vocabulary import Finding, GapFrom

NAMED = 6
"""How many indicators a sentence names before it counts the others."""

REASONS = 4
"""How many reasons are given before the others are counted together."""

BASE = "n unweighted base"

ROUNDED = "Numbers are rounded half away from zero, gaps after they are computed: figures may not add up."


def headline(results: Results) -> tuple[str, str]:
    """Say whose numbers these are, and how they were made."""
    about = results.about
    reference = labels.reference(about.gap_from, about.labels)
    title = f"{visible(about.title)} · synthetic" if about.synthetic else visible(about.title)
    weight = f"weighted by {visible(about.weight)}" if about.weight else "unweighted"
    gaps = [f"gaps from {reference}"] if _has_gaps(results) or _is_from_table(about.gap_from) else []
    made = [
        ", ".join([f"{count(about.rows)} rows", weight, *_design(about.design)]),
        *gaps,
        f"{percentage(about.level)} intervals",
    ]
    return title, " · ".join(made)


def _design(design: Design) -> Iterator[str]:
    """How errors were found."""
    if design.replicates is not None:
        yield f"{count(design.replicates)} replicate weights"
    if design.strata is not None:
        yield f"{count(design.strata)} strata"
    if design.psus is not None:
        yield f"{count(design.psus)} PSUs"


def legend(results: Results, sections: Sequence[Section]) -> list[str]:
    """Explain the signs that are used, and only those."""
    about = results.about
    cells = [cell for section in sections for cell in section.cells]
    findings = {cell.finding for cell in cells}
    order = list(STATUS_WORDS)
    symbols = {(order.index(cell.status), cell.symbol, cell.symbol_words) for cell in cells if cell.symbol}
    reference = labels.reference(about.gap_from, about.labels)
    return [
        *([f"+/- gap from {reference}, in percentage points for %"] if _has_gaps(results) else []),
        *_margin(cells, percentage(about.level)),
        *(f"{sign} {_meaning(it, about)}" for it, sign in FINDINGS.items() if it in findings),
        *_tiny(cells),
        *([f"{LOWER_IS_BETTER} lower is better"] if any(map(_lower_is_better, sections)) else []),
        *(f"{sign} {words}" for _, sign, words in sorted(symbols)),
    ]


def _meaning(finding: Finding, about: About) -> str:
    words = FINDING_WORDS[finding]
    return f"{words}: no gap of {mattering(about)}" if finding is Finding.EQUIVALENT else words


def mattering(about: About) -> str:
    """The smallest gap that matters, in words."""
    return "a tenth of a standard deviation" if about.matters is None else f"{about.matters:g} (--matters)"


def unclear(found: Answer, about: About) -> Iterator[str]:
    """Say of gaps without clear difference whether one that matters could have been missed."""
    of = found.unclear
    parts = {
        "shown to be smaller": of.equivalent,
        "may be as large and missed": of.missed,
        "would have been seen": of.seen,
    }
    if every := sum(parts.values()):
        each = ", ".join(f"{count(many)} {words}" for words, many in parts.items() if many)
        yield f"{counted(every, 'gap')} without clear difference, beside {mattering(about)}: {each}."


def _tiny(cells: Sequence[Cell]) -> list[str]:
    used = {cell.found.text for cell in cells if cell.found}
    signs = [sign for sign in TINY_FINDINGS.values() if sign in used]
    return [f"{' '.join(signs)} the same {SMALL}"] if signs else []


def _margin(cells: Sequence[Cell], level: str) -> list[str]:
    """What ± stands for, where it stands somewhere."""
    if any(cell.estimate_margin for cell in cells):
        return [f"± half the width of the {level} interval of the number before it"]
    return [f"± half the width of the gap's {level} interval"] if any(cell.margin for cell in cells) else []


def _is_from_table(gap_from: str) -> bool:
    """A table may lack what it was named for: the header says all the same what was asked for."""
    return gap_from.startswith(f"{GapFrom.TABLE}=")


def _has_gaps(results: Results) -> bool:
    return results.frame["gap"].null_count() < results.frame.height


def _lower_is_better(section: Section) -> bool:
    tables = any(grid.lower_is_better for grid in section.grids)
    return tables or any(line.lower_is_better for line in section.lines)


def remarks(results: Results) -> list[str]:
    """Give the sentences below the tables."""
    numbered = enumerate(footnotes(results), start=1)
    return [*(f"{reference([number])} {note}" for number, note in numbered), *general(results)]


def footnotes(results: Results) -> list[str]:
    """Give what is said of some rows and not of all, in the order of the numbers."""
    return [visible(note) for note in Footnotes.of(without_nowhere_available(results)).sentences]


def general(results: Results) -> list[str]:
    """Give what is said of the whole."""
    about = results.about
    return [
        *([] if without_nowhere_available(results).frame.is_empty() else [ROUNDED]),
        *map(visible, about.notices),
        *_missing(results),
        *([f"Source: {visible(about.source)}"] if about.source else []),
        *([f"Licence: {visible(about.licence)}"] if about.licence else []),
        *([f"Contact: {visible(about.contact)}"] if about.contact else []),
    ]


def advice(results: Results) -> list[str]:
    """Say what could be asked next, to somebody at a terminal."""
    likely = ", ".join(f"--by {visible(name)}" for name in results.about.likely_by)
    alone = results.frame["group"].null_count() == results.frame.height
    return [
        *(["All that could not be computed: --verbose"] if _is_shortened(_reasons(results)) else []),
        *([f"No breakdown. Likely ones: {likely}"] if likely and alone else []),
        *([f"Areas aren't shown: --area {visible(area)}"] if (area := results.about.described_area) else []),
    ]


def nowhere(results: Results) -> set[str]:
    """Name the indicators that could not be computed."""
    return {*nowhere_available(results.frame), *results.unavailable}


def _reasons(results: Results) -> dict[str, list[str]]:
    """Give the indicators that could not be computed by why."""
    reasons = dict.fromkeys(nowhere_available(results.frame), "not available") | dict(results.unavailable)
    grouped: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        grouped.setdefault(reason, []).append(name)
    return grouped


def _is_shortened(reasons: Mapping[str, Sequence[str]]) -> bool:
    return len(reasons) > REASONS or any(len(names) > NAMED for names in list(reasons.values())[:REASONS])


def _missing(results: Results) -> list[str]:
    """Name the indicators that could not be computed, those with the same reason together."""
    reasons = _reasons(results)
    missing = nowhere(results)
    told = list(reasons.items())[:REASONS]
    untold = len(missing) - sum(len(names) for _, names in told)
    every = len(set(results.frame["indicator"]) | missing)
    return [
        *([f"{len(missing)} of {every} indicators could not be computed:"] if missing else []),
        *(f"  {visible(reason)}: {_named(names)}" for reason, names in told),
        *([f"  other reasons: {untold} more"] if untold else []),
    ]


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return visible(", ".join(names[:NAMED])) + more
