"""Many indicators and their codebook, read from files and checked against each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from integrind.definitions.codebook import Codebook
from integrind.definitions.files import CODEBOOK, Files, find_files, nearest_codebook
from integrind.definitions.formulas import scope_of
from integrind.definitions.host import Host
from integrind.definitions.indicator import Indicator
from integrind.definitions.indicator_checks import (
    check_examples,
    check_expressions,
    check_name,
    scope_of_examples,
    used_names,
)
from integrind.definitions.load import M, examine
from integrind.definitions.yaml import Document, read_document
from integrind.errors import DefinitionError
from integrind.expressions import Scope
from integrind.faults import Fault
from integrind.packaged import packaged_indicators
from integrind.paths import located
from integrind.vocabulary import Dimension

_ORDER = {dimension: number for number, dimension in enumerate(Dimension)}


@dataclass(frozen=True)
class Library:
    """Indicators in the order of every table: by dimension, then by id."""

    indicators: tuple[Indicator, ...]
    codebook: Codebook | None
    documents: Mapping[str, Document] = field(repr=False)
    """Each indicator's file by its id, for places."""
    unchecked: frozenset[str] = frozenset()
    """Ids of indicators without a codebook: `check_against` the data's variables when they are known."""

    @cached_property
    def by_id(self) -> Mapping[str, Indicator]:
        """Every indicator by its id."""
        return {indicator.id: indicator for indicator in self.indicators}

    @property
    def names(self) -> tuple[str, ...]:
        """What an indicator can be asked for by: its id, or ID@NAME for a variant."""
        return tuple(
            name
            for it in self.indicators
            for name in (it.id, *(f"{it.id}@{variant}" for variant in it.variants))
        )

    def find(self, name: str) -> Indicator | None:
        """An indicator by its id, or as a variant has it by ID@NAME."""
        id_, at, variant = name.partition("@")
        found = self.by_id.get(id_)
        return found.variant(variant) if found is not None and at else found

    def at(self, host: Host | None) -> Library:
        """The library in the words of the host country."""
        if host is None:
            return self
        codebook = self.codebook
        if codebook is not None:
            variables = {name: it.at(host) for name, it in codebook.variables.items()}
            codebook = codebook.model_copy(update={"variables": variables})
        return replace(self, indicators=tuple(it.at(host) for it in self.indicators), codebook=codebook)

    def check_against(self, scope: Scope) -> None:
        """Check what no codebook could judge; raise `DefinitionError` with all faults.

        An indicator that uses variables beyond the scope is left: these data can't supply it.
        """
        faults: list[Fault] = []
        for id_ in self.unchecked:
            indicator, document = self.by_id[id_], self.documents[id_]
            if used_names(document) <= scope.keys():
                found = list(check_expressions(document, scope))
                faults += found or check_examples(document, indicator, scope)
        if faults:
            raise DefinitionError(faults)


def load_library(
    paths: Sequence[Path], only: Collection[str] = (), dimensions: Collection[str] = ()
) -> Library:
    """Read the indicators in files and folders; raise `DefinitionError` with every fault of every file.

    `only` names those that are asked for, else `dimensions` do: other files are left unread. Where a name is
    no file's, all are read, to say what there is.
    """
    library, faults = read_library(find_files(paths).only(only, dimensions))
    if faults:
        raise DefinitionError(faults)
    return library


def load_codebook(paths: Sequence[Path], own: Sequence[Indicator]) -> Library:
    """Read the codebooks that the indicators in files and folders are written in, and none of these.

    `own` stand in their place: what is asked of nobody. Raises `DefinitionError`.
    """
    files = find_files(paths)
    above = (book for it in files.indicators if (book := nearest_codebook(it)) is not None)
    books = {located(it): it for it in (*files.codebooks, *above)}
    library, faults = read_library(replace(files, indicators=(), codebooks=tuple(books.values())))
    if faults:
        raise DefinitionError(faults)
    return replace(library, indicators=tuple(own))


