"""A survey opened for a request: read, checked, and every indicator asked of every row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from integrind.arrays.exact import BoolArray
from integrind.concurrently import both, cached
from integrind.data.observation import Observation, observe_imputed
from integrind.data.published import Published, read_published
from integrind.data.sampling import design_columns
from integrind.data.variables import Variables
from integrind.definitions.compiled import known_document
from integrind.definitions.files import find_files
from integrind.definitions.indicator import Indicator
from integrind.definitions.library import Library, load_codebook, load_library, read_library
from integrind.definitions.policies import load_policy
from integrind.definitions.policy import Policy
from integrind.definitions.survey import Survey
from integrind.definitions.surveys import check_breakdowns
from integrind.errors import IntegrindError
from integrind.estimation.domains.cells import GROUP, WAVE
from integrind.estimation.totals.question import (
    ElsewhereEstimates,
    Inference,
    MeasureParameters,
    Population,
    Question,
)
from integrind.estimation.totals.responses import Responses
from integrind.opening.batches import have_room, in_batches
from integrind.opening.described import read_variables
from integrind.opening.domains import Domains, breaking_down, read_domains, weight_of
from integrind.opening.inputs import description
from integrind.opening.notes import row_notes
from integrind.opening.selection import Selection, check_target, choose, definitions_of, names_of, select
from integrind.request import OFF, Request
from integrind.vocabulary import AskedOf, Measure, State


@dataclass(frozen=True)
class Asked:
    """What an indicator asks of the data."""

    questions: tuple[Question, ...]
    """In each imputation of what it uses; one where nothing is imputed."""
    notes: str

    @property
    def question(self) -> Question:
        """The first: all are of the same measure, weights and population."""
        return self.questions[0]


@dataclass(frozen=True)
class Opened:
    """What every command that computes begins with."""

    request: Request
    library: Library
    survey: Survey
    variables: Variables
    selection: Selection
    parts: tuple[Selection, ...]
    """The selection in parts that are read one after the other; one, but of a very large file."""
    domains: Domains
    inference: Inference
    published: Mapping[tuple[str, str, str], Published]
    observed: Callable[[Indicator], tuple[Observation, ...]]
    """What an indicator makes of every row, in each imputation."""

    def batches(self) -> Iterator[Selection]:
        """The selection, as much of it together as memory has room for; the first part is read already."""
        first, *others = self.parts
        yield first
        for batch in others:
            self.variables.forget()
            self.variables.load(batch.names)
            _check(batch, self.variables, self.library)
            yield batch

    def questions(self) -> Iterator[tuple[Indicator, Asked]]:
        """Each indicator that can be computed, in order, with what it asks."""
        for indicator in self.selection.chosen:
            asked = self.ask([indicator])
            if not isinstance(asked, str):
                yield indicator, asked[0]

    def ask(self, alike: Sequence[Indicator]) -> list[Asked] | str:
        """What each indicator asks, or the reason why it can't.

        Indicators that are alike have the same expressions, and share what everybody responded.
        """
        reason = self.selection.unavailable.get(alike[0].id)
        return self._asked(alike) if reason is None else reason

    def everybody(self) -> Question:
        """How many people there are: each counts one, and nobody is asked anything."""
        weight = self.domains.weight
        return Question(
            Measure.TOTAL,
            MeasureParameters(),
            Population.EVERYONE,
            weight,
            self.domains.counted(weight),
            Responses.of_everybody(self.variables.table.rows),
            self.domains.replication,
        )

    def labels_of(self, indicator: Indicator) -> Mapping[str, str]:
        """What the codebook calls the categories of a distribution."""
        known = self.library.codebook.variables if self.library.codebook else {}
        found = [known[name].values or {} for name in names_of(indicator) if name in known]
        return {category: label for its in reversed(found) for category, label in its.items()}

    def people(self) -> bytes:
        """Which rows count, packed: those of --where that have what is held constant."""
        constant = self.domains.constant
        inside = self.domains.inside if constant is None else self.domains.inside & (constant.code >= 0)
        return np.packbits(inside).tobytes()

    @property
    def likely_by(self) -> tuple[str, ...]:
        """Described categories to group people by, where they aren't; no answers are among them."""
        if any(GROUP in labels for labels in self.domains.labels):
            return ()
        library = self.library
        if self.request.only or self.request.dimensions:  # no others were read
            library, _ = read_library(find_files(definitions_of(self.request)), known_document)
        used = {name for indicator in library.indicators for name in names_of(indicator)}
        described = self.survey.variables.items()
        return tuple(name for name, it in described if name not in used and (it.bands or it.codes))[:6]

    @cached
    def policy(self) -> Policy:
        """By which results are released, and notes count rows."""
        return load_policy(self.request.policy)

    def _asked(self, alike: Sequence[Indicator]) -> list[Asked]:
        if not names_of(alike[0]):
            return [Asked((self.everybody(),), "") for _ in alike]
        observations = self.observed(alike[0])
        each = [self._responses(it) for it in observations]
        weights = [
            weight_of(alike[0].id, names_of(alike[0]), it, self.variables, self.domains) for it in each
        ]
        lacking = [self._lacking(it) for it in each]
        said = self._held_constant(lacking[0])

        def question(indicator: Indicator, number: int) -> Question:
            inside, without = self.domains.counted(weights[number]), lacking[number]
            return Question(
                indicator.measure,
                _parameters(indicator),
                self._population(indicator),
                weights[number],
                inside if without is None else inside & ~without,
                each[number],
                self.domains.replication,
                self._elsewhere(indicator),
                tuple(self._elsewhere(indicator, it) for it in observations[0].categories),
            )

        def asked(indicator: Indicator) -> Asked:
            notes = row_notes(indicator, self.variables, observations, self.policy.disclosure)
            questions = tuple(question(indicator, number) for number in range(len(each)))
            return Asked(questions, "; ".join(filter(None, (notes, said, self._joint(indicator)))))

        return [asked(it) for it in alike]

    @staticmethod
    def _responses(found: Observation) -> Responses:
        return Responses(
            found.code, found.state, found.value, found.denominator, found.valued, len(found.categories)
        )

    def _joint(self, indicator: Indicator) -> str:
        """What the notes say of several quantiles."""
        if (part := self.selection.parts.get(indicator.id)) is None:
            return ""
        level = f"{100 * self.inference.level:.12g}%"
        return f"intervals of {part.together} quantiles that hold together at {level} (Bonferroni)"

    def inference_of(self, indicator: Indicator) -> Inference:
        """How its gaps, intervals and tests are made: those of several quantiles hold together."""
        part = self.selection.parts.get(indicator.id)
        return (
            self.inference
            if part is None
            else replace(self.inference, level=part.joint(self.inference.level))
        )

    def _lacking(self, responses: Responses) -> BoolArray | None:
        """Rows of the base that lack what is held constant; None where nothing is."""
        constant = self.domains.constant
        return None if constant is None else responses.rows_of(State.ANSWERED) & (constant.code < 0)

    def _held_constant(self, lacking: BoolArray | None) -> str:
        """What the notes say of it."""
        if self.domains.constant is None or lacking is None:
            return ""
        left_out = int((lacking & self.domains.inside).sum())
        rows = self.policy.disclosure.said(left_out)
        without = f", without the {rows} rows that lack it" if left_out else ""
        return f"{self.domains.constant.by} held constant{without}"

    def _elsewhere(self, indicator: Indicator, category: str = "") -> ElsewhereEstimates | None:
        """Another survey's estimates of the indicator, or of a category of it, wave by wave."""
        if not self.published:
            return None
        wave = self.domains.labels[0].get(WAVE)
        unknown = Published(np.nan, np.nan, np.nan)
        labels = wave.labels if wave else ("",)
        name, part = self.selection.published(indicator.id)
        found = [self.published.get((name, label, category or part), unknown) for label in labels]
        return ElsewhereEstimates(
            np.array([it.estimate for it in found]),
            np.array([it.se for it in found]),
            np.array([it.df for it in found]),
        )

    def _population(self, indicator: Indicator) -> Population:
        match indicator.asked_of:
            case AskedOf.COMPARISON_SAMPLE if self.domains.has_comparison_sample:
                return Population.COMPARISON_SAMPLE
            case AskedOf.GROUP_ONLY:
                return Population.NOBODY
            case _:
                return Population.EVERYONE


