"""Variables of which one is a part of the other, found in what is shown.

Who looks at countries beside born abroad knows that one is made of the other. Here it is seen in the counts:
where those of some labels add up to that of another, in every place where all of them are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np

from integrind.audit.counts import Links
from integrind.audit.joint import Contained
from integrind.audit.known import Identity
from integrind.audit.linear import BoolArray, FloatArray
from integrind.audit.places import Place
from integrind.audit.rows import About, Kind, Row

_MOST_PARTS = 14
"""Labels whose sums are all looked at."""
_ENOUGH = 3
"""Sums that must agree, each of another number, before it is no accident."""
_DIGITS = 1e-9
"""What twelve digits tell apart, once they are added up."""

_Context = tuple[About, str, Place]
_Shown = Mapping[str, Mapping[_Context, Mapping[str, float]]]


def contained(rows: Sequence[Row]) -> list[Contained]:
    """Every variable whose labels are parts of another's, as far as counts tell."""
    shown = _by_unit(rows)
    found = []
    for part, whole in permutations(sorted(shown), 2):
        labels, wholes = (_labels(shown[unit]) for unit in (part, whole))
        if len(labels) > _MOST_PARTS or len(wholes) < 2 or (len(labels), part) < (len(wholes), whole):
            continue
        if (of := _partition(shown[part], shown[whole], labels, wholes)) is not None:
            pairs = {(label, to) for to, its in of.items() for label in its}
            found.append(Contained(part, whole, frozenset({*pairs, (None, None)})))
    return found


def _by_unit(rows: Sequence[Row]) -> _Shown:
    """What adds up over people, by variable, by the rest of the place, by label."""
    found: dict[str, dict[_Context, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        for unit, label in row.place:
            rest = row.place - {(unit, label)}
            for kind, number in row.sums.items():
                found[unit][row.about, kind, rest][label] = number
    return found


def _labels(contexts: Mapping[_Context, Mapping[str, float]]) -> list[str]:
    return sorted({label for its in contexts.values() for label in its})


def _partition(
    parts: Mapping[_Context, Mapping[str, float]],
    wholes: Mapping[_Context, Mapping[str, float]],
    labels: Sequence[str],
    into: Sequence[str],
) -> Mapping[str, frozenset[str]] | None:
    """Which labels make up each label of the other variable; None where they don't."""
    contexts = sorted(set(parts) & set(wholes), key=repr)
    values = np.array([[parts[it].get(label, np.nan) for it in contexts] for label in labels])
    chosen = (np.arange(1, 2 ** len(labels))[:, None] >> np.arange(len(labels))) & 1
    hidden = (chosen @ np.isnan(values)) > 0
    sums: FloatArray = chosen @ np.nan_to_num(values)
    of: dict[str, frozenset[str]] = {}
    agreeing: set[float] = set()
    for whole in into:
        target = np.array([wholes[it].get(whole, np.nan) for it in contexts])
        fits = _fits(sums, hidden, target)
        if not fits.any():
            return None
        seen = (~hidden & _equal(sums, target)).sum(axis=1)
        best = int(np.argmax(np.where(fits, seen, -1)))
        if (fits & (seen == seen[best])).sum() > 1 or not seen[best]:
            return None
        of[whole] = frozenset(label for label, here in zip(labels, chosen[best], strict=True) if here)
        agreeing |= {number for number in target[~hidden[best] & ~np.isnan(target)].tolist() if number}
    apart = sum(map(len, of.values())) == len(frozenset().union(*of.values())) == len(labels)
    return of if apart and len(agreeing) >= _ENOUGH else None


def _fits(sums: FloatArray, hidden: BoolArray, target: FloatArray) -> BoolArray:
    """Where all are shown they add up; where some are hidden, the others are no more than the whole."""
    right = np.where(hidden, sums <= target * (1 + _DIGITS), _equal(sums, target)) | np.isnan(target)
    return np.asarray(right.all(axis=1), dtype=bool)


def _equal(sums: FloatArray, target: FloatArray) -> BoolArray:
    near: BoolArray = np.abs(sums - target) <= _DIGITS * np.maximum(np.abs(target), 1)
    return near


def shared_bases(rows: Sequence[Row]) -> Links:
    """Indicators with the same base, as far as is shown: the first of them with each of the others."""
    bases: dict[About, dict[Place, int]] = defaultdict(dict)
    for row in rows:
        if row.n is not None:
            bases[row.about][row.place] = row.n
    pairs = [((first, Kind.BASE), (other, Kind.BASE)) for first, other in _alike(bases)]
    identities: list[Identity] = [((first, 1.0), (other, -1.0)) for first, other in pairs]
    identities += _distributions(bases)
    firsts = {(about, Kind.BASE): (about, Kind.BASE) for about in bases}
    return Links(identities, {**firsts, **{other: first for first, other in pairs}})


def _distributions(bases: Iterable[About]) -> Iterator[Identity]:
    """Everybody is in one category of each distribution."""
    found: dict[About, list[About]] = defaultdict(list)
    for about in sorted(bases):
        if about.category:
            found[replace(about, category="")].append(about)
    for its in found.values():
        yield (*(((it, Kind.HAVING), 1.0) for it in its), ((its[0], Kind.BASE), -1.0))


def _alike(bases: Mapping[About, Mapping[Place, int]]) -> Iterator[tuple[About, About]]:
    firsts: list[About] = []
    for about in sorted(bases):
        for first in firsts:
            both = bases[first].keys() & bases[about].keys()
            same = {bases[first][it] for it in both if bases[first][it] == bases[about][it]}
            if len(same) >= _ENOUGH and all(bases[first][it] == bases[about][it] for it in both):
                yield first, about
                break
        else:
            firsts.append(about)
