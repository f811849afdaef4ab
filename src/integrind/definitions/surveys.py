"""A survey description read from its file and checked: its variables against each other and the codebook."""

from __future__ import annotations

import re
import typing
from collections.abc import Collection, Mapping
from pathlib import Path

from integrind.definitions.codebook import Codebook
from integrind.definitions.document import Document, Steps
from integrind.definitions.files import SURVEY_SUFFIX
from integrind.definitions.formulas import check_at, parse_at, scope_of
from integrind.definitions.household import Household
from integrind.definitions.load import examine
from integrind.definitions.survey import Survey, SurveyVariable
from integrind.definitions.yaml import read_document
from integrind.errors import DefinitionError, UsageError
from integrind.expressions import Expression, Scope, ValueType, Variable
from integrind.expressions.scope import type_of, values_of
from integrind.expressions.tree import Literal, Name, walk
from integrind.faults import Fault, did_you_mean
from integrind.paths import is_file, is_folder, named

_TRUTH = ("true", "false")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def survey_beside(data: str) -> Path | None:
    """Give the description beside a survey, else the one in its folder of data files.

    Beside it is `<stem>.survey.yaml`, the stem without .gz as well. Raises UsageError where a folder holds
    several.
    """
    file = named(Path(data))
    stems = dict.fromkeys((file.name, file.stem, Path(file.stem).stem))
    candidates = (file.parent / (stem + SURVEY_SUFFIX) for stem in stems)
    return next((candidate for candidate in candidates if is_file(candidate)), None) or _survey_in(file)


def _survey_in(folder: Path) -> Path | None:
    inside = folder.glob(f"*{SURVEY_SUFFIX}") if is_folder(folder) else ()
    found = sorted(it for it in inside if not it.name.startswith("."))
    if len(found) > 1:
        raise UsageError(
            f"{folder}: this folder holds several descriptions",
            f"name one with --survey, or put {folder.name}{SURVEY_SUFFIX} beside the folder",
        )
    return found[0] if found else None


def load_survey(path: Path, codebook: Codebook | None) -> Survey:
    """Read a survey description; raise `DefinitionError` with every fault."""
    document = read_document(path)
    survey, faults = examine(document, Survey)
    if survey is not None:
        faults += _Checker(document, survey, scope_of(codebook) if codebook is not None else {}).check()
    if survey is None or faults:
        raise DefinitionError(faults)
    return survey


def check_breakdowns(path: Path, named: Mapping[Steps, str], known: Collection[str]) -> None:
    """Check what `by`, `area` and `wave` of a description name, by steps, once it is known what there is.

    Raises `DefinitionError` with every fault.
    """
    parts = [(steps, part.strip()) for steps, text in named.items() for part in text.split("+")]
    unknown = [(steps, name) for steps, name in parts if name not in known]
    if unknown:
        document = read_document(path)
        raise DefinitionError(
            Fault(
                document.place(steps),
                "S026",
                f"there is no variable or column {name!r} to break down by",
                did_you_mean(name, known),
            )
            for steps, name in unknown
        )