class Opener(Protocol):
    """How a pipeline gets its survey: opened for it alone, or from what several share."""

    def __call__(self, request: Request, own: tuple[Indicator, ...] = ()) -> Opened:
        """Open it, for the library's indicators or for `own`, which aren't asked of anybody."""
        ...


@dataclass
class Openings:
    """Opens surveys for several requests: what they share is read, and decided, once."""

    _libraries: dict[Hashable, Library] = field(default_factory=dict)
    _variables: dict[Hashable, Variables] = field(default_factory=dict)
    _domains: dict[Hashable, Domains] = field(default_factory=dict)
    _observations: dict[tuple[Variables, str], tuple[Observation, ...]] = field(default_factory=dict)

    def expect(self, requests: Iterable[Request]) -> None:
        """Read at once what several requests ask of a file; one that is wrong is told so in its turn."""
        wanted: dict[Variables, list[str]] = {}
        for request in requests:
            with suppress(IntegrindError):
                library, variables = self._shared(request, ())
                wanted.setdefault(variables, []).extend(_needed(request, library, variables))
        for variables, names in wanted.items():
            design = design_columns(variables.survey.design)
            if have_room(variables, {*variables.columns_of(names), *design}):
                with suppress(IntegrindError):
                    variables.load(names, design)

    def open(self, request: Request, own: tuple[Indicator, ...] = ()) -> Opened:
        """Load definitions, description and data. Raises DefinitionError, DataError and UsageError."""
        library, variables = self._shared(request, own)

        def observed(indicator: Indicator) -> tuple[Observation, ...]:
            about = (variables, indicator.id)
            if about not in self._observations:
                self._observations[about] = observe_imputed(indicator, variables)
            return self._observations[about]

        def domains() -> Domains:
            cells = (request.by, request.area, request.wave, request.standardise)
            key = (variables, *cells, request.where, request.gap_from)
            if key not in self._domains:
                self._domains[key] = read_domains(request, variables.survey, variables)
            return self._domains[key]

        return _opened(request, library, variables, domains, observed)

    def _shared(self, request: Request, own: tuple[Indicator, ...]) -> tuple[Library, Variables]:
        paths = definitions_of(request)
        asked = (paths, request.only, request.dimensions, *(it.id for it in own))
        if asked not in self._libraries:
            self._libraries[asked] = _library(request, own)
        library = self._libraries[asked]
        key = (request.data, request.survey, paths, request.show_values)
        if key not in self._variables:
            self._variables[key] = read_variables(request, library)
        return library, self._variables[key]


