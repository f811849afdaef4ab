"""A file's columns as harmonised variables, found by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial

import numpy as np
import polars as pl

from integrind.concurrently import concurrently
from integrind.data.aliases import misleads
from integrind.data.answers import Answers, Coded, combined
from integrind.data.candidates import candidates
from integrind.data.column_cache import ColumnCache
from integrind.data.columns import labels
from integrind.data.formulas import compile_at
from integrind.data.harmonised import (
    KIND_CODES,
    NO_ANSWER,
    Column,
    Harmonised,
    as_it_stands,
    at_least,
    banded,
    coded,
    known_in_bands,
    labelled,
    number,
)
from integrind.data.household import equivalised, people, refuse_alone
from integrind.data.table import Table
from integrind.definitions.codebook import Codebook, CodebookVariable
from integrind.definitions.household import AGE, Household
from integrind.definitions.survey import Missing, Survey, SurveyVariable
from integrind.errors import DataError
from integrind.expressions import Band, Expression, Variable, parse
from integrind.expressions.bands import in_bands, splits, undecided
from integrind.faults import counted

__all__ = ["KIND_CODES", "Harmonised", "Variables"]


class Variables:
    """Harmonised variables of one file, found by name and read when they are first asked for.

    A name means: what the survey description says; else the file's column of that name, as the codebook
    has it; else that column as it stands.
    """

    def __init__(
        self, table: Table, survey: Survey, codebook: Codebook | None, *, show_values: bool = False
    ) -> None:
        self.table = table
        self.columns = ColumnCache(table)
        self.survey = survey
        self.codebook = codebook
        self.show_values = show_values
        self._known: dict[str, Harmonised] = {}
        self._coded: dict[str, Coded | None] = {}

    def has(self, name: str) -> bool:
        """Whether the file can supply the variable and all that it is made of."""
        return self.has_columns(name) and not self.why_not(name)

    def has_columns(self, name: str) -> bool:
        """Whether the file has every column that the variable is made of."""
        return all(column in self.table.columns for it in self._behind([name]) for column in it.read)

    def partly_lacking(self, name: str) -> tuple[str, ...]:
        """Columns that the file lacks of imputations of which it has others."""
        each = [it.columns for it in self._behind([name]) if {*it.columns} & {*self.table.columns}]
        return tuple(column for columns in each for column in columns if column not in self.table.columns)

    def why_not(self, name: str) -> str:
        """What keeps the variable from being made: a column of lists, a band too wide; else nothing."""
        return next(filter(None, map(self._too_little, self._behind([name]))), "")

    def _too_little(self, described: SurveyVariable) -> str:
        if unread := next((it for it in described.read if it in self.table.unreadable), None):
            return f"column {unread!r} holds neither text nor numbers that can be read"
        return too_wide(described, self.survey.bands)

    def likely(self) -> dict[str, str]:
        """By variable that the survey lacks, a column that may be it: for a person to look at."""
        if self.codebook is None:
            return {}
        described = {column for it in self.survey.variables.values() for column in it.columns}
        known = described | self.table.unreadable
        columns = [it for it in self.table.columns if it not in known and not misleads(it)]
        found = candidates(columns, self.codebook.variables, self.table.metadata.labels)
        return {name: column for name, column in found.items() if not self.has_columns(name)}

    def names(self) -> tuple[str, ...]:
        """Every name that can be asked for: described variables, then the file's columns."""
        return tuple(dict.fromkeys([*self.survey.variables, *self.table.columns]))

    def weights_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Weights of their own that the variables, or what they are made of, have."""
        return tuple(dict.fromkeys(it.weight for it in self._behind(names) if it.weight is not None))

    def load(self, names: Iterable[str], columns: Iterable[str] = ()) -> None:
        """Read the columns that the variables come from, and others by name, in one go."""
        self.columns.load([*columns, *self.columns_of(names)])

    def columns_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The file's columns that the variables, and their weights, come from."""
        behind = (column for it in self._behind(names) for column in (*it.read, it.weight))
        return tuple(dict.fromkeys(it for it in behind if it in self.table.columns))

    def is_imputed(self, name: str) -> bool:
        """Whether the variable, or one that it is made of, has imputations."""
        return any(it.imputations is not None for it in self._behind([name]))

    def imputations(self, names: Iterable[str]) -> tuple[Variables, ...]:
        """The variables of each imputation, where any of some names has several; else these alone.

        Asked for by itself, a variable is as the first imputation has it.
        """
        return self._imputed if any(map(self.is_imputed, names)) else (self,)

    @cached_property
    def _imputed(self) -> tuple[Variables, ...]:
        return tuple(Imputation(self, number) for number in range(self.survey.imputations))

    def forget(self) -> None:
        """Give back the memory of all columns, and of the variables that were made of them."""
        self.columns.forget_all()
        self._coded.clear()
        self._known.clear()
        self.__dict__.pop("_imputed", None)

    def get(self, name: str) -> Harmonised:
        """A variable. Raises DataError for codes that are neither described nor missing."""
        if name not in self._known:
            self._known[name] = self._harmonise(name)
        return self._known[name]

    def scope(self, names: Iterable[str]) -> dict[str, Variable]:
        """The types of variables that are there."""
        there = [name for name in names if self.has(name)]
        concurrently(self.brief, [name for name in there if name not in self._coded])
        return {name: self.brief(name).variable for name in there}

    def answers(self, names: Iterable[str]) -> Answers:
        """Values and kinds of missing, by combination of codes where they are few, else by row."""
        names = tuple(dict.fromkeys(names))
        coded = [found for name in names if (found := self.by_code(name)) is not None]
        few = combined(names, coded) if len(coded) == len(names) else None
        if few is not None:
            return few
        kinds = pl.DataFrame([self.get(name).kinds.alias(name) for name in names])
        return Answers(self.frame(names), kinds, None)

    def frame(self, names: Iterable[str]) -> pl.DataFrame:
        """Values of the variables, a column each."""
        return pl.DataFrame([self.get(name).values for name in dict.fromkeys(names)])

    def why_missing(self, names: Iterable[str]) -> pl.Series:
        """The kind that wins among the variables, by row; 0 where all have a value."""
        answers = self.answers(names)
        return pl.Series(answers.by_row(answers.why_missing(names)))

    def _behind(self, names: Iterable[str]) -> Iterator[SurveyVariable]:
        """Descriptions of variables and of all that they are made of."""
        for name in names:
            described = self._described(name)
            yield described
            yield from self._behind(described.made_of)

    def _described(self, name: str) -> SurveyVariable:
        return self.survey.variables.get(name) or SurveyVariable(column=name)

    def _in_codebook(self, name: str) -> CodebookVariable | None:
        return self.codebook.variables.get(name) if self.codebook else None

    def _harmonise(self, name: str) -> Harmonised:
        described = self._described(name)
        if described.expression is not None:
            return self._computed(name, parse(described.expression))
        if described.source is not None:
            if said := too_wide(described, self.survey.bands):
                raise DataError(f"{self.table.name}: {name}: {said}")
            return banded(name, self.get(described.source), described.limits, described.band_labels)
        if described.household is not None:
            return self._of_household(name, described.household)
        coded = self.by_code(name)
        if coded is not None:
            return coded.by_row()
        (source,) = described.columns[:1] or (name,)
        text = partial(self.columns.text, source)
        column = Column(self.table.name, name, self.columns.fields(source), self.show_values, as_text=text)
        return self._from_column(name, described, column)

    def brief(self, name: str) -> Harmonised:
        """The variable, by row or by distinct text of its column: its type is the same."""
        coded = self.by_code(name)
        return self.get(name) if coded is None else coded.brief

    def by_code(self, name: str) -> Coded | None:
        """The variable by distinct text, where it is a column of few."""
        if name not in self._coded:
            described = self._described(name)
            computed = described.made_of or described.text or described.household
            self._coded[name] = None if computed else self._coded_column(name, described)
        return self._coded[name]

    def _coded_column(self, name: str, described: SurveyVariable) -> Coded | None:
        if described.at_least is not None:
            return Coded(at_least(name, described.at_least), np.zeros(self.table.rows, dtype=np.uint8))
        (source,) = described.columns[:1] or (name,)
        texts = self.columns.texts(source)
        if texts is None:
            return None
        column = Column(
            self.table.name, name, texts.fields, self.show_values, texts.rows, lambda: texts.distinct
        )
        return Coded(self._from_column(name, described, column), texts.code)

    def _from_column(self, name: str, described: SurveyVariable, column: Column) -> Harmonised:
        known = self._in_codebook(name)
        codes = described.codes
        own, by_default = (described.missing or Missing()).kinds, self.survey.missing.kinds
        if described.bands_by_code:
            return known_in_bands(column, described.bands_by_code, own, by_default)
        match described.type or (known.type if known else None) or ("category" if codes else None):
            case "number":
                return number(column, own, codes)
            case "boolean":
                return coded(column, Variable("boolean"), codes, own, by_default)
            case "category":
                values = self._known_values(name) or tuple(dict.fromkeys((codes or {}).values()))
                if not values:
                    return labelled(column, {**by_default, **own})
                one_of = known.one_of if known is not None else {}
                return coded(column, Variable("category", values, one_of=one_of), codes, own, by_default)
            case None:
                return as_it_stands(column, own, by_default)

    def _computed(self, name: str, expression: Expression) -> Harmonised:
        names = expression.names
        scope = {it: self.get(it).variable for it in names}
        compiled = compile_at(f"variables: {name}: expression", expression, scope)
        values = self.frame(names).select(compiled.alias(name)).to_series()
        why = self.why_missing(names)
        empty = pl.when(why > 0).then(why).otherwise(NO_ANSWER)
        kinds = pl.select(pl.when(values.is_not_null()).then(0).otherwise(empty).cast(pl.UInt8)).to_series()
        if values.dtype == pl.Boolean:
            return Harmonised(values, kinds, Variable("boolean"))
        if values.dtype == pl.String:
            book = self._in_codebook(name)
            made = Variable(
                "category", self._checked_values(name, values), one_of=book.one_of if book is not None else {}
            )
            return Harmonised(values, kinds, made.with_values(values.unique().drop_nulls().to_list()))
        return Harmonised(values, kinds, Variable("number"))

    def _of_household(self, name: str, household: Household) -> Harmonised:
        file = self.table.name
        home = labels(file, self.columns.fields(household.id), "household")
        refuse_alone(file, household.id, home)
        if household.income is not None and household.scale is not None:
            ages = self.get(AGE).values if AGE in household.made_of else None
            return equivalised(file, name, home, self.get(household.income), ages, household.scale)
        if household.count is None:
            return people(name, home, pl.repeat(value=True, n=self.table.rows, dtype=pl.Boolean, eager=True))
        holds = self._computed(name, parse(household.count))
        return people(name, home, holds.values)

    def _checked_values(self, name: str, values: pl.Series) -> tuple[str, ...] | None:
        """The codebook's values of a category, which what was computed must be among."""
        known = self._known_values(name)
        if known is not None and (wrong := int((~values.drop_nulls().is_in(known)).sum())) > 0:
            found = f"not a value of the codebook in {counted(wrong, 'row')}"
            raise DataError(f"{self.table.name}: {name}, by its expression: {found}")
        return known

    def _known_values(self, name: str) -> tuple[str, ...] | None:
        known = self._in_codebook(name)
        return tuple(known.values) if known and known.values else None


class Imputation(Variables):
    """The variables of a file with one imputation of what is missing; the others are those of the file."""

    def __init__(self, whole: Variables, number: int) -> None:
        survey = whole.survey.imputation(number)
        super().__init__(whole.table, survey, whole.codebook, show_values=whole.show_values)
        self.columns = whole.columns
        self._whole = whole

    def get(self, name: str) -> Harmonised:
        """The variable of this imputation."""
        return super().get(name) if self._whole.is_imputed(name) else self._whole.get(name)

    def by_code(self, name: str) -> Coded | None:
        """The same by distinct text."""
        return super().by_code(name) if self._whole.is_imputed(name) else self._whole.by_code(name)


def too_wide(described: SurveyVariable, bands: Mapping[str, tuple[Band, ...]]) -> str:
    """Why a variable can't be made of a number that is known in bands; empty where it can."""
    if (text := described.text) is not None:
        scope = {name: Variable("number", bands=it) for name, it in bands.items()}
        return "; ".join(it.message for it in undecided(parse(text), scope))
    if described.household is not None and AGE in described.made_of and bands.get(AGE):
        return in_bands(AGE, ())
    if described.source is not None and (split := splits(bands.get(described.source, ()), described.limits)):
        return in_bands(described.source, split)
    return ""
