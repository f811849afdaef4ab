"""A file's columns as harmonised variables, each with the kind of every missing value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from integrind.data.columns import as_number
from integrind.data.table import Table
from integrind.definitions.codebook import Codebook, CodebookVariable
from integrind.definitions.survey import Missing, Survey, SurveyVariable
from integrind.errors import DataError
from integrind.expressions import Expression, Variable, parse
from integrind.expressions.compile import compile_expression
from integrind.faults import did_you_mean
from integrind.vocabulary import MissingKind

KIND_CODES: Mapping[str, int] = {kind: code for code, kind in enumerate(MissingKind, 1)}
"""Codes of the kinds of missing, 0 for a value; the smallest that occurs wins."""

_NO_ANSWER = KIND_CODES[MissingKind.NO_ANSWER]
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True)
class Harmonised:
    """One variable: its values, why values are missing (UInt8, see KIND_CODES), and its type."""

    values: pl.Series
    kinds: pl.Series
    variable: Variable
    text: pl.Series | None = None
    """Of a column of numbers that nobody describes: its text, leading zeros and all."""

    @property
    def labels(self) -> pl.Series:
        """The values as text, null where missing: what groups, areas and waves are named by."""
        if self.text is not None:
            return pl.select(pl.when(self.text != "").then(self.text)).to_series()
        if self.variable.type == "number":
            whole = self.values.cast(pl.Int64, strict=False)
            plain = self.values.cast(pl.String)
            return pl.select(
                pl.when(whole == self.values).then(whole.cast(pl.String)).otherwise(plain)
            ).to_series()
        return self.values.cast(pl.String)


class Variables:
    """Harmonised variables of one file, found by name and read when they are first asked for.

    A name means: what the survey description says; else the file's column of that name, as the codebook
    has it; else that column as it stands.
    """

    def __init__(
        self, table: Table, survey: Survey, codebook: Codebook | None, *, show_values: bool = False
    ) -> None:
        self.table = table
        self.survey = survey
        self.codebook = codebook
        self.show_values = show_values
        self._known: dict[str, Harmonised] = {}
        self._text: dict[str, pl.Series] = {}

    def has(self, name: str) -> bool:
        """Whether the file can supply the variable."""
        described = self.survey.variables.get(name)
        if described is None:
            return name in self.table.columns
        return described.column is None or described.column in self.table.columns

    def names(self) -> tuple[str, ...]:
        """Every name that can be asked for: described variables, then the file's columns."""
        return tuple(dict.fromkeys([*self.survey.variables, *self.table.columns]))

    def columns_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The file's columns that the variables come from."""
        found: dict[str, None] = {}
        for name in names:
            described = self.survey.variables.get(name)
            if described is None:
                found[name] = None
            elif described.column is not None:
                found[described.column] = None
            else:
                found.update(dict.fromkeys(self.columns_of(_origins(described))))
            if described is not None and described.weight is not None:
                found[described.weight] = None
        return tuple(column for column in found if column in self.table.columns)

    def load(self, names: Iterable[str], columns: Iterable[str] = ()) -> None:
        """Read the columns that the variables come from, and others by name, in one go."""
        wanted = dict.fromkeys([*columns, *self.columns_of(names)])
        missing = [column for column in wanted if column not in self._text]
        if missing:
            frame = self.table.read(missing)
            self._text.update({column: frame[column] for column in missing})

    def text(self, column: str) -> pl.Series:
        """A column as it stands in the file."""
        if column not in self.table.columns:
            raise DataError(
                f"{self.table.name}: there is no column {column!r}", did_you_mean(column, self.table.columns)
            )
        self.load((), [column])
        return self._text[column]

    def get(self, name: str) -> Harmonised:
        """A variable. Raises DataError for codes that are neither described nor missing."""
        if name not in self._known:
            self._known[name] = self._harmonise(name)
        return self._known[name]

    def scope(self, names: Iterable[str]) -> dict[str, Variable]:
        """The types of variables that are there."""
        return {name: self.get(name).variable for name in names if self.has(name)}

    def frame(self, names: Iterable[str]) -> pl.DataFrame:
        """Values of the variables, a column each."""
        return pl.DataFrame([self.get(name).values for name in dict.fromkeys(names)])

    def why_missing(self, names: Iterable[str]) -> pl.Series:
        """The kind that wins among the variables, by row; 0 where all have a value."""
        kinds = pl.DataFrame([self.get(name).kinds.alias(name) for name in dict.fromkeys(names)])
        code = pl.col(kinds.columns)
        smallest = pl.min_horizontal(code.replace(0, None))
        return kinds.select(smallest.fill_null(0).cast(pl.UInt8)).to_series()

    def _harmonise(self, name: str) -> Harmonised:
        described = self.survey.variables.get(name)
        known = self.codebook.variables.get(name) if self.codebook else None
        if described is None and known is None:
            return _as_it_stands(self.text(name))
        described = described or SurveyVariable(column=name)
        if described.expression is not None:
            return self._computed(name, parse(described.expression))
        if described.source is not None and described.bands is not None:
            return _banded(name, self.get(described.source), described.bands, described.band_labels)
        return self._from_column(name, self.text(described.column or name), described, known)

    def _from_column(
        self, name: str, text: pl.Series, described: SurveyVariable, known: CodebookVariable | None
    ) -> Harmonised:
        kind = described.type or (known.type if known else None) or ("category" if described.codes else None)
        match kind:
            case "number":
                return self._number(name, text, described)
            case "boolean":
                return self._coded(name, text, described, Variable("boolean"))
            case "category":
                values = (
                    self._known_values(name) or tuple(dict.fromkeys((described.codes or {}).values())) or None
                )
                return self._coded(name, text, described, Variable("category", values))
            case None:
                return _as_it_stands(text.alias(name))

    def _number(self, name: str, text: pl.Series, described: SurveyVariable) -> Harmonised:
        kinds = (described.missing or Missing()).kinds
        frame = pl.DataFrame({"text": text, "number": as_number(text)}).with_columns(
            pl.col("text").is_in(list(kinds)).alias("stated"),
            (pl.col("text").str.strip_chars() == "").alias("empty"),
        )
        unread = frame.select(pl.col("number").is_null() & ~pl.col("empty") & ~pl.col("stated")).to_series()
        if unread.any():
            raise self._undescribed(name, text, unread, "don't read as a number")
        usable = ~pl.col("stated") & pl.col("number").is_finite().fill_null(value=False)
        codes = [KIND_CODES[kind] for kind in kinds.values()]
        stated = (
            pl.col("text").replace_strict(list(kinds), codes, default=_NO_ANSWER) if kinds else _NO_ANSWER
        )
        found = frame.select(
            pl.when(usable).then("number").alias(name),
            pl.when(usable).then(0).otherwise(stated).cast(pl.UInt8).alias("kinds"),
        )
        return Harmonised(found[name], found["kinds"], Variable("number"))

    def _coded(self, name: str, text: pl.Series, described: SurveyVariable, variable: Variable) -> Harmonised:
        stated = {**self.survey.missing.kinds, **(described.missing or Missing()).kinds}
        own = (described.missing or Missing()).kinds
        values: dict[str, str] = {}
        kinds: dict[str, int] = {}
        unknown: list[str] = []
        for code in text.unique().to_list():
            if described.codes is not None and code in described.codes:
                values[code] = described.codes[code]
            elif code in own or (code in stated and not _is_value(code, described, variable)):
                kinds[code] = KIND_CODES[stated[code]]
            elif _is_value(code, described, variable):
                values[code] = code
            elif code == "":
                kinds[code] = _NO_ANSWER
            else:
                unknown.append(code)
        if unknown:
            raise self._undescribed(name, text, text.is_in(unknown), "are neither described nor missing")
        codes = [*values, *kinds]
        mapped: list[object] = list(values.values())
        if variable.type == "boolean":
            mapped = [_TRUTH[value] for value in values.values()]
        return Harmonised(
            text.replace_strict(
                codes,
                [*mapped, *[None] * len(kinds)],
                return_dtype=pl.Boolean if variable.type == "boolean" else pl.String,
            ).alias(name),
            text.replace_strict(codes, [*[0] * len(values), *kinds.values()], return_dtype=pl.UInt8),
            variable,
        )

    def _computed(self, name: str, expression: Expression) -> Harmonised:
        names = expression.names
        compiled = compile_expression(expression, self.scope(names)).alias(name)
        values = self.frame(names).select(compiled).to_series()
        why = self.why_missing(names)
        empty = pl.when(why > 0).then(why).otherwise(_NO_ANSWER)
        kinds = pl.select(pl.when(values.is_not_null()).then(0).otherwise(empty).cast(pl.UInt8)).to_series()
        if values.dtype == pl.Boolean:
            return Harmonised(values, kinds, Variable("boolean"))
        if values.dtype == pl.String:
            return Harmonised(values, kinds, Variable("category", self._known_values(name)))
        return Harmonised(values, kinds, Variable("number"))

    def _known_values(self, name: str) -> tuple[str, ...] | None:
        known = self.codebook.variables.get(name) if self.codebook else None
        return tuple(known.values) if known and known.values else None

    def _undescribed(self, name: str, text: pl.Series, wrong: pl.Series, what: str) -> DataError:
        codes = text.filter(wrong).unique().sort()
        found = f"{len(codes)} codes in {int(wrong.sum()):,} rows {what}"
        if self.show_values:
            found += f": {', '.join(codes.head(10).to_list())}"
        hint = f"describe them under variables: {name}: codes or missing"
        return DataError(
            f"{self.table.name}: column {text.name!r} ({name}): {found}",
            hint if self.show_values else f"{hint}; --show-values names them here",
        )


