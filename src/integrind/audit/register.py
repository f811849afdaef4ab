"""Releases of the same data held against earlier ones: rows that the two tell apart by few people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from integrind.audit.finding import Finding, Leak
from integrind.audit.rows import KEYS, SHARES, Cells, Published, cells_of
from integrind.definitions.policy import Disclosure
from integrind.vocabulary import Status

_NEAR = 1e-6

_Key = tuple[str | None, ...]


def told_apart(
    tables: Sequence[Published], earlier: Iterable[Published], rules: Disclosure
) -> Iterator[Finding]:
    """Find rows of which an earlier release, or its review, says something else.

    A review has no number: it tells which rows were hidden.
    """
    before = _by_key(earlier)
    for table in tables:
        for row in cells_of(table):
            for was in before.get(_key(row), ()):
                if (leak := _leak(row, was, rules)) is not None:
                    yield Finding(table.name, {key: row[key] for key in KEYS}, leak)
                    break


def _by_key(tables: Iterable[Published]) -> Mapping[_Key, list[Cells]]:
    found: dict[_Key, list[Cells]] = {}
    for table in tables:
        for row in cells_of(table):
            found.setdefault(_key(row), []).append(row)
    return found


def _key(row: Cells) -> _Key:
    return tuple(row[name] for name in KEYS)


def _leak(row: Cells, was: Cells, rules: Disclosure) -> Leak | None:
    """What two releases of a row tell together: what one hides, or so few people more."""
    hidden = [it["status"] == Status.SUPPRESSED for it in (row, was)]
    shown = [it["status"] != Status.SUPPRESSED and it["n"] is not None for it in (row, was)]
    if hidden[0] and shown[1]:
        return Leak.SHOWN_BEFORE
    if hidden[1] and (shown[0] or not hidden[0]):
        return Leak.HIDDEN_BEFORE
    if not all(shown):
        return None
    people = abs(int(row["n"]) - int(was["n"]))
    if 0 < people < rules.minimum_base:
        return Leak.FEW_MORE
    having, before = _having(row), _having(was)
    if having is None or before is None or having == before:
        return None
    more, others = abs(having - before), abs(int(row["n"]) - having - int(was["n"]) + before)
    few = more < rules.minimum_numerator or 0 < others < rules.minimum_complement
    return Leak.FEW_MORE if few else None


def _having(row: Cells) -> int | None:
    """How many have what a share is of, where no weight is in the way."""
    if row["measure"] not in SHARES or row["estimate"] is None:
        return None
    having = float(row["estimate"]) * int(row["n"])
    return round(having) if abs(having - round(having)) < _NEAR else None
