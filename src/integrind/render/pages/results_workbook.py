"""What stands in the tables for people: a sheet for each dimension and quantity, a row for each estimate.

No cell is empty: where there is no number stands the shorthand that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from integrind.render.pages.prose import footnotes, general, headline
from integrind.render.safe import visible
from integrind.render.tables import labels
from integrind.render.tables.cells import Numbers, Row, Sign, figures_of, numbers_of
from integrind.render.tables.footnotes import Footnotes
from integrind.render.tables.labels import POPULATION
from integrind.render.tables.layout import QUANTITIES, without_nowhere_available
from integrind.render.tables.marks import FINDING_WORDS, MOVEMENTS, SYMBOLS, Symbols
from integrind.render.tables.numbers import Figures, percentage
from integrind.render.tables.workbook import DATA, Number, Sheet, Value, Workbook, unrounded
from integrind.results import COLUMNS, About, Results
from integrind.vocabulary import Finding, Movement, Status, SymbolProfile

_NOTES = "Notes"
_EVERYTHING = "Every column of every row, unrounded"


@dataclass(frozen=True)
class _Table:
    """One table under its title."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    signs: tuple[Sign, ...]
    """The signs that it uses, with what they mean."""


@dataclass(frozen=True)
class _Column:
    header: str
    write: Callable[[Row], str | Number | None]
    """Gives nothing where the row has nothing to say; a column that no row fills is left out."""
    absent: Callable[[Row], str | Sign]
    """What stands in the other rows."""


@dataclass(frozen=True)
class _Absences:
    """The signs of an office where there is no number."""

    symbols: Symbols

    def estimate(self, row: Row) -> Sign:
        """Say why there is no estimate, or nothing of what belongs to it."""
        return self._sign(Status.NOT_AVAILABLE if row["estimate"] is not None else self._status(row))

    def gap(self, row: Row) -> Sign:
        """Say why there is no gap."""
        lacks = row["estimate"] is not None and row["gap"] is None
        return self._sign(Status.NOT_APPLICABLE) if lacks else self.estimate(row)

    def status(self, row: Row) -> Sign | None:
        """Give the sign of a row's status, beside a number or in its place."""
        status, shown = Status(row["status"]), row["estimate"] is not None
        text = self.symbols.of(status, shown=shown)
        return Sign(text, self.symbols.meaning(status, shown=shown)) if text else None

    def _status(self, row: Row) -> Status:
        status = Status(row["status"])
        return status if self.symbols.of(status, shown=False) else Status.NOT_AVAILABLE

    def _sign(self, status: Status) -> Sign:
        return Sign(self.symbols.of(status, shown=False), self.symbols.meaning(status, shown=False))


def workbook(results: Results, digits: int | None) -> Workbook:
    """Give notes where there are any, the tables, and last every column of every row."""
    title, made = headline(results)
    tables = _tables(results, digits)
    notes = tuple(_meanings(results, tables))
    said = [
        f"Gaps are from {labels.reference(results.about.gap_from, results.about.labels)}.",
        "This sheet has one table.",
    ]
    sheets = []
    if notes:
        explains = "This sheet explains signs and notes that the tables use."
        sheets.append(Sheet(_NOTES, _NOTES, ("Sign", "Meaning"), notes, said=(explains,)))
        said.append(f"Signs that stand for words are explained on the sheet {_NOTES}.")
    for number, its in enumerate(tables, start=1):
        name = f"Table {number}"
        sheets.append(Sheet(name, its.title, its.columns, its.rows, f"{name}: {its.title}", tuple(said)))
    sheets.append(unrounded(DATA, _EVERYTHING, results.frame.select(*COLUMNS)))
    cover = (made, *(line.strip() for line in general(results)))
    return Workbook(title, cover, tuple(sheets))


def _meanings(results: Results, tables: Sequence[_Table]) -> Iterable[tuple[str, str]]:
    """Explain the signs that are used, in the order of their first use, and the numbered notes."""
    yield from dict.fromkeys((sign.text, sign.meaning) for table in tables for sign in table.signs)
    yield from ((_marker(number), note) for number, note in enumerate(footnotes(results), start=1))


def _tables(results: Results, digits: int | None) -> list[_Table]:
    """Give the tables in the order of the rows."""
    shown = without_nowhere_available(results)
    rows = shown.frame.to_dicts()
    figures = figures_of(rows, digits)
    absences = _Absences(SYMBOLS[SymbolProfile(results.about.symbols)])
    columns = _columns(figures, Footnotes.of(shown), results.about, absences)
    parts: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        parts.setdefault((row["quantity"], row["dimension"] or ""), []).append(row)
    return [
        _sheet(_title(quantity, dimension), columns, part, absences)
        for (quantity, dimension), part in parts.items()
    ]


