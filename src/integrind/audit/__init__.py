"""An intruder who has all that is published: what can be worked out of what is hidden.

It shares nothing with the suppression but the policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from integrind.audit.columns import told_by_columns
from integrind.audit.contributors import told_by_contributors
from integrind.audit.counts import Links, Problem, problem
from integrind.audit.finding import NOTHING, Audit, Finding, Interval, Leak
from integrind.audit.joint import Space
from integrind.audit.known import Known
from integrind.audit.linear import EXACT, Reduced, substituted
from integrind.audit.nesting import contained, shared_bases
from integrind.audit.register import told_apart
from integrind.audit.rows import Kind, Published, Row, rows_of
from integrind.audit.solver import fitted
from integrind.audit.ties import tied
from integrind.audit.widths import Bounds, bounds
from integrind.definitions.policy import Disclosure, Policy
from integrind.errors import DataError

__all__ = [
    "NOTHING",
    "Audit",
    "Finding",
    "Interval",
    "Known",
    "Leak",
    "Published",
    "audit",
    "audit_counts",
    "audit_tables",
    "told_by_register",
]

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


def audit(
    tables: Sequence[Published], policy: Policy, known: Known | None = None, *, intervals: bool = False
) -> Audit:
    """Look for what tables tell of what they hide.

    `known`: what the office knows of the people in them; without it, what the tables say themselves.
    Raises DataError where tables can't be about the same people, or about those who are known.
    """
    rules = policy.disclosure
    counted = audit_counts(tables, rules, known, intervals=intervals) if rules.hides else NOTHING
    return counted + audit_tables(tables, rules)


def told_by_register(tables: Sequence[Published], earlier: Sequence[Published], policy: Policy) -> Audit:
    """Look for rows that earlier releases, and their reviews, tell apart from these by few people."""
    return Audit(tuple(told_apart(tables, earlier, policy.disclosure)))


def audit_tables(tables: Sequence[Published], rules: Disclosure) -> Audit:
    """Look at the columns of tables, and at what rows tell by themselves."""
    if not rules.hides:
        return NOTHING
    return Audit((*told_by_columns(tables, rules), *told_by_contributors(tables, rules)))


def audit_counts(
    tables: Sequence[Published], rules: Disclosure, known: Known | None, *, intervals: bool
) -> Audit:
    """Bound every hidden count by all that is shown."""
    rows = rows_of(tables, None if known is None else known.apart)
    left_out: tuple[str, ...] = ()
    if known is not None:
        rows, left_out = _of_known(rows, known)
    hidden = sum(row.hidden for row in rows)
    if not hidden:
        return Audit(left_out=left_out)
    nested = contained(rows) if known is None else known.contained()
    space = Space((row.place for row in rows), nested)
    links = shared_bases(rows) if known is None else Links(known.identities, known.alike, known)
    asked = problem(rows, space, rules, links)
    left = _reduced(asked)
    if len(left.unknown) > MOST_UNKNOWNS:
        return Audit(left_out=(*left_out, f"{len(left.unknown):,} unknown counts, too many to look at"))
    found = bounds(asked.hidden, tied(left), asked.need, exactly=intervals)
    if found is None:
        raise DataError(_CONTRADICTION, _APART)
    if not space.is_complete:
        left_out = (*left_out, "variables whose crossings close a circle, taken together")
    return Audit(
        tuple(_findings(asked, found)),
        tuple(_intervals(asked, found)) if intervals else (),
        hidden,
        len(asked.candidates),
        found.programs,
        left_out,
    )


def _of_known(rows: Sequence[Row], known: Known) -> tuple[list[Row], tuple[str, ...]]:
    """Rows about people who are known, and what is left out for want of them."""
    ours = [
        row if (row.about, Kind.HAVING) in known.people else replace(row, is_share=False, share=None)
        for row in rows
        if (row.about, Kind.MISSING) in known.people
    ]
    others = sorted({row.about.quantity for row in rows if (row.about, Kind.MISSING) not in known.people})
    return ours, tuple(f"rows of {it}" for it in others)


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
        no_secret = nobody or found.low[at] > candidate.large_enough - EXACT
        if found.width[at] < candidate.need - EXACT and not no_secret:
            yield Finding(candidate.row.table, candidate.row.named, _LEAKS[candidate.kind])


def _intervals(asked: Problem, found: Bounds) -> Iterator[Interval]:
    for at, candidate in enumerate(asked.candidates):
        low, high = round(float(found.low[at])), round(float(found.high[at]))
        yield Interval(candidate.row.table, candidate.row.named, str(candidate.kind), low, high)
