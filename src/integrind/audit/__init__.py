"""An intruder who has all that is published: what can be worked out of what is hidden.

It shares nothing with the suppression but the policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from integrind.audit.columns import told_by_columns
from integrind.audit.contributors import told_by_contributors
from integrind.audit.counts import Problem, problem
from integrind.audit.finding import Audit, Finding, Interval, Leak
from integrind.audit.joint import Space
from integrind.audit.linear import EXACT, Reduced, substituted
from integrind.audit.nesting import contained, same_bases
from integrind.audit.rows import Kind, Published, Row, rows_of
from integrind.audit.solver import fitted
from integrind.audit.widths import Bounds, bounds
from integrind.definitions.policy import Disclosure, Policy
from integrind.errors import DataError

__all__ = ["Audit", "Finding", "Interval", "Leak", "Published", "audit"]

MOST_UNKNOWNS = 200_000
"""Counts that aren't known; with more of them tables aren't audited."""

_CONTRADICTION = "the rows of these tables can't be about the same people: their counts contradict each other"
_APART = "audit tables of different data, or of different filters, by themselves"

_LEAKS = {
    Kind.BASE: Leak.BASE,
    Kind.HAVING: Leak.NUMERATOR,
    Kind.WITHOUT: Leak.COMPLEMENT,
    Kind.MISSING: Leak.MISSING,
}


def audit(tables: Sequence[Published], policy: Policy, *, intervals: bool = False) -> Audit:
    """Look for what tables tell of what they hide."""
    rules = policy.disclosure
    if not rules.hides:
        return Audit((), (), 0, 0, 0)
    told = (*told_by_columns(tables, rules), *told_by_contributors(tables, rules))
    rows = rows_of(tables)
    hidden = sum(row.hidden for row in rows)
    if not hidden:
        return Audit(told, (), 0, 0, 0)
    asked, found = _bounded(rows, rules, exactly=intervals)
    return Audit(
        (*_findings(asked, found), *told),
        tuple(_intervals(asked, found)) if intervals else (),
        hidden,
        len(asked.candidates),
        found.programs,
    )


def _bounded(rows: Sequence[Row], rules: Disclosure, *, exactly: bool) -> tuple[Problem, Bounds]:
    space = Space((row.place for row in rows), contained(rows))
    asked = problem(rows, space, rules, same_bases(rows))
    left = _reduced(asked)
    found = bounds(asked.hidden, left, asked.need, exactly=exactly)
    if found is None:
        raise DataError(_CONTRADICTION, _APART)
    return asked, found


def _reduced(asked: Problem) -> Reduced:
    """Substitute what is exact; then what is only known about, once it is made to agree with it."""
    left = substituted(asked.sums, asked.columns, asked.firm)
    if asked.firm.all():
        return left
    columns = left.unknown
    rows = np.arange(len(left.matrix.total))
    sums = left.matrix.only(rows, columns)
    hidden = asked.hidden.with_totals(asked.hidden.times(np.nan_to_num(left.value)))
    its = hidden.only(np.arange(len(hidden.total)), columns)
    total = fitted(sums, asked.under, asked.over, its, asked.need)
    if total is None:
        raise DataError(_CONTRADICTION, _APART)
    exact = asked.sums.with_totals(asked.sums.total + total - sums.total)
    return substituted(exact, asked.columns, np.ones(len(rows), dtype=bool))


def _findings(asked: Problem, found: Bounds) -> Iterator[Finding]:
    for at, candidate in enumerate(asked.candidates):
        nobody = found.high[at] < EXACT
        if found.width[at] < candidate.need - EXACT and not nobody:
            yield Finding(candidate.row.table, candidate.row.named, _LEAKS[candidate.kind])


def _intervals(asked: Problem, found: Bounds) -> Iterator[Interval]:
    for at, candidate in enumerate(asked.candidates):
        low, high = round(float(found.low[at])), round(float(found.high[at]))
        yield Interval(candidate.row.table, candidate.row.named, str(candidate.kind), low, high)
