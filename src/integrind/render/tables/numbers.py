"""Numbers for people, rounded once and half away from zero, and numbers for machines."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Self

from integrind.vocabulary import SHARES

SIGNS = {"percent": "%", "gbp": "£", "eur": "€", "usd": "$"}
CURRENCIES = frozenset("£€$")
WITHOUT_UNIT = frozenset({"index", "ratio"})

_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
"""Wide enough for every float; the decimal module's "half up" goes by magnitude: half away from zero."""


def machine(value: float) -> str:
    """Write 12 significant digits, no locale, an exponent only below 1e-4 and from 1e16.

    Raises ValueError on what is no number: it would be a bug of ours.
    """
    if not math.isfinite(value):
        raise ValueError("a result that is not finite")
    text = f"{value:.12g}"
    if "e" in text:
        text = repr(float(text)).removesuffix(".0")
    return "0" if text == "-0" else text


def count(number: int) -> str:
    """Write a count with commas: `11,842`."""
    return f"{number:,}"


def percentage(share: float) -> str:
    """Write a share in as few digits as it has: `95%`."""
    return f"{Decimal(repr(share)).scaleb(2).normalize():f}%"


def rounded(value: float | Decimal, digits: int) -> str:
    """Round half away from zero, with commas, and never minus zero."""
    return f"{_rounded(value, digits):,f}"


def _rounded(value: float | Decimal, digits: int) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    result = exact.quantize(Decimal(1).scaleb(-digits), context=_EXACT)
    return result.copy_abs() if result.is_zero() else result


SD_DIGITS = 2
"""Of gaps in standard deviations."""


@dataclass(frozen=True)
class Figures:
    """How the numbers of one indicator are written."""

    unit: str
    """Sign or word behind the title: `%`, `£`, `hours`; empty where there is none."""
    percent: bool
    digits: int

    @classmethod
    def of(cls, measure: str, unit: str | None, largest: float, digits: int | None = None) -> Self:
        """Choose sign and digits; `largest` is the largest level that will be shown."""
        percent = measure in SHARES or unit == "percent"
        sign = "%" if percent else unit_sign(unit or "")
        return cls(sign, percent, _usual_digits(sign, largest) if digits is None else digits)

    def level(self, value: float) -> str:
        """Write an estimate: `64.3`."""
        return rounded(self._exact(value), self.digits)

    def number(self, value: float) -> float:
        """Round as `level` and `difference` do, for a format that has numbers."""
        return float(_rounded(self._exact(value), self.digits))

    def difference(self, value: float) -> str:
        """Write a gap or a change with its sign, in percentage points where levels are percent: `-8.8`."""
        return _with_sign(self.level(value))

    def margin(self, low: float, high: float) -> str:
        """Write half of an interval's width: `±2.4`."""
        width = _EXACT.subtract(self._exact(high), self._exact(low))
        return "±" + rounded(_EXACT.divide(width, Decimal(2)), self.digits)

    def interval(self, low: float, high: float) -> str:
        """Write an interval: `61.9–66.7`, with "to" where a minus would be lost beside the dash."""
        between = " to " if low < 0 else "–"
        return f"{self.level(low)}{between}{self.level(high)}"

    def _exact(self, value: float) -> Decimal:
        exact = Decimal(repr(value))
        return exact.scaleb(2, _EXACT) if self.percent else exact


def signed(value: float, digits: int = SD_DIGITS) -> str:
    """Write a number with its sign."""
    return _with_sign(rounded(value, digits))


def _with_sign(text: str) -> str:
    return text if text.startswith("-") or not text.strip("0.,") else f"+{text}"


def unit_sign(unit: str) -> str:
    """Give the unit as a reader expects it: `GBP per hour` is `£ per hour`, `index` is nothing."""
    first, *rest = unit.replace("_", " ").split() or [""]
    return "" if unit in WITHOUT_UNIT else " ".join([SIGNS.get(first.lower(), first), *rest])


def _usual_digits(sign: str, largest: float) -> int:
    if sign == "%":
        return 1
    if sign[:1] in CURRENCIES:
        return 2 if largest < 100 else 0
    return next((digits for bound, digits in ((1, 3), (10, 2), (1000, 1)) if largest < bound), 0)