def _title(quantity: str, dimension: str) -> str:
    what = QUANTITIES.get(quantity, "Estimates and gaps")
    if not dimension:
        return what
    return f"{labels.dimension(dimension)} indicators: {what[0].lower()}{what[1:]}"


def _sheet(title: str, columns: Sequence[_Column], rows: Sequence[Row], absences: _Absences) -> _Table:
    written = [(column, [column.write(row) for row in rows]) for column in columns]
    used = [(column, values) for column, values in written if any(value is not None for value in values)]
    filled = [
        [column.absent(row) if value is None else value for value, row in zip(values, rows, strict=True)]
        for column, values in used
    ]
    beside = [sign for row in rows if (sign := absences.status(row))]
    instead = [value for values in filled for value in values if isinstance(value, Sign)]
    return _Table(
        title,
        tuple(column.header for column, _ in used),
        tuple(zip(*filled, strict=True)),
        tuple(dict.fromkeys([*beside, *instead])),
    )


def _columns(
    figures: Mapping[Numbers, Figures], footnotes: Footnotes, about: About, absences: _Absences
) -> list[_Column]:
    """Every column that a table may have."""
    percent = any(it.percent for it in figures.values())
    points = ", percentage points where the unit is %" if percent else ""
    interval = f"{percentage(about.level)} interval"

    def number(name: str) -> Callable[[Row], Number | None]:
        def write(row: Row) -> Number | None:
            shown = figures[numbers_of(row)]
            return None if row[name] is None else Number(shown.number(row[name]), shown.digits)

        return write

    def status(row: Row) -> str | None:
        sign = absences.status(row)
        return sign and f"{sign.meaning} {sign.text}"

    return [
        _Column("Indicator", lambda row: visible(row["title"]), _none),
        _Column("Unit", lambda row: figures[numbers_of(row)].unit or "no unit", _none),
        _Column("Wave", lambda row: row["wave"], _none),
        _Column("Area", lambda row: _area(row, row["area"], about), lambda _: "All areas"),
        _Column("Compared with", lambda row: _area(row, row["versus"], about), _none),
        _Column("Breakdown", lambda row: _breakdown(row, about), _none),
        _Column("Group", lambda row: _group(row, about), lambda _: POPULATION),
        _Column("Category", lambda row: row["category_label"], _none),
        _Column(
            "Unweighted base",
            lambda row: None if row["n"] is None else Number(row["n"], 0),
            absences.estimate,
        ),
        _Column("Estimate, in the unit", number("estimate"), absences.estimate),
        _Column(f"Lower limit of the estimate's {interval}", number("ci_low"), absences.estimate),
        _Column(f"Upper limit of the estimate's {interval}", number("ci_high"), absences.estimate),
        _Column(f"Gap{points}", number("gap"), absences.gap),
        _Column(f"Lower limit of the gap's {interval}", number("gap_ci_low"), absences.gap),
        _Column(f"Upper limit of the gap's {interval}", number("gap_ci_high"), absences.gap),
        _Column("Finding", _finding, absences.gap),
        _Column("Movement of the gap", _movement, absences.gap),
        _Column("Status", status, lambda _: "ok"),
        _Column("Notes", lambda row: _notes(row, footnotes), _none),
    ]


def _none(_: Row) -> str:
    return "none"


def _area(row: Row, code: str | None, about: About) -> str | None:
    return code and labels.value(row["area_by"] or "", code, about.labels)


def _breakdown(row: Row, about: About) -> str | None:
    return row["group_by"] and labels.breakdown(row["group_by"], about.titles)


def _group(row: Row, about: About) -> str | None:
    if row["group_by"] and row["group"] is None:
        return labels.UNLABELLED
    return row["group_by"] and labels.group(row["group_by"], row["group"], about.labels)


def _finding(row: Row) -> str | None:
    return row["finding"] and FINDING_WORDS[Finding(row["finding"])]


def _movement(row: Row) -> str | None:
    return row["movement"] and MOVEMENTS[Movement(row["movement"])]


def _notes(row: Row, footnotes: Footnotes) -> str | None:
    place = row["quantity"], row["indicator"]
    numbers = sorted({*footnotes.shared[place], *footnotes.own[place, row["notes"]]})
    return " ".join(map(_marker, numbers)) or None


def _marker(number: int) -> str:
    """Give what points to a note: the guidance asks for the word."""
    return f"[note {number}]"
