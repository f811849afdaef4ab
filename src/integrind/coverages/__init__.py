"""What a survey can speak to, and what it leaves out: from definitions and variables, without any row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import polars as pl

from integrind.coverages.questions import Question, ask
from integrind.coverages.reach import Reach, Step, next_steps
from integrind.definitions.codebook import Codebook
from integrind.definitions.frameworks import Frameworks, KeptOut, Published, domains_of, published_of
from integrind.definitions.indicator import Indicator
from integrind.definitions.survey import Survey
from integrind.opening.selection import how_to_describe
from integrind.vocabulary import Answer, Dimension

DIMENSION, INDICATOR, NEXT, QUESTION = "dimension", "indicator", "next", "question"
PUBLISHED = "published"

COLUMNS: Mapping[str, pl.DataType] = {
    "part": pl.String(),
    "item": pl.String(),
    "title": pl.String(),
    "answer": pl.String(),
    "indicators": pl.Int64(),
    "computable": pl.Int64(),
    "not_computable": pl.List(pl.String),
    "lacking": pl.List(pl.String),
    "said": pl.String(),
}
"""Name and type of every column; docs/coverage.md says what they hold."""


@dataclass(frozen=True)
class Topic:
    """A dimension, a domain of a framework or a single indicator: what of it the survey can compute."""

    part: str
    item: str
    title: str
    reach: Reach


@dataclass(frozen=True)
class Matched:
    """An indicator as a framework has published it: what of the library stands for it, and its reach."""

    published: Published
    reach: Reach

    @property
    def answer(self) -> Answer:
        """Whether the survey can give it; one that is no survey data can't be asked for."""
        if self.published.kept_out is KeptOut.NOT_SURVEY_DATA:
            return Answer.NOT_SURVEY_DATA
        return self.reach.answer

    @property
    def said(self) -> str:
        """Which indicators of the library stand for it, what differs, and where it was published."""
        ours = f"{' '.join(self.published.ids)}." if self.published.ids else ""
        return " ".join(part for part in (ours, self.published.note, self.published.source) if part)


@dataclass(frozen=True)
class Framework:
    """A published framework, its domains, and its indicators as published."""

    name: str
    title: str
    domains: tuple[Topic, ...]
    published: tuple[Matched, ...]

    def answered(self, *answers: Answer) -> int:
        """How many of the published indicators have one of the answers."""
        return sum(it.answer in answers for it in self.published)

    @property
    def reach(self) -> Reach:
        """Every indicator of the library that the framework has, once."""
        indicators = {it.id: it for domain in self.domains for it in domain.reach.indicators}
        lacking = {id_: names for domain in self.domains for id_, names in domain.reach.lacking_by_id.items()}
        return Reach(tuple(indicators.values()), lacking)


