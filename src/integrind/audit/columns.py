"""What single columns give away beside the counts: notes, numbers of tests, references, sides."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from integrind.audit.finding import Finding, Leak
from integrind.audit.places import CROSS
from integrind.audit.rows import KEYS, Cells, Published, cells_of
from integrind.definitions.policy import Disclosure
from integrind.vocabulary import GapFrom, Quantity, Status

_FEW = re.compile(r"\b(\d[\d,]*) (?:rows?|people|persons?|respondents?|answers?)\b")
"""A count in a note."""
_NEAR = 1e-9
_OTHERS = ("quantity", "wave", "versus")


def told_by_columns(tables: Sequence[Published], rules: Disclosure) -> Iterator[Finding]:
    """Find what columns tell of hidden rows, or of few people."""
    for table in tables:
        cells = cells_of(table)
        yield from _found(table, _notes(cells), Leak.NOTES)
        yield from _found(table, _few_in_notes(cells, rules), Leak.FEW_IN_NOTES)
        yield from _found(table, _comparisons(cells), Leak.COMPARISONS)
        yield from _found(table, _adjusted(cells), Leak.ADJUSTED)
        yield from _found(table, _standardised(cells), Leak.STANDARDISED)
        yield from _found(table, _references(cells), Leak.REFERENCE)
    every = [row for table in tables for row in cells_of(table)]
    for table in tables:
        yield from _found(table, _sides(cells_of(table), every), Leak.SIDES)


def _found(table: Published, rows: Iterable[Cells], leak: Leak) -> Iterator[Finding]:
    for row in rows:
        yield Finding(table.name, {key: row[key] for key in KEYS}, leak)


def _is_hidden(row: Cells) -> bool:
    return bool(row["status"] == Status.SUPPRESSED)


def _sentences(row: Cells) -> set[str]:
    return {it for it in (row["notes"] or "").split("; ") if it}


def _notes(rows: Sequence[Cells]) -> Iterator[Cells]:
    """Hidden rows with a note that isn't on every row of the same: it tells what is in them."""
    common: dict[tuple[str | None, ...], set[str]] = {}
    for row in rows:
        key = _about(row)
        said = _sentences(row)
        common[key] = common[key] & said if key in common else said
    yield from (row for row in rows if _is_hidden(row) and _sentences(row) - common[_about(row)])


def _about(row: Cells) -> tuple[str | None, ...]:
    return (row["indicator"], *(row[name] for name in _OTHERS))


def _few_in_notes(rows: Sequence[Cells], rules: Disclosure) -> Iterator[Cells]:
    """Rows whose notes count fewer people than may be shown."""
    for row in rows:
        counts = [int(it.replace(",", "")) for it in _FEW.findall(row["notes"] or "")]
        if any(0 < count < rules.minimum_base for count in counts):
            yield row


def _tests(rows: Sequence[Cells]) -> dict[str | None, list[Cells]]:
    """The tests that are shown, by family."""
    found: dict[str | None, list[Cells]] = defaultdict(list)
    for row in rows:
        if row["gap_p"] is not None and row["group"]:
            found[row["group_by"]].append(row)
    return found


def _comparisons(rows: Sequence[Cells]) -> Iterator[Cells]:
    """Of each family that counts other tests than are shown, the first row: all of them say the same."""
    for family in _tests(rows).values():
        counting = [row for row in family if row["comparisons"] is not None]
        yield from (row for row in counting[:1] if row["comparisons"] != len(family))


def _adjusted(rows: Sequence[Cells]) -> Iterator[Cells]:
    """Rows whose p value isn't that of the tests that are shown, by neither of the adjustments there are."""
    for family in _tests(rows).values():
        said = [row for row in family if row["gap_p_adjusted"] is not None]
        if not said:
            continue
        p = [float(row["gap_p"]) for row in family]
        ways = [_by_step(p, steps) for steps in (_holm, _hochberg)]
        wrong = [
            [
                row
                for row, its in zip(family, way, strict=True)
                if row["gap_p_adjusted"] is not None and abs(float(row["gap_p_adjusted"]) - its) > _NEAR
            ]
            for way in ways
        ]
        yield from min(wrong, key=len)