class _Checker:
    """Finds what each variable is, after those that it is made of.

    A variable is None where only the data can tell its type, and where it is faulty itself.
    """

    def __init__(self, document: Document, survey: Survey, codebook: Scope) -> None:
        self._document = document
        self._described = survey.variables
        self._codebook = codebook
        self._found: dict[str, Variable | None] = {}
        self._open: set[str] = set()
        self._faults: list[Fault] = []

    def check(self) -> list[Fault]:
        for name in self._described:
            self._variable(name)
        self._expression(("comparison_sample",), "boolean")
        return self._faults

    def _variable(self, name: str) -> Variable | None:
        described = self._described.get(name)
        if described is None:
            return self._codebook.get(name)
        if name not in self._found:
            self._open.add(name)
            if described.expression is not None:
                self._found[name] = self._computed(name, described)
            elif described.source is not None:
                self._found[name] = self._banded(name, described, described.source)
            elif described.household is not None:
                self._found[name] = self._of_household(name, described.household)
            elif described.known_bands:
                self._found[name] = self._known_in_bands(name, described)
            else:
                self._found[name] = self._coded(name, described)
            self._open.remove(name)
        return self._found[name]

    def _coded(self, name: str, described: SurveyVariable) -> Variable | None:
        steps: Steps = ("variables", name, "codes")
        type_, known = self._declared(name, described), self._values(name)
        if described.codes is None:
            return self._of_codebook(name, type_, known)
        if type_ == "number":
            for code, value in described.codes.items():
                if not _NUMBER.fullmatch(value):
                    message = f"{name!r} is a number, and this code stands for none"
                    self._fault((*steps, code), "S028", message, "a code of a number stands for a number")
            return Variable(type_)
        for code, value in described.codes.items():
            self._check_value(name, value, _TRUTH if type_ == "boolean" else known, (*steps, code))
        own = tuple(dict.fromkeys(described.codes.values()))
        return (
            Variable("boolean") if type_ == "boolean" else self._of_codebook(name, "category", known or own)
        )

    def _known_in_bands(self, name: str, described: SurveyVariable) -> Variable:
        key = "bands" if described.bands_by_code else "at_least"
        wanted = self._declared(name, described)
        if wanted not in ("number", None):
            self._fault(
                ("variables", name, key),
                "S021",
                f"{name!r} is a {wanted}, and this makes it a number",
                "codes give a category its values",
                key=True,
            )
        return Variable("number", bands=described.known_bands)

    def _banded(self, name: str, described: SurveyVariable, source: str) -> Variable:
        steps: Steps = ("variables", name, "bands")
        self._check_source(source, ("variables", name, "from"))
        self._check_type(name, "category", self._declared(name, described), steps)
        known = self._values(name)
        for index, label in enumerate(described.band_labels):
            self._check_value(name, label, known, (*steps, index))
        return Variable("category", known or described.band_labels)

    def _of_household(self, name: str, household: Household) -> Variable:
        steps: Steps = ("variables", name, "household")
        known = self._codebook.get(name)
        self._check_type(name, "number", known.type if known is not None else None, steps)
        self._expression((*steps, "count"), "boolean")
        if household.income is not None:
            for number in household.made_of:
                self._check_source(number, (*steps, "income"))
        return Variable("number")

    def _check_source(self, source: str, steps: Steps) -> None:
        if source in self._open:
            self._fault(steps, "S025", f"{source!r} is made of itself")
        elif source not in self._described and source not in self._codebook:
            names = [*self._described, *self._codebook]
            self._fault(steps, "S024", f"there is no variable {source!r}", did_you_mean(source, names))
        elif (number := self._variable(source)) is not None and number.type != "number":
            self._fault(steps, "S024", f"{source!r} is a {number.type}, and this takes a number")

    def _computed(self, name: str, described: SurveyVariable) -> Variable | None:
        steps: Steps = ("variables", name, "expression")
        type_, known = self._declared(name, described), self._values(name)
        expression, scope = self._expression(steps)
        if expression is not None:
            found, values = type_of(expression.root, scope), values_of(expression.root, scope)
            self._check_type(name, found, type_, steps)
            spans = {it.value: it.span for it in walk(expression.root) if isinstance(it, Literal)}
            for value in values or ():
                self._check_value(name, value, known, steps, spans.get(value, expression.root.span))
            type_, known = type_ or found, known or values
        return self._of_codebook(name, type_, known)

    def _expression(
        self, steps: Steps, wanted: typing.Literal["boolean"] | None = None
    ) -> tuple[Expression | None, Scope]:
        """Parse and check; None for the expression where there is none and where it is faulty."""
        expression, faults = parse_at(self._document, steps)
        scope = {**self._codebook, **dict.fromkeys(self._described, Variable("category"))}
        if expression is not None:
            for node in walk(expression.root):
                if isinstance(node, Name) and node.name in self._open:
                    place = self._document.place(steps, span=node.span)
                    faults.append(Fault(place, "S025", f"{node.name!r} is made of itself"))
            for name in expression.names:
                if name in self._described:
                    del scope[name]
                    if name not in self._open and (variable := self._variable(name)) is not None:
                        scope[name] = variable
            described = self._described
            faults += check_at(self._document, steps, expression, scope, wanted, undecided=described)
        self._faults += faults
        return (None if faults else expression), scope

    def _declared(self, name: str, described: SurveyVariable) -> ValueType | None:
        known = self._codebook.get(name)
        if known is None or described.type is None:
            return known.type if known is not None else described.type
        self._check_type(name, described.type, known.type, ("variables", name, "type"))
        return known.type

    def _of_codebook(
        self, name: str, type_: ValueType | None, values: tuple[str, ...] | None
    ) -> Variable | None:
        """A variable with the values of the codebook that stand for others; None of an unknown type."""
        known = self._codebook.get(name)
        one_of = known.one_of if known is not None else {}
        return Variable(type_, values, one_of=one_of) if type_ is not None else None

    def _values(self, name: str) -> tuple[str, ...] | None:
        known = self._codebook.get(name)
        return known.values if known is not None else None

    def _check_type(self, name: str, found: ValueType | None, wanted: ValueType | None, steps: Steps) -> None:
        if found is not None and wanted is not None and found != wanted:
            self._fault(steps, "S021", f"{name!r} is a {wanted}, and this makes it a {found}")

    def _check_value(
        self,
        name: str,
        value: str,
        known: tuple[str, ...] | None,
        steps: Steps,
        span: tuple[int, int] | None = None,
    ) -> None:
        if known is not None and value not in known:
            place = self._document.place(steps, span=span)
            hint = did_you_mean(value, known) or f"its values are {', '.join(known)}"
            self._faults.append(Fault(place, "S022", f"{name!r} has no value {value!r}", hint))

    def _fault(self, steps: Steps, code: str, message: str, hint: str = "", *, key: bool = False) -> None:
        self._faults.append(Fault(self._document.place(steps, key=key), code, message, hint))
