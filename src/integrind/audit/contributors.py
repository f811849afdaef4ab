"""What a row's own numbers tell of the people in it, where there are no weights, clusters or strata.

There base, estimate and standard error are three equations about the people. They give how many have
something, under whatever name a share goes, and how much of an amount is one person's at least.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor

from integrind.audit.finding import Finding, Leak
from integrind.audit.rows import KEYS, SHARES, Cells, Published, cells_of
from integrind.definitions.policy import Disclosure
from integrind.vocabulary import ClassDisclosure, Measure, Quantity, Status

_DIGITS = 1e-8
"""What twelve digits tell apart, of numbers that were worked with."""
_STEPS = 60
_AMOUNTS = frozenset({str(Measure.MEAN), str(Measure.TOTAL), str(Measure.RATIO)})
_QUANTILES = frozenset({str(Measure.MEDIAN), str(Measure.QUANTILE), str(Measure.QUANTILES)})


@dataclass(frozen=True)
class _People:
    """People of whom something is a share, or an amount."""

    base: float
    having: float

    @property
    def without(self) -> float:
        return self.base - self.having


def told_by_contributors(tables: Sequence[Published], rules: Disclosure) -> Iterator[Finding]:
    """Find shown rows whose own numbers tell of fewer people than the policy lets be shown."""
    for table in tables:
        for row in cells_of(table):
            if row["status"] == Status.SUPPRESSED or row["n"] is None or row["estimate"] is None:
                continue
            if row["quantity"] == Quantity.LEVEL and (leak := _leak(row, rules)) is not None:
                yield Finding(table.name, {key: row[key] for key in KEYS}, leak)


def _leak(row: Cells, rules: Disclosure) -> Leak | None:
    if 0 < row["n"] < rules.minimum_base:
        return Leak.FEW
    if rules.round_counts_to is not None and (leak := _unrounded(row, rules.round_counts_to)) is not None:
        return leak
    measure = row["measure"]
    if measure in SHARES:
        return _of_share(row, rules)
    if measure in _QUANTILES:
        at_or_beyond = -(-row["n"] // 2)  # of a median, which more of the base than of others lie beyond
        return Leak.QUANTILE if at_or_beyond < rules.minimum_beyond_quantile else None
    if measure in _AMOUNTS:
        return _of_amount(row, rules)
    return None


def _of_share(row: Cells, rules: Disclosure) -> Leak | None:
    n, share = int(row["n"]), float(row["estimate"])
    having = share * n
    if n and share in {0.0, 1.0}:
        return Leak.CLASS if rules.class_disclosure is ClassDisclosure.SUPPRESS else None
    if abs(having - round(having)) > _DIGITS * n:
        return None
    return _few(_People(n, round(having)), rules)


def _few(people: _People, rules: Disclosure) -> Leak | None:
    if 0 < people.base < rules.minimum_base:
        return Leak.FEW
    if people.base and min(people.having, people.without) == 0:
        return Leak.CLASS if rules.class_disclosure is ClassDisclosure.SUPPRESS else None
    if people.having < rules.minimum_numerator or people.without < rules.minimum_complement:
        return Leak.FEW
    return None


def _of_amount(row: Cells, rules: Disclosure) -> Leak | None:
    """A mean, total or ratio: whether it is a share by another name, or mostly one person's."""
    n, estimate, se = int(row["n"]), float(row["estimate"]), row["se"]
    if se is None or n < 2:
        return None
    if se == 0.0:
        return Leak.CLASS if rules.class_disclosure is ClassDisclosure.SUPPRESS else None
    if row["df"] is None or int(row["df"]) != n - 1:
        return None
    if (people := _yes_or_no(row, n, estimate, float(se))) is not None:
        return _few(people, rules)
    concentration = (n - 1) / n * (se / estimate) ** 2 + 1 / n
    if rules.dominance is not None and _largest(min(concentration, 1.0)) > rules.dominance + _DIGITS:
        return Leak.DOMINANCE
    return None


def _yes_or_no(row: Cells, n: int, estimate: float, se: float) -> _People | None:
    """How many people answered yes, if answers are yes or no: the standard error says so.

    It has the number of rows in the file in it, as N / (N - 1): they are no fewer than the base.
    """
    if row["measure"] == Measure.RATIO:
        if not 0 < estimate < 1:
            return None
        least = estimate * (1 - estimate) / se**2
        bases = range(ceil(least * (1 - _DIGITS)), min(floor(least * n / (n - 1) * (1 + _DIGITS)), n) + 1)
        return next((_People(it, round(estimate * it)) for it in bases if _is_whole(estimate * it, it)), None)
    total = row["measure"] == Measure.TOTAL
    weight = 1.0 if row["n_weighted"] is None else float(row["n_weighted"]) / n
    having, error = (estimate / weight, se / weight / n) if total else (estimate * n, se)
    share = having / n
    if not 0 < share < 1 or not _is_whole(having, n):
        return None
    file = share * (1 - share) / n / error**2
    return _People(n, round(having)) if (n - 1) / n - _DIGITS <= file <= 1 + _DIGITS else None


def _is_whole(number: float, people: int) -> bool:
    return abs(number - round(number)) < _DIGITS * people


def _largest(concentration: float) -> float:
    """The least that the largest of some shares can be, if their squares add up to this."""
    low, high = concentration, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        equal = floor(1 / middle)
        most = equal * middle**2 + (1 - equal * middle) ** 2
        low, high = (middle, high) if most < concentration else (low, middle)
    return low


def _unrounded(row: Cells, base: int) -> Leak | None:
    """Whether a count that is rounded can be told from the columns beside it."""
    n = int(row["n"])
    around = range(max(n - base + 1, 1), n + base)
    if row["df"] is not None and int(row["df"]) + 1 in around and (int(row["df"]) + 1) % base:
        return Leak.ROUNDED_BY_DF
    if row["measure"] not in SHARES or not 0 < float(row["estimate"]) < 1:
        return None
    share, se, deff = float(row["estimate"]), row["se"], row["deff"]
    if abs(share - round(share, 4)) > _DIGITS and any(_is_whole(share * it, it) for it in around):
        return Leak.ROUNDED_BY_DIGITS
    if se and deff:
        told = share * (1 - share) * float(deff) / float(se) ** 2
        if abs(told - round(told)) < 1e-6 and round(told) + 1 in around:
            return Leak.ROUNDED_BY_DIGITS
    return None
