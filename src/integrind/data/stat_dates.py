"""Dates and times in files of SPSS, Stata and SAS: numbers that their column's format says how to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import polars as pl

from integrind.data.typed import as_text

_SPSS, _SAS_AND_STATA = datetime(1582, 10, 14, tzinfo=UTC), datetime(1960, 1, 1, tzinfo=UTC)
_DAY = 86_400
_MICRO = 1_000_000
_FIRST, _LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
_LONGEST = 1e11
"""Seconds of a time that is written as one; beyond it is a number that got a time's format."""

_SPSS_DATES = {"DATE", "ADATE", "EDATE", "JDATE", "SDATE"}
_SPSS_MOMENTS = {"DATETIME", "YMDHMS"}
_SPSS_TIMES = {"TIME", "DTIME", "MTIME"}
_SAS_DATE = re.compile(r"DATE|DTDATE|WEEKDAT[EX]|(?:MMDDYY|DDMMYY|YYMMDD)[BCDNPS]?|(?:IS|[EB])8601DA")
_SAS_MOMENT = re.compile(r"DATETIME|DATEAMPM|MDYAMPM|(?:IS|[EB])8601DT|B8601DN")
_SAS_TIME = re.compile(r"TIME|HHMM|TOD|TIMEAMPM|(?:IS|[EB])8601TM")
_NAME = re.compile(r"([A-Z0-9]*[A-Z])[0-9.]*")
"""A format of SPSS's or SAS's: its name, and how wide it is written."""
_STATA = re.compile(r"%-?(td|d|tc|tC)(.*)", re.DOTALL)


@dataclass(frozen=True)
class Clock:
    """How a column's numbers are read."""

    what: Literal["date", "moment", "time"]
    origin: datetime
    seconds: float
    """In a unit of the numbers."""

    def written(self, numbers: pl.Series) -> pl.Series:
        """The numbers as ISO 8601 writes them, and as numbers where no date is so far off."""
        seconds = pl.col(numbers.name) * self.seconds
        text = {"date": self._date, "moment": self._moment, "time": _time}[self.what](seconds)
        plain = as_text(pl.Float64(), numbers.name)
        written = pl.coalesce(text, plain).alias(numbers.name)
        return numbers.to_frame().select(written).to_series()

    def _date(self, seconds: pl.Expr) -> pl.Expr:
        days = (seconds / _DAY).floor() + self.origin.timestamp() // _DAY
        known = days.is_between(_FIRST.timestamp() // _DAY, _LAST.timestamp() // _DAY)
        return pl.when(known).then(days).cast(pl.Int32).cast(pl.Date).dt.to_string("%Y-%m-%d")

    def _moment(self, seconds: pl.Expr) -> pl.Expr:
        start = round(self.origin.timestamp())
        known = seconds.is_between(_FIRST.timestamp() - start, _LAST.timestamp() - start)
        micro = pl.when(known).then(_micro(seconds)) + start * _MICRO
        return micro.cast(pl.Datetime("us")).dt.to_string("%Y-%m-%d %H:%M:%S") + _fraction(micro)


def clock_of(format_: str | None, suffix: str) -> Clock | None:
    """How a format in a file with some suffix reads numbers; None for those of plain numbers."""
    if format_ is None:
        return None
    if suffix == ".dta":
        return _stata(format_)
    found = _NAME.fullmatch(format_)
    name = found[1] if found is not None else ""
    return _sas(name) if suffix in {".xpt", ".sas7bdat"} else _spss(name)


def _spss(name: str) -> Clock | None:
    if name in _SPSS_DATES:
        return Clock("date", _SPSS, 1)
    if name in _SPSS_MOMENTS:
        return Clock("moment", _SPSS, 1)
    return Clock("time", _SPSS, 1) if name in _SPSS_TIMES else None


def _sas(name: str) -> Clock | None:
    if _SAS_DATE.fullmatch(name):
        return Clock("date", _SAS_AND_STATA, _DAY)
    if _SAS_MOMENT.fullmatch(name):
        return Clock("moment", _SAS_AND_STATA, 1)
    return Clock("time", _SAS_AND_STATA, 1) if _SAS_TIME.fullmatch(name) else None


def _stata(format_: str) -> Clock | None:
    """Weeks, months and quarters stay the numbers that they are."""
    found = _STATA.fullmatch(format_)
    if found is None:
        return None
    if found[1] in {"td", "d"}:
        return Clock("date", _SAS_AND_STATA, _DAY)
    what: Literal["time", "moment"] = "time" if found[2] in {"HH:MM", "HH:MM:SS"} else "moment"
    return Clock(what, _SAS_AND_STATA, 0.001)


def _time(seconds: pl.Expr) -> pl.Expr:
    """A time, which can be less than none and more than a day, as a stretch of time is."""
    micro = pl.when(seconds.abs() < _LONGEST).then(_micro(seconds.abs()))
    whole = micro // _MICRO
    sign = pl.when(seconds < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    hours, minutes = whole // 3600, whole // 60 % 60
    parts = [it.cast(pl.String).str.zfill(2) for it in (hours, minutes, whole % 60)]
    return sign + pl.concat_str(parts, separator=":") + _fraction(micro)


def _micro(seconds: pl.Expr) -> pl.Expr:
    return (seconds * _MICRO).round().cast(pl.Int64, strict=False)


def _fraction(micro: pl.Expr) -> pl.Expr:
    """What a second has beyond it, if anything."""
    beyond = (micro % _MICRO + _MICRO) % _MICRO
    return pl.when(beyond > 0).then("." + beyond.cast(pl.String).str.zfill(6)).otherwise(pl.lit(""))