def open_survey(request: Request, own: tuple[Indicator, ...] = ()) -> Opened:
    """Open one survey for one request. Raises DefinitionError, DataError and UsageError."""
    library = _library(request, own)
    variables = read_variables(request, library)
    opened = _opened(
        request,
        library,
        variables,
        lambda: read_domains(request, variables.survey, variables),
        lambda indicator: observe_imputed(indicator, variables),
    )
    # Nobody draws the sample again; some of its columns may be asked about.
    asked = variables.columns_of(opened.selection.names)
    variables.columns.forget(it for it in design_columns(variables.survey.design) if it not in asked)
    return opened


def _library(request: Request, own: tuple[Indicator, ...]) -> Library:
    paths = definitions_of(request)
    return load_codebook(paths, own) if own else load_library(paths, request.only, request.dimensions)


def _opened(
    request: Request,
    library: Library,
    variables: Variables,
    domains: Callable[[], Domains],
    observed: Callable[[Indicator], tuple[Observation, ...]],
) -> Opened:
    survey = variables.survey
    library = library.at(survey.host)
    _check_breakdowns(request, variables)
    selection = _selection(request, library, variables)
    check_target(request.gap_from, selection.chosen)
    cells, design = breaking_down(request, survey), design_columns(survey.design)
    parts = in_batches(selection, variables, variables.columns_of(cells), design)
    if len(parts) > 1:
        variables.forget()
    variables.load([*parts[0].names, *cells], design)
    # What is wrong with the codes is said first.
    _, placed = both(lambda: _check(parts[0], variables, library), domains)
    return Opened(
        request,
        library,
        survey,
        variables,
        selection,
        parts,
        placed,
        Inference(request.gap_from.kind, request.gap_from.target, request.level, request.proportion_interval),
        read_published(request.gap_from.table) if request.gap_from.table else {},
        observed,
    )


def _selection(request: Request, library: Library, variables: Variables) -> Selection:
    chosen = choose(library, request.only, request.dimensions, request.measures, request.variant)
    return select(chosen, variables, request.only)


def _check(batch: Selection, variables: Variables, library: Library) -> None:
    """Check the codes and types of variables that are read."""
    library.check_against(variables.scope(batch.names))


def _needed(request: Request, library: Library, variables: Variables) -> tuple[str, ...]:
    """Every variable that a request needs."""
    selection = _selection(request, library, variables)
    return (*selection.names, *breaking_down(request, variables.survey))


def _check_breakdowns(request: Request, variables: Variables) -> None:
    """Check what the description breaks down by, where the request names nothing else.

    A first look is without areas, and takes notice of a misspelt one all the same.
    """
    survey, path = variables.survey, description(request)
    named: dict[tuple[str | int, ...], str] = {}
    if request.by is None:
        named |= {("by", number): by for number, by in enumerate(survey.by)}
    margins = enumerate(survey.design.calibrated_to if survey.design.calibrate is None else ())
    named |= {("design", "calibrated_to", number): margin for number, margin in margins}
    area = None if request.area == OFF else request.area
    for key, said, described in (("area", area, survey.area), ("wave", request.wave, survey.wave)):
        if said is None and described is not None:
            named[key,] = described
    if path is not None:
        check_breakdowns(path, {at: by for at, by in named.items() if by != OFF}, variables.names())


def _parameters(indicator: Indicator) -> MeasureParameters:
    if indicator.threshold is not None:
        line = indicator.threshold
        return MeasureParameters(line.quantile, line.share, line.among)
    return MeasureParameters(next(iter(indicator.quantiles), 0.5))
