"""Many indicators and their codebook, read from files and checked against each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from integrind.definitions.codebook import Codebook
from integrind.definitions.compiled import known_document, read_document
from integrind.definitions.document import Document
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
    return _loaded(find_files(paths).only(only, dimensions))


def load_codebook(paths: Sequence[Path], own: Sequence[Indicator]) -> Library:
    """Read the codebooks that the indicators in files and folders are written in, and none of these.

    `own` stand in their place: what is asked of nobody. Raises `DefinitionError`.
    """
    files = find_files(paths)
    above = (book for it in files.indicators if (book := nearest_codebook(it)) is not None)
    books = {located(it): it for it in (*files.codebooks, *above)}
    library = _loaded(replace(files, indicators=(), codebooks=tuple(books.values())))
    return replace(library, indicators=tuple(own))


def read_library(
    files: Files, document: Callable[[Path], Document] = read_document
) -> tuple[Library, list[Fault]]:
    """Read what can be read, and give every fault with it."""
    reader = _Reader(document)
    reader.read(files)
    return reader.library(), reader.faults


def _loaded(files: Files) -> Library:
    library, faults = read_library(files, known_document)
    if faults:
        raise DefinitionError(faults)
    return library


@dataclass(frozen=True)
class _Book:
    """What is needed of a codebook."""

    scope: Scope | None = None
    """None where it has a fault."""
    compiled: bool = False


class _Reader:
    """Collects models and faults file by file; a faulty file doesn't keep the others from being read."""

    def __init__(self, document: Callable[[Path], Document]) -> None:
        self._read = document
        self.faults: list[Fault] = []
        self._books: dict[Path, _Book] = {}
        self._codebooks: list[tuple[Codebook, Document]] = []
        self._indicators: list[tuple[Indicator, Document]] = []
        self._unchecked: set[str] = set()

    def read(self, files: Files) -> None:
        self.faults += files.faults
        nearest = {file: nearest_codebook(file) for file in files.indicators}
        for book in (*files.codebooks, *(it for it in nearest.values() if it is not None)):
            self._book(book)
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
        book = self._book(codebook) if codebook is not None else None
        self.faults += self._found_in(document, indicator, book, file)
        if indicator is not None:
            self._indicators.append((indicator, document))
            if codebook is None:
                self._unchecked.add(indicator.id)

    def _found_in(
        self, document: Document, indicator: Indicator | None, book: _Book | None, file: Path
    ) -> list[Fault]:
        """What is wrong beyond the model; of what was compiled together only names can be."""
        named = list(check_name(document, indicator, file)) if indicator is not None else []
        if document.compiled and book is not None and book.compiled:
            return named
        own = book.scope if book is not None else None
        examples = scope_of_examples(indicator) if indicator is not None else {}
        scope = {**examples, **self._shared} if own is None else {**self._shared, **own}
        faults = [*check_expressions(document, scope, complete=own is not None), *named]
        if indicator is not None and not faults:
            faults += check_examples(document, indicator, scope)
        return faults

    def _book(self, file: Path) -> _Book:
        """Read a codebook once, whichever paths lead to it."""
        if file not in self._books:
            place = located(file)
            if place not in self._books:
                self._books[place] = self._read_book(file)
            self._books[file] = self._books[place]
        return self._books[file]

    def _read_book(self, file: Path) -> _Book:
        document = self._document(file)
        codebook = self._model(document, Codebook) if document is not None else None
        if document is None or codebook is None:
            return _Book()
        self._check_agreement(document, codebook)
        self._codebooks.append((codebook, document))
        return _Book(scope_of(codebook), document.compiled)

    @cached_property
    def _shared(self) -> Scope:
        """What the library's codebook has, where it is read: indicators of other folders may use it too."""
        return self._books.get(located(packaged_indicators() / CODEBOOK), _Book()).scope or {}

    def _document(self, file: Path) -> Document | None:
        try:
            return self._read(file)
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