def read_library(files: Files) -> tuple[Library, list[Fault]]:
    """Read what can be read, and give every fault with it."""
    reader = _Reader()
    reader.read(files)
    return reader.library(), reader.faults


class _Reader:
    """Collects models and faults file by file; a faulty file doesn't keep the others from being read."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._scopes: dict[Path, Scope | None] = {}
        self._codebooks: list[tuple[Codebook, Document]] = []
        self._indicators: list[tuple[Indicator, Document]] = []
        self._unchecked: set[str] = set()

    def read(self, files: Files) -> None:
        self.faults += files.faults
        nearest = {file: nearest_codebook(file) for file in files.indicators}
        for book in (*files.codebooks, *(it for it in nearest.values() if it is not None)):
            self._scope(book)
        for file, codebook in nearest.items():
            self._indicator(file, codebook)
        self._check_unique("id", "D015")
        self._check_unique("title", "D016")

    def library(self) -> Library:
        indicators = sorted((it for it, _ in self._indicators), key=lambda it: (_ORDER[it.dimension], it.id))
        documents = {indicator.id: document for indicator, document in self._indicators}
        return Library(tuple(indicators), self._codebook(), documents, frozenset(self._unchecked))

    def _indicator(self, file: Path, codebook: Path | None) -> None:
        document = self._document(file)
        if document is None:
            return
        indicator = self._model(document, Indicator)
        own = self._scope(codebook) if codebook is not None else None
        examples = scope_of_examples(indicator) if indicator is not None else {}
        scope = {**examples, **self._shared} if own is None else {**self._shared, **own}
        faults = list(check_expressions(document, scope, complete=own is not None))
        if indicator is not None:
            faults += check_name(document, indicator, file)
            if not faults:
                faults += check_examples(document, indicator, scope)
            self._indicators.append((indicator, document))
            if codebook is None:
                self._unchecked.add(indicator.id)
        self.faults += faults

    def _scope(self, file: Path) -> Scope | None:
        """Read a codebook once; None where it has a fault."""
        key = located(file)
        if key not in self._scopes:
            document = self._document(file)
            codebook = self._model(document, Codebook) if document is not None else None
            self._scopes[key] = scope_of(codebook) if codebook is not None else None
            if document is not None and codebook is not None:
                self._check_agreement(document, codebook)
                self._codebooks.append((codebook, document))
        return self._scopes[key]

    @cached_property
    def _shared(self) -> Scope:
        """What the library's codebook has, where it is read: indicators of other folders may use it too."""
        return self._scopes.get(located(packaged_indicators() / CODEBOOK)) or {}

    def _document(self, file: Path) -> Document | None:
        try:
            return read_document(file)
        except DefinitionError as error:
            self.faults += error.faults
            return None

    def _model(self, document: Document, model: type[M]) -> M | None:
        found, faults = examine(document, model)
        self.faults += faults
        return found

    def _check_agreement(self, document: Document, codebook: Codebook) -> None:
        """Several codebooks are used as one, so they must not contradict each other."""
        for other, other_document in self._codebooks:
            for name in codebook.variables.keys() & other.variables.keys():
                one, two = codebook.variables[name], other.variables[name]
                if (one.type, one.values, one.one_of) != (two.type, two.values, two.one_of):
                    place = document.place(("variables", name), key=True)
                    message = f"{name!r} has another type or other values in {other_document.file}"
                    self.faults.append(Fault(place, "C014", message, "give it another name"))

    def _check_unique(self, key: str, code: str) -> None:
        first: dict[str, Document] = {}
        for indicator, document in self._indicators:
            text = getattr(indicator, key)
            other = first.setdefault(text, document)
            if other is not document:
                message = f"the {key} {text!r} is also in {other.file}"
                self.faults.append(Fault(document.place((key,)), code, message))

    def _codebook(self) -> Codebook | None:
        if not self._codebooks:
            return None
        first, _ = self._codebooks[0]
        variables = dict(first.variables)
        for codebook, _ in self._codebooks[1:]:
            variables.update({name: it for name, it in codebook.variables.items() if name not in variables})
        return first.model_copy(update={"variables": variables})