@dataclass(frozen=True)
class Coverage:
    """What a survey can speak to."""

    survey: Survey
    reach: Reach
    dimensions: tuple[Topic, ...]
    frameworks: tuple[Framework, ...]
    steps: tuple[Step, ...]
    """What to ask next."""
    questions: tuple[Question, ...]
    titles: Mapping[str, str]
    """Of variables, where the codebook has them."""
    likely: Mapping[str, str]
    """By variable that is lacking, a column that may be it."""

    @property
    def order(self) -> tuple[str, ...]:
        """Every variable that is lacking, the most useful first."""
        return tuple(name for step in self.steps for name in step.variables)

    @property
    def looks_like(self) -> tuple[str, ...]:
        """Columns that may be variables which are lacking, those first that add most."""
        return tuple(f"{self.likely[it]} looks like {it}" for it in self.order if it in self.likely)

    @property
    def how_to_describe(self) -> str:
        """What makes variables of them."""
        return how_to_describe(self.survey)

    @property
    def frame(self) -> pl.DataFrame:
        """All of it as one tidy table, in the columns of docs/coverage.md."""
        topics = [*self.dimensions, *(domain for it in self.frameworks for domain in it.domains)]
        rows = [
            *map(self._topic, topics),
            *(self._matched(it) for framework in self.frameworks for it in framework.published),
            *map(self._step, self.steps),
            *map(self._question, self.questions),
            *map(self._topic, self._single()),
        ]
        return pl.DataFrame(rows, schema=COLUMNS, orient="row")

    def _single(self) -> Iterable[Topic]:
        for it in self.reach.indicators:
            yield Topic(INDICATOR, it.id, it.title, self.reach.only({it.id}))

    def _topic(self, topic: Topic) -> tuple[object, ...]:
        lacking = topic.reach.lacking(self.order)
        return _row(topic.part, topic.item, topic.title, topic.reach.answer, topic.reach, lacking)

    def _matched(self, it: Matched) -> tuple[object, ...]:
        lacking = it.reach.lacking(self.order)
        title = it.published.title
        return _row(PUBLISHED, it.published.framework, title, it.answer, it.reach, lacking, it.said)

    def _step(self, step: Step) -> tuple[object, ...]:
        title = "; ".join(self.titles.get(name, name) for name in step.variables)
        unlocked = self.reach.only(step.unlocks)
        columns = (f"{self.likely[it]} looks like {it}" for it in step.variables if it in self.likely)
        said = ", ".join(columns) or None
        return _row(NEXT, "+".join(step.variables), title, Answer.NO, unlocked, step.variables, said)

    def _question(self, question: Question) -> tuple[object, ...]:
        reach = question.asked_about
        lacking = (*reach.lacking(self.order), *question.lacking)
        return _row(QUESTION, question.item, question.title, question.answer, reach, lacking, question.said)


def _row(
    part: str,
    item: str,
    title: str,
    answer: Answer,
    reach: Reach,
    lacking: Sequence[str],
    said: str | None = None,
) -> tuple[object, ...]:
    """A row of `COLUMNS`."""
    counts = (len(reach.indicators), len(reach.computable))
    return (part, item, title, str(answer), *counts, list(reach.not_computable), list(lacking), said)


def cover(
    indicators: Iterable[Indicator],
    survey: Survey,
    available: Set[str],
    codebook: Codebook | None,
    likely: Mapping[str, str],
) -> Coverage:
    """Find what a survey can compute of some indicators with the variables that are available in it.

    `likely` has columns that may be variables which are not.
    """
    reach = Reach.of(indicators, available, survey, codebook)
    dimensions = tuple(
        Topic(DIMENSION, dimension, _readable(dimension), reach.only(ids))
        for dimension in Dimension
        for ids in [{it.id for it in reach.indicators if it.dimension is dimension}]
    )
    frameworks = tuple(
        Framework(name, field.title or name, tuple(_domains(name, reach)), tuple(_matched(name, reach)))
        for name, field in Frameworks.model_fields.items()
    )
    domains = [domain.reach for it in frameworks for domain in it.domains]
    by_dimension = {it.title: it.reach for it in dimensions}
    questions = ask(reach, by_dimension, domains, survey, available, codebook)
    titles = {name: it.title for name, it in codebook.variables.items()} if codebook is not None else {}
    return Coverage(survey, reach, dimensions, frameworks, next_steps(reach), questions, titles, likely)


def _domains(framework: str, reach: Reach) -> Iterable[Topic]:
    by_id: dict[str, tuple[str, ...]] = {it.id: getattr(it.frameworks, framework) for it in reach.indicators}
    found = {domain for domains in by_id.values() for domain in domains}
    for domain in domains_of(framework) or sorted(found):
        within = {id_ for id_, domains in by_id.items() if domain in domains}
        yield Topic(framework, domain, _readable(domain), reach.only(within))


def _matched(framework: str, reach: Reach) -> Iterable[Matched]:
    return (Matched(it, reach.only(it.ids)) for it in published_of(framework))


def _readable(name: str) -> str:
    """A dimension's name joins two, a domain's is one."""
    return name.replace("_", " and " if name == Dimension.CIVIC_POLITICAL else " ")
