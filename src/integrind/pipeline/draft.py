"""Tables that are computed and not yet released: those of a plan wait for each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np
import polars as pl

from integrind.data.breakdown import CROSS, Breakdown, break_down
from integrind.definitions.indicator import Indicator
from integrind.definitions.policy import Policy
from integrind.definitions.quantiles import Part
from integrind.disclosure.nesting import Nesting, nesting_of
from integrind.disclosure.release import Released, release_together
from integrind.disclosure.reliability import without_unsound_tests
from integrind.disclosure.suppression import Context
from integrind.estimation.domains.cells import AREA, GROUP, WAVE
from integrind.evidence import Told, Whom
from integrind.opening.opened import Opened
from integrind.request import Request
from integrind.results import Results
from integrind.table.about import UNPROTECTED, about
from integrind.table.assembly import Labelled, assemble
from integrind.table.doubts import doubts
from integrind.table.equivalence import margins_of, with_equivalent
from integrind.table.findings import adjusted, with_detectable, with_findings
from integrind.table.quantiles import put_together, with_joint_levels
from integrind.table.readable import DEVIATIONS, of_shown, readable, spreads_of
from integrind.vocabulary import Direction, Quantity, Status

Made = TypeVar("Made")


@dataclass(frozen=True)
class Draft:
    """A table with every number, and with the rows that its differences are made of."""

    request: Request
    wave: str | None
    """The variable of waves, where there is one."""
    people: bytes
    """Which rows of the file count, packed: tables with the same are about the same people."""
    variables: Mapping[str, Breakdown]
    """What tables are broken down by, each by itself: some may tell others."""
    told: Mapping[Whom, Told]
    """Whom each indicator counts."""
    deviations: pl.DataFrame
    """How much the population differs in each indicator, in the columns of `table.readable`."""
    frame: pl.DataFrame
    """The columns of the result table and those of `disclosure.evidence`."""
    of_levels: bool
    """Whether levels are asked for; else they only tell what of the differences must be hidden."""
    policy: Policy
    indicators: tuple[Indicator, ...]
    parts: Mapping[str, Part]
    """Those of several quantiles, by id."""
    around: Results
    """All but the rows."""

    def released(self, found: Released) -> Results:
        """Give the rows that were asked for, with what may be published of them.

        Tests are counted, and adjusted for their number, over what is shown: more would tell of the rest.
        """
        frame, review = (
            it if self.of_levels else it.filter(is_no_level()) for it in (found.frame, found.review)
        )
        if not self.policy.disclosure.hides:
            frame = _unprotected(frame)
        tested = with_findings(adjusted(frame, self.request.adjust), self.directions)
        spreads = spreads_of(tested, of_shown(self.deviations, found.frame))
        margins = margins_of(tested, spreads, self.request.matters)
        judged = with_equivalent(with_detectable(tested), margins, self.request.adjust)
        named = readable(judged, self.around.about.labels, spreads)
        whole = put_together(named, self.parts, self.around.unavailable)
        unavailable = {self.selected(it): why for it, why in self.around.unavailable.items()}
        return replace(self.around, frame=whole, review=review, unavailable=unavailable)

    def selected(self, indicator: str) -> str:
        """The id that was asked for, where this is a part of it."""
        return self.parts[indicator].of if indicator in self.parts else indicator

    @property
    def directions(self) -> Mapping[str, Direction]:
        """What is good to have, by indicator."""
        return {it.id: it.direction for it in self.indicators}


def is_no_level() -> pl.Expr:
    """What a table of differences has: no levels, but for indicators without any number."""
    return (pl.col("quantity") != str(Quantity.LEVEL)) | (pl.col("status") == str(Status.NOT_AVAILABLE))


def _unprotected(frame: pl.DataFrame) -> pl.DataFrame:
    """Where nothing is protected, every row says so: it may travel alone."""
    said = pl.concat_str("notes", pl.lit(UNPROTECTED), separator="; ", ignore_nulls=True)
    of_numbers = pl.col("status") != str(Status.NOT_AVAILABLE)
    return frame.with_columns(notes=pl.when(of_numbers).then(said).otherwise("notes"))


def release_drafts(drafts: Sequence[Draft]) -> list[Released]:
    """Find what may be published of drafts about the same people. Their policies hide by the same rules."""
    variables = {name: its for draft in drafts for name, its in draft.variables.items()}
    nesting: Nesting = {}
    if drafts[0].policy.disclosure.hides and len(variables) > 1:
        rows = len(next(iter(variables.values())).code)
        inside = np.unpackbits(np.frombuffer(drafts[0].people, dtype=np.uint8), count=rows).astype(bool)
        nesting = nesting_of(variables, inside)
    told = {name: its for draft in drafts for name, its in draft.told.items()}
    return release_together([(draft.frame, draft.policy) for draft in drafts], Context(nesting, told))


def released(drafts: Sequence[Draft]) -> list[Results]:
    """Release drafts about the same people together."""
    found = release_drafts(drafts)
    return [draft.released(its) for draft, its in zip(drafts, found, strict=True)]


def drafted(opened: Opened, parts: Sequence[Labelled], *, of_levels: bool) -> Draft:
    """Put the rows of all indicators together, with what their release needs to know."""
    request, domains, policy = opened.request, opened.domains, opened.policy
    frame = assemble(parts, level=request.level, gap_from=str(request.gap_from))
    frame = with_joint_levels(frame, opened.selection.parts, request.level)
    frame = without_unsound_tests(frame, policy.reliability)
    wave = domains.labels[0].get(WAVE)
    return Draft(
        request,
        None if wave is None else wave.by,
        opened.people(),
        _variables(opened) if policy.disclosure.hides else {},
        {whom: told for part in parts for whom, told in part.told.items()},
        _deviations(parts, None if wave is None else wave.labels),
        frame,
        of_levels,
        policy,
        opened.selection.chosen,
        opened.selection.parts,
        Results(
            frame.clear(),
            about(request, policy, opened),
            opened.selection.unavailable,
            doubts(opened),
        ),
    )


def _deviations(parts: Sequence[Labelled], waves: Sequence[str] | None) -> pl.DataFrame:
    rows = [
        (part.indicator.id, None if waves is None else waves[wave], spread)
        for part in parts
        for wave, spread in part.deviations.items()
    ]
    return pl.DataFrame(rows, DEVIATIONS, orient="row")


def _variables(opened: Opened) -> dict[str, Breakdown]:
    """What the table is broken down by, crossed or not, and each variable of a crossing."""
    constant = opened.domains.constant
    crossed = {its[key].by: its[key] for its in opened.domains.labels for key in (AREA, GROUP) if key in its}
    crossed |= {} if constant is None else {constant.by: constant}
    names = dict.fromkeys(name for by in crossed for name in by.split(CROSS))
    return {**{name: break_down(opened.variables, name) for name in names if name not in crossed}, **crossed}


@dataclass(frozen=True)
class Drafted(Generic[Made]):
    """What a command computed, and how it goes on once that is released."""

    drafts: tuple[Draft, ...]
    finish: Callable[[Sequence[Results]], Made]

    def alone(self) -> Made:
        """Release each draft by itself: of each file, or of the only one."""
        return self.finish([results for draft in self.drafts for results in released([draft])])