def _origins(described: SurveyVariable) -> tuple[str, ...]:
    if described.source is not None:
        return (described.source,)
    return parse(described.expression).names if described.expression is not None else ()


def _is_value(code: str, described: SurveyVariable, variable: Variable) -> bool:
    """Whether a code that `codes` doesn't mention stands for itself."""
    if described.codes is not None:
        return False
    if variable.type == "boolean":
        return code in _TRUTH
    return code != "" and (variable.values is None or code in variable.values)


def _as_it_stands(text: pl.Series) -> Harmonised:
    """A column that nobody describes: a number where all of it reads as one, else labels."""
    answered = text != ""
    kinds = pl.select(pl.when(answered).then(0).otherwise(_NO_ANSWER).cast(pl.UInt8)).to_series()
    numbers = as_number(text)
    if answered.any() and numbers.filter(answered).is_finite().fill_null(value=False).all():
        return Harmonised(numbers, kinds, Variable("number"), text)
    labels = pl.select(pl.when(answered).then(text).alias(text.name)).to_series()
    return Harmonised(labels, kinds, Variable("category"))


def _banded(name: str, source: Harmonised, limits: tuple[float, ...], names: tuple[str, ...]) -> Harmonised:
    """Half-open bands of a number; below the first limit is missing."""
    bands = source.values.cut(list(limits), labels=["", *names], left_closed=True).cast(pl.String)
    inside = pl.col("band") != ""
    why = pl.when(inside).then(0).when(pl.col("kinds") > 0).then("kinds").otherwise(_NO_ANSWER)
    frame = pl.DataFrame({"band": bands, "kinds": source.kinds}).select(
        pl.when(inside).then("band").alias(name), why.cast(pl.UInt8).alias("kinds")
    )
    return Harmonised(frame[name], frame["kinds"], Variable("category", names))
