"""Which numbers tell too much by themselves."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from integrind.arrays.exact import BoolArray, IntArray
from integrind.definitions.policy import Disclosure
from integrind.disclosure.evidence import Contributed
from integrind.vocabulary import ClassDisclosure

Value = TypeVar("Value", bound=np.generic)


def broken_rules(its: Contributed, rules: Disclosure) -> dict[str, BoolArray]:
    """Tell by rule, the one to name first, which rows it hides. Nobody at all is no secret."""
    people = its.n > 0
    of_share = people & (its.having >= 0)
    whole_class = of_share & ((its.having == 0) | (its.without == 0)) & (its.having + its.without > 0)
    mixed = of_share & ~whole_class
    suppress = rules.class_disclosure is ClassDisclosure.SUPPRESS
    both, rest = its.largest + its.second, 1.0 - its.largest - its.second
    return {
        "minimum_base": people & (its.n < rules.minimum_base),
        "class_disclosure": (whole_class | (people & its.alike)) & suppress,
        "minimum_numerator": mixed & (its.having < rules.minimum_numerator)
        | (of_share & _is_few(its.having + its.without, rules.minimum_base))
        | (people & _is_few(its.contributors, rules.minimum_numerator)),
        "minimum_complement": mixed & (its.without < rules.minimum_complement),
        "dominance": people & (its.largest > _above(rules.dominance)),
        "two_largest": people & (both > _above(rules.two_largest)),
        "p_percent": people & (rest < (rules.p_percent or -np.inf) * its.largest),
        "minimum_beyond_quantile": people & _is_few(its.beyond, rules.minimum_beyond_quantile),
    }


def _is_few(people: IntArray, least: int) -> BoolArray:
    few: BoolArray = (people >= 0) & (people < least)
    return few


def _above(limit: float | None) -> float:
    return np.inf if limit is None else limit


_BY_COUNT = ("minimum_base", "class_disclosure", "minimum_numerator", "minimum_complement")


def is_sensitive_count(n: IntArray, rules: Disclosure, having: IntArray | None = None) -> BoolArray:
    """Whether so many people break a rule, by their number alone or by that of those who have something."""
    shares = np.full_like(n, -1) if having is None else having
    broken = broken_rules(Contributed.of_share(n, shares), rules)
    found: BoolArray = np.logical_or.reduce([broken[name] for name in _BY_COUNT])
    return found


def to_review(its: Contributed, rules: Disclosure) -> BoolArray:
    """What tells of everybody and is shown, and that somebody has to look at."""
    whole = (its.having >= 0) & ((its.having == 0) | (its.without == 0))
    reviewed: BoolArray = (whole | its.alike) & (its.n > 0)
    return reviewed & (rules.class_disclosure is ClassDisclosure.REVIEW)
