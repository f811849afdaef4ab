"""One indicator's rows of the result table: every cell's estimate, and its gap from a reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from integrind.arrays.categorical import Categorical
from integrind.arrays.exact import BoolArray, FloatArray, IntArray, taken
from integrind.concurrently import cached
from integrind.estimation.domains.cells import AREA, COMPARISON, GROUP, REFERENCE, WAVE, Cells
from integrind.estimation.domains.partition import Partition
from integrind.estimation.estimators.measures import UNDEFINED, estimator
from integrind.estimation.inference import intervals
from integrind.estimation.inference.estimates import (
    Estimates,
    Estimator,
    Gap,
    Opposite,
    PartitionEstimates,
    gap_between,
    gap_from_another_survey,
    gap_from_target,
    said_of_imputing,
)
from integrind.estimation.inference.intervals import TTests
from integrind.estimation.inference.unvaried import NO_INTERVAL, Sides, unvaried
from integrind.estimation.tables.blocks import Block, Numbers
from integrind.estimation.tables.evidence import Contributions
from integrind.estimation.totals.cell_totals import CellTotals
from integrind.estimation.totals.question import Inference, Population, Question
from integrind.evidence import IMPUTATION, NESTED, Evidence, Told
from integrind.evidence import REFERENCE as COMPARED_WITH
from integrind.vocabulary import SHARES, GapFrom, Measure, ProportionInterval, State, Status


class IndicatorTable:
    """Estimates and gaps of one indicator in the cells of one breakdown."""

    def __init__(
        self, question: Question, cell_totals: CellTotals, cells: Cells, inference: Inference
    ) -> None:
        """With the cell totals of a question that asks the same, whatever its measure."""
        self.question = question
        self.cell_totals = cell_totals
        self.cells = cells
        self.inference = inference
        self.estimator = self._estimator()
        self._estimates = PartitionEstimates(self.estimator)
        self._gaps: dict[tuple[str, ...], Gap | None] = {}

    def _estimator(self) -> Estimator:
        whole = self.cells.partition(self.cells.levels[0])
        return estimator(self.question, self.cell_totals, whole, self.inference.level)

    @property
    def imputations(self) -> Sequence[IndicatorTable]:
        """The table in each imputation: this one where nothing is imputed."""
        return (self,)

    def blocks(self, *, population_rows: bool) -> Iterator[Block]:
        """A block for each level: the population's rows if wanted, and the groups'.

        Then what no table shows and rules ask about: who counts in the other imputations.
        """
        for level in self.cells.levels:
            if population_rows:
                yield self.population_block(level)
            if GROUP in self.cells.labels:
                yield self.group_block(level)
        for number, other in enumerate(self.imputations[1:], start=1):
            for level in self.cells.levels:
                if population_rows:
                    yield other.unshown_block(self.population_partition(level), level, number)
                if GROUP in self.cells.labels:
                    by = (*level, GROUP)
                    yield other.unshown_block(self.cells.partition(by), by, number)

    def unshown_block(self, partition: Partition, by: tuple[str, ...], imputation: int = 0) -> Block:
        """Counts that the numbers of a table are made of: no table shows them, but the numbers tell."""
        counted: dict[str, FloatArray | IntArray] = {
            **self.evidence(partition).columns(),
            NESTED: self._nested(partition),
        }
        if imputation:
            counted[IMPUTATION] = np.full(partition.size, imputation)
        status = {"status": Categorical.repeated(Status.OK, partition.size)}
        return Block({key: partition.keys[key] for key in by}, {**counted, **status})

    @property
    def told(self) -> Told:
        """Whom the indicator counts."""
        return self._contributions.told

    def evidence(self, partition: Partition) -> Evidence:
        """What disclosure control needs to know of the domains of a partition."""
        return self._contributions.evidence(partition)

    def reference_evidence(self, partition: Partition) -> Evidence:
        """The same of those whom groups are compared with, who may be in no row."""
        return self.evidence(partition)

    @cached
    def _contributions(self) -> Contributions:
        return Contributions(self.question.measure, self.estimator, self.cell_totals, self._estimates)

    def _nested(self, partition: Partition) -> FloatArray:
        """Whether groups are parts of the population row."""
        nested = self.question.population is not Population.COMPARISON_SAMPLE
        return np.full(partition.size, float(nested))

    def population_block(self, level: tuple[str, ...]) -> Block:
        """Rows of the population of each wave (and area)."""
        ours = self.estimates(self.population_partition(level))
        if self.question.population is Population.NOBODY:
            return self._block(level, ours, None)
        df = ours.df
        gap: Gap | None = None
        if self.inference.gap_from is GapFrom.TARGET:
            gap = gap_from_target(ours, self.inference.target, df)
        elif self.inference.gap_from is GapFrom.TABLE:
            gap = self._gap_from_elsewhere(ours)
        elif self.inference.gap_from is GapFrom.WHOLE and AREA in level:
            gap = self._gap(ours, self.population_partition(self.cells.levels[0]), nested=True)
        return self._block(level, ours, gap)

    def group_block(self, level: tuple[str, ...]) -> Block:
        """Rows of the groups of each wave (and area)."""
        by = (*level, GROUP)
        ours = self.estimates(self.cells.partition(by))
        if self.question.population is Population.NOBODY:
            return self._block(by, ours, None)
        return self._block(by, ours, self.group_gap(level), self._reference_evidence(level, ours))

    def group_gap(self, level: tuple[str, ...]) -> Gap | None:
        """Gaps of the groups of each wave (and area), found once; None where they have none."""
        if level not in self._gaps:
            self._gaps[level] = self._group_gap(level, self.estimates(self.cells.partition((*level, GROUP))))
        return self._gaps[level]

    def _group_gap(self, level: tuple[str, ...], ours: Estimates) -> Gap | None:
        nested = self.question.population is Population.EVERYONE
        population = self.population_partition(level)
        match self.inference.gap_from:
            case GapFrom.POPULATION:
                return self._gap(ours, population, nested=nested)
            case GapFrom.WHOLE:
                return self._gap(ours, self.population_partition(self.cells.levels[0]), nested=nested)
            case GapFrom.TARGET:
                return gap_from_target(ours, self.inference.target, ours.df)
            case GapFrom.GROUP:
                reference = self.estimates(self.cells.partition(level, only={REFERENCE: 1}))
                whole = self.cells.link(ours.partition, population)
                everybody = self.estimates(population)
                df = taken(everybody.design_df, whole.domain)
                shared = self.cells.link(ours.partition, reference.partition)
                over = everybody.spread, whole
                gap = gap_between(ours, reference, shared, df, nested=False, over=over)
                return gap.without(self.is_reference(ours.partition))
            case GapFrom.REST:
                return self._gap_from_rest(level, ours)
            case GapFrom.TABLE:
                return self._gap_from_elsewhere(ours)

    def _gap(self, ours: Estimates, reference: Partition, *, nested: bool) -> Gap:
        theirs = self.estimates(reference)
        shared = self.cells.link(ours.partition, reference)
        return gap_between(ours, theirs, shared, taken(theirs.design_df, shared.domain), nested=nested)

    def _gap_from_rest(self, level: tuple[str, ...], ours: Estimates) -> Gap:
        """The rest differs by group, so each group is compared in turn."""
        population = self.estimates(self.population_partition(level))
        df = taken(population.design_df, self.cells.link(ours.partition, population.partition).domain)
        parts: list[tuple[IntArray, Gap]] = []
        for group in range(self.cells.labels[GROUP]):
            mine = np.flatnonzero(ours.partition.keys[GROUP] == group)
            group_partition = self.cells.partition(level, only={GROUP: group})
            rest_partition = self.population_partition(level, without={GROUP: group})
            shared = self.cells.link(group_partition, rest_partition)
            group_estimates, rest = self.estimates(group_partition), self.estimates(rest_partition)
            over = population.spread, self.cells.link(group_partition, population.partition)
            gap = gap_between(group_estimates, rest, shared, df[mine], nested=False, over=over)
            parts.append((mine, gap))
        return Gap.joined(parts, len(df))

    def _gap_from_elsewhere(self, ours: Estimates) -> Gap | None:
        other = self.question.elsewhere
        if other is None:
            return None
        wave = (
            np.maximum(ours.partition.keys[WAVE], 0)
            if WAVE in ours.partition.keys
            else np.zeros(ours.partition.size, int)
        )
        estimate, se, df = (column[wave] for column in (other.estimate, other.se, other.df))
        theirs = Opposite(estimate, se, np.full(len(wave), np.nan), df, (se == 0).astype(np.float64))
        return gap_from_another_survey(ours, theirs)

    def deviations(self) -> dict[int, float]:
        """The standard deviation over people of the population of each wave, all areas together, by wave.

        sqrt(p (1 - p)) for shares. Totals, ratios, quantiles and measures of inequality have none.
        """
        partition = self.population_partition(self.cells.levels[0])
        if self.question.population is Population.NOBODY or self.question.measure not in (
            *SHARES,
            Measure.MEAN,
        ):
            return {}
        if self.question.measure is Measure.MEAN:
            found = np.sqrt(np.mean([it.variance_of_people(partition) for it in self.imputations], axis=0))
        else:
            share = self.estimates(partition).theta
            found = np.sqrt(np.clip(share * (1 - share), 0, None))
        waves = partition.keys.get(WAVE, np.zeros(partition.size, dtype=np.int64))
        return dict(zip(waves.tolist(), found.tolist(), strict=True))

    def variance_of_people(self, partition: Partition) -> FloatArray:
        """sum(w (y - mean)²) / sum(w) of a mean, by domain; NaN where there is nobody."""
        n = self.cell_totals.n(partition)
        return np.where(n == 1, 0.0, self.estimator.srs_variance(partition) * (n - 1))

    def is_reference(self, partition: Partition) -> BoolArray:
        """Which domains of groups are those of the reference itself."""
        same: BoolArray = partition.keys[GROUP] == self.cells.reference_group
        return same

    def population_partition(
        self, level: tuple[str, ...], *, without: Mapping[str, int] = MappingProxyType({})
    ) -> Partition:
        """The populations of a level: those of the comparison sample where that stands for them."""
        comparing = self.question.population is Population.COMPARISON_SAMPLE
        return self.cells.partition(level, only={COMPARISON: 1} if comparing else {}, without=without)

    def estimates(self, partition: Partition) -> Estimates:
        """Estimates of the domains of a partition, made once."""
        return self._estimates.of(partition)

    def _reference_evidence(self, level: tuple[str, ...], ours: Estimates) -> dict[str, FloatArray]:
        """What disclosure control needs to know of a reference group, which may be in no row."""
        if self.inference.gap_from is not GapFrom.GROUP:
            return {}
        partition = self.cells.partition(level, only={REFERENCE: 1})
        domain = self.cells.link(ours.partition, partition).domain
        theirs = self.reference_evidence(partition).columns(COMPARED_WITH)
        return {name: taken(its, domain) for name, its in theirs.items()}

    def _block(
        self,
        by: tuple[str, ...],
        ours: Estimates,
        gap: Gap | None,
        more: Mapping[str, FloatArray] = MappingProxyType({}),
    ) -> Block:
        of_gap, remark = self._gap_and_ratio_columns(ours, gap)
        numbers = {
            **self._level_columns(ours),
            **of_gap,
            **self.evidence(ours.partition).columns(),
            NESTED: self._nested(ours.partition),
            **more,
        }
        texts = {
            "status": self._with_rest(ours, gap),
            "ci_method": self._methods(ours),
            "remark": self.remark(ours).beside(remark, "; ").beside(said_of_imputing(ours, gap), "; "),
        }
        return Block.on_grid(self.cells, by, ours.partition, numbers, texts)

    def _with_rest(self, ours: Estimates, gap: Gap | None) -> Categorical:
        """The statuses; a group that is everybody can't be compared with the rest."""
        statuses = self.status(ours)
        if gap is None or self.inference.gap_from is not GapFrom.REST:
            return statuses
        alone = (ours.n > 0) & np.isnan(gap.reference)
        return statuses.replaced(alone, Categorical.repeated(Status.NOT_APPLICABLE, len(alone)))

    def _level_columns(self, ours: Estimates) -> dict[str, FloatArray | IntArray]:
        df, se = ours.df, ours.se
        low, high = self._interval(ours)
        with np.errstate(divide="ignore", invalid="ignore"):
            srs = self.estimator.srs_variance(ours.partition)
            deff = np.where(srs > 0, se**2 / srs, np.nan)
            cv = np.where(ours.theta != 0, se / np.abs(ours.theta), np.nan)
        return {
            "n": ours.n,
            "n_missing": self.cell_totals.count(ours.partition, State.UNANSWERED),
            "n_undecided": self.cell_totals.count(ours.partition, State.UNDECIDED),
            "n_weighted": ours.n_weighted,
            "estimate": ours.theta,
            "se": se,
            "ci_low": low,
            "ci_high": high,
            "df": np.where(ours.n > 0, df, np.nan),
            "deff": deff,
            "cv": cv,
        }

    def _interval(self, ours: Estimates) -> intervals.Interval:
        if self.question.measure is Measure.PROPORTION:
            return intervals.of_proportions(self.inference.proportion_interval, self._proportions(ours))
        if ours.interval is not None:
            return ours.interval
        if self.question.measure is Measure.AT_RISK_OF_POVERTY:
            return intervals.of_rates(self._proportions(ours))
        t = np.where(ours.still, np.nan, intervals.t_quantile(self.inference.level, ours.df))
        return intervals.symmetric(ours.theta, ours.se, t)

    def _methods(self, ours: Estimates) -> Categorical:
        if self.question.measure is Measure.PROPORTION:
            return intervals.methods(self.inference.proportion_interval, self._proportions(ours))
        if self.question.measure is Measure.AT_RISK_OF_POVERTY:
            return intervals.methods(ProportionInterval.WALD, self._proportions(ours), "t")
        return Categorical.repeated("t" if ours.interval is None else "woodruff", ours.partition.size)

    def remark(self, ours: Estimates) -> Categorical:
        """Why there is no estimate, or no interval of one, though there is a base."""
        measure = self.question.measure
        alike = (ours.df >= 1) & ours.still & (measure not in SHARES)
        undefined = (ours.n > 0) & np.isnan(ours.theta)
        said = Categorical.first({UNDEFINED.get(measure, ""): undefined, NO_INTERVAL: alike}, "")
        for remark, where in self.estimator.remarks(ours.partition).items():
            said = said.beside(Categorical.first({remark: where & (ours.n > 0)}, ""), "; ")
        return said

    def _proportions(self, ours: Estimates) -> intervals.Proportions:
        n = ours.n.astype(np.float64)
        return intervals.Proportions(ours.theta, ours.se, n, ours.df, self.inference.level)

    def _gap_and_ratio_columns(
        self, ours: Estimates, gap: Gap | None
    ) -> tuple[Mapping[str, Numbers], Categorical]:
        """Columns of the gap and its ratio, and what must be said of them."""
        if gap is None:
            return {}, Categorical.repeated("", ours.partition.size)
        t = intervals.t_quantile(self.inference.level, gap.df)
        ratio, (ratio_low, ratio_high) = intervals.ratio_of(ours.theta, gap.reference, gap.log_se, t)
        known = np.isfinite(gap.reference) & np.isfinite(ours.theta)
        columns = {
            **self.gap_columns(gap),
            "reference": np.where(known, gap.reference, np.nan),
            "ratio": ratio,
            "ratio_ci_low": ratio_low,
            "ratio_ci_high": ratio_high,
        }
        sides = Sides(self.question.measure, ours, gap, self.inference.level)
        tested, tests, said = sides.tested(columns, self.gap_tests(gap))
        if self.question.is_category:
            # A group that lacks a category varies all the same: its gap has a standard error.
            tested = {**tested, "gap_se": columns["gap_se"]}
        return {**tested, "gap_p": tests}, said

    def gap_columns(self, gap: Gap) -> dict[str, FloatArray]:
        """Gap, its standard error, interval and degrees of freedom; empty for totals that nest."""
        low, high = intervals.symmetric(gap.gap, gap.se, intervals.t_quantile(self.inference.level, gap.df))
        columns = {
            "gap": gap.gap,
            "gap_se": gap.se,
            "gap_ci_low": low,
            "gap_ci_high": high,
            "gap_df": np.where(np.isfinite(gap.gap), gap.df, np.nan),
        }
        if self._totals_nest:
            return {name: np.full(len(values), np.nan) for name, values in columns.items()}
        return columns

    def gap_tests(self, gap: Gap) -> TTests:
        """Tests of no gap; none for totals that nest."""
        if self._totals_nest:
            return TTests.none(len(gap.gap))
        return TTests.of(gap.gap, gap.se, gap.df)

    @property
    def _totals_nest(self) -> bool:
        """Whether each estimate is a part of what it is compared with."""
        inside_the_reference = {GapFrom.POPULATION, GapFrom.REST, GapFrom.WHOLE}
        return self.question.measure is Measure.TOTAL and self.inference.gap_from in inside_the_reference

    def unvaried(self, partition: Partition) -> BoolArray:
        """Which domains of a partition have answers that are all alike."""
        return unvaried(self.estimates(partition), self.question.measure)

    def status(self, ours: Estimates) -> Categorical:
        """Without a base: whether nobody was in the sample, or nobody whom the indicator speaks of."""
        everybody = self.cell_totals.everybody(ours.partition)
        asked = self.cell_totals.count(ours.partition, State.ANSWERED, State.UNANSWERED, State.UNDECIDED)
        cases: dict[str, BoolArray] = {
            Status.NOT_AVAILABLE: (ours.n > 0) & np.isnan(ours.theta),
            Status.OK: ours.n > 0,
            Status.NOT_APPLICABLE: (everybody > 0) & (asked == 0),
        }
        return Categorical.first(cases, Status.NO_SAMPLE)