def _by_step(p: Sequence[float], steps: Callable[[Sequence[float]], list[float]]) -> list[float]:
    order = sorted(range(len(p)), key=p.__getitem__)
    found = [0.0] * len(p)
    for at, value in zip(order, steps([p[at] for at in order]), strict=True):
        found[at] = min(value, 1.0)
    return found


def _holm(ordered: Sequence[float]) -> list[float]:
    found: list[float] = []
    for at, p in enumerate(ordered):
        found.append(max(p * (len(ordered) - at), *found[-1:], 0.0))
    return found


def _hochberg(ordered: Sequence[float]) -> list[float]:
    found: list[float] = []
    for at in reversed(range(len(ordered))):
        found.append(min(ordered[at] * len(ordered) / (at + 1), *found[-1:], 1.0))
    return found[::-1]


_MADE_OF_CELLS = frozenset({Quantity.STANDARDISED, Quantity.RATE_PART, Quantity.COMPOSITION_PART})
_CONSTANT = re.compile(r"^(.+?) held constant")


def _standardised(rows: Sequence[Cells]) -> Iterator[Cells]:
    """Standardised rows of a group that is hidden, or of which a cell with what is held constant is."""
    hidden = Counter(
        (_place(row), row["group_by"], row["group"])
        for row in rows
        if _is_hidden(row) and row["quantity"] == Quantity.LEVEL
    )
    crossed = {
        (_place(row), frozenset((row["group_by"] or "").split(CROSS)), part)
        for row in rows
        if _is_hidden(row) and row["quantity"] == Quantity.LEVEL and CROSS in (row["group_by"] or "")
        for part in _parts(row)
    }
    for row in rows:
        if row["quantity"] not in _MADE_OF_CELLS or _is_hidden(row):
            continue
        group = (row["group_by"] or "", row["group"] or "")
        constant = {
            unit for it in _sentences(row) if (found := _CONSTANT.match(it)) for unit in found[1].split(CROSS)
        }
        of_cells = (_place(row), frozenset({*group[0].split(CROSS), *constant}), group)
        if (_place(row), *group) in hidden or of_cells in crossed:
            yield row


def _place(row: Cells) -> tuple[str | None, ...]:
    return row["indicator"], row["wave"], row["area_by"], row["area"]


def _parts(row: Cells) -> Iterator[tuple[str, str]]:
    """A crossed group by each part of its variables."""
    units, labels = (str(row[name]).split(CROSS) for name in ("group_by", "group"))
    for size in range(1, len(units)):
        for start in range(len(units) - size + 1):
            end = start + size
            yield CROSS.join(units[start:end]), CROSS.join(labels[start : len(labels) - len(units) + end])


def _references(rows: Sequence[Cells]) -> Iterator[Cells]:
    """Rows whose reference is a group that is hidden."""
    prefix = f"{GapFrom.GROUP}="
    hidden = {
        (*_place(row), row["quantity"], row["group_by"], row["group"]) for row in rows if _is_hidden(row)
    }
    for row in rows:
        said = row["gap_from"] or ""
        if row["reference"] is None or not said.startswith(prefix):
            continue
        by, colon, label = said.removeprefix(prefix).partition(":")
        group = (by, label) if colon else (row["group_by"], by)
        if (*_place(row), row["quantity"], *group) in hidden:
            yield row


def _sides(rows: Sequence[Cells], every: Sequence[Cells]) -> Iterator[Cells]:
    """Differences that are shown although the level of one of their sides is hidden."""
    hidden = {
        (*_place(row), row["group_by"], row["group"])
        for row in every
        if _is_hidden(row) and row["quantity"] == Quantity.LEVEL
    }
    for row in rows:
        if _is_hidden(row) or (row["estimate"] is None and row["gap"] is None):
            continue
        group = (row["group_by"], row["group"])
        mine, other = _place(row), None
        if row["quantity"] == Quantity.CHANGE:
            other = (mine[0], row["versus"], *mine[2:])
        elif row["quantity"] == Quantity.AREA_DIFFERENCE:
            whole = row["versus"] == GapFrom.WHOLE
            other = (*mine[:2], None if whole else mine[2], None if whole else row["versus"])
        if other is not None and ((*mine, *group) in hidden or (*other, *group) in hidden):
            yield row
