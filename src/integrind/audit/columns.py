"""What single columns give away beside the counts: notes, numbers of tests, references, sides."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from integrind.audit.finding import Finding, Leak
from integrind.audit.places import CROSS
from integrind.audit.rows import KEYS, Cells, Published, cells_of
from integrind.definitions.policy import Disclosure
from integrind.vocabulary import OF_ALL_CATEGORIES, GapFrom, Quantity, Status

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


def _tests(rows: Sequence[Cells]) -> dict[tuple[str | None, bool], list[Cells]]:
    """The tests that are shown, by family: whole distributions are one of their own."""
    found: dict[tuple[str | None, bool], list[Cells]] = defaultdict(list)
    for row in rows:
        if row["gap_p"] is not None and row["group"]:
            found[row["group_by"], row["quantity"] == Quantity.EQUALITY].append(row)
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
    """Rows whose reference is hidden: a group, or everybody."""
    hidden = {
        (*_of_category(row), row["quantity"], row["group_by"], row["group"])
        for row in rows
        if _is_hidden(row)
    }
    for row in rows:
        if row["reference"] is None:
            continue
        place = _of_category(row)
        if row["gap_from"] == GapFrom.WHOLE:
            place = (*place[:2], None, None, place[-1])
        if (*place, row["quantity"], *_reference(row)) in hidden:
            yield row


def _reference(row: Cells) -> tuple[str | None, str | None]:
    """The group that a row is compared with; of everybody, none."""
    prefix = f"{GapFrom.GROUP}="
    said = row["gap_from"] or ""
    if not said.startswith(prefix):
        return None, None
    by, colon, label = said.removeprefix(prefix).partition(":")
    return (by, label) if colon else (row["group_by"], by)


def _of_category(row: Cells) -> tuple[str | None, ...]:
    return (*_place(row), row["category"])


def _sides(rows: Sequence[Cells], every: Sequence[Cells]) -> Iterator[Cells]:
    """What is shown although the level of a side is hidden: differences, and whole distributions."""
    gone = [row for row in every if _is_hidden(row) and row["quantity"] == Quantity.LEVEL]
    hidden = {(*_of_category(row), row["group_by"], row["group"]) for row in gone}
    of_any = {(*_place(row), row["group_by"], row["group"]) for row in gone if row["category"]}
    for row in rows:
        if _is_hidden(row) or (row["estimate"] is None and row["gap"] is None):
            continue
        places = [_of_category(row), *_other_side(row)]
        group = (row["group_by"], row["group"])
        if row["quantity"] in OF_ALL_CATEGORIES:
            sides = {(*it[:-1], *its) for it in places for its in (group, (None, None))}
            if sides & of_any:
                yield row
        elif len(places) > 1 and any((*it, *group) in hidden for it in places):
            yield row


def _other_side(row: Cells) -> Iterator[tuple[str | None, ...]]:
    """The place that a difference is from."""
    indicator, wave, *area, category = _of_category(row)
    versus = row["versus"]
    if row["quantity"] == Quantity.AREA_DIFFERENCE or (
        row["quantity"] == Quantity.DISSIMILARITY_CHANGE and row["area_by"]
    ):
        whole = versus == GapFrom.WHOLE
        yield indicator, wave, None if whole else area[0], None if whole else versus, category
    if row["quantity"] in (Quantity.CHANGE, Quantity.DISSIMILARITY_CHANGE):
        yield indicator, versus, *area, category
