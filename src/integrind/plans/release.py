"""The tables of a plan released together: none reveals what another hides; what subtracting tells is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path

import polars as pl

from integrind.definitions.policy import Disclosure
from integrind.definitions.surveys import survey_beside
from integrind.disclosure.differencing import differences
from integrind.disclosure.evidence import IS_SHOWN
from integrind.disclosure.release import Released, of_review
from integrind.faults import counted
from integrind.paths import located
from integrind.pipeline.draft import Draft, release_drafts
from integrind.results import Results
from integrind.vocabulary import Status


@dataclass(frozen=True)
class _Table:
    """A draft, and what may be published of it."""

    name: str
    draft: Draft
    found: Released

    @property
    def rows(self) -> pl.DataFrame:
        """What is known of each row, and whether it is shown."""
        return self.draft.frame.filter(IS_SHOWN).with_columns(shown=self.found.frame["n"].is_not_null())

    @property
    def hidden(self) -> int:
        """How many rows are."""
        return int((self.found.frame["status"] == str(Status.SUPPRESSED)).sum())


def release(drafts: Sequence[tuple[str, Draft]]) -> tuple[list[Results], tuple[str, ...]]:
    """Release drafts by the names of their tables, those about the same people together.

    Gives the results in order, and warnings of what subtracting one table from another still tells.
    """
    tables: dict[int, _Table] = {}
    warnings: list[str] = []
    for group in _about_the_same(drafts):
        its = [drafts[at] for at in group]
        found = release_drafts([draft for _, draft in its])
        tables |= {
            at: _Table(name, draft, one) for at, (name, draft), one in zip(group, its, found, strict=True)
        }
        if len(group) > 1:
            warnings += (it for at in group if (it := _hidden_for_others(tables[at])))
    reviews: dict[int, list[pl.DataFrame]] = {at: [] for at in tables}
    for one, other in combinations(sorted(tables), 2):
        if _may_be_subtracted(tables[one].draft, tables[other].draft):
            for at, beside in ((one, other), (other, one)):
                reviews[at].append(_to_review(tables[at], tables[beside]))
        warnings += _warnings(tables[one], tables[other])
    results = []
    for at, table in sorted(tables.items()):
        review = pl.concat([table.found.review, *reviews[at]])
        results.append(table.draft.released(replace(table.found, review=review)))
    return results, tuple(warnings)


def _about_the_same(drafts: Sequence[tuple[str, Draft]]) -> list[list[int]]:
    """Group drafts about the same people, whose indicators are the same and whose policies hide the same."""
    groups: list[list[int]] = []
    for at, (_, draft) in enumerate(drafts):
        for group in groups:
            if all(_is_together(draft, drafts[other][1]) for other in group):
                group.append(at)
                break
        else:
            groups.append([at])
    return groups


def _is_together(one: Draft, other: Draft) -> bool:
    same_people = _survey(one) == _survey(other) and one.people == other.people and one.wave == other.wave
    return same_people and _rules(one) == _rules(other) and _agree(one, other)


def _may_be_subtracted(one: Draft, other: Draft) -> bool:
    """Whether one is about more people than the other, or about the same and not released with it."""
    if _data(one) != _data(other) or one.wave != other.wave or not _agree(one, other):
        return False
    if one.people == other.people:
        return not _is_together(one, other)
    mine, theirs = (int.from_bytes(it.people) for it in (one, other))
    return mine & theirs in {mine, theirs}


def _is_sum_of_waves(one: _Table, other: _Table) -> bool:
    """Whether one has all waves together and the other each, and anything is hidden."""
    drafts = (one.draft, other.draft)
    waves = {it.wave for it in drafts}
    same = _data(one.draft) == _data(other.draft) and _agree(*drafts)
    return same and None in waves and len(waves) > 1 and one.hidden + other.hidden > 0


def _survey(draft: Draft) -> tuple[Path, Path | None]:
    return _located(draft.request.data, draft.request.survey)


def _data(draft: Draft) -> Path:
    """What a survey is, whatever describes it."""
    return _survey(draft)[0]


@cache
def _located(data: str, survey: Path | None) -> tuple[Path, Path | None]:
    """Where data and description are: every pair of tables asks."""
    description = survey or survey_beside(data)
    return located(Path(data)), None if description is None else located(description)


def _rules(draft: Draft) -> Disclosure:
    return draft.policy.disclosure.model_copy(update={"round_counts_to": None})


def _agree(one: Draft, other: Draft) -> bool:
    """Whether indicators of the same name are the same."""
    known = {it.id: it for it in one.indicators}
    return all(known.get(it.id, it) == it for it in other.indicators)


def _hidden_for_others(table: _Table) -> str | None:
    if table.hidden == 0:
        return None
    (alone,) = release_drafts([table.draft])
    more = table.hidden - replace(table, found=alone).hidden
    rows = counted(more, "row")
    return f"table {table.name}: {rows} hidden for what other tables of the plan show" if more else None


def _stricter(one: Draft, other: Draft) -> Disclosure:
    """The rules by which a difference is judged."""
    return max(
        (one.policy.disclosure, other.policy.disclosure), key=lambda it: (it.minimum_base, it.protection)
    )


def _warnings(one: _Table, other: _Table) -> Iterator[str]:
    names = f"tables {one.name} and {other.name}"
    if _is_sum_of_waves(one, other):
        yield f"{names}: one adds up the waves of the other; what that tells isn't looked at"
    if not _may_be_subtracted(one.draft, other.draft):
        return
    found = differences(one.rows, other.rows, _stricter(one.draft, other.draft))
    if few := len(found.small):
        yield f"{names} differ in {counted(few, 'row')} by so few people that subtracting tells of them"
    for shows, hides, rows in ((one, other, found.seen), (other, one, found.unseen)):
        if len(rows):
            yield f"{names}: {shows.name} shows {counted(len(rows), 'row')} that {hides.name} hides"


def _to_review(table: _Table, beside: _Table) -> pl.DataFrame:
    """The rows of a table to be looked at, and which other table makes it necessary."""
    found = differences(table.rows, beside.rows, _stricter(table.draft, beside.draft))
    rows = pl.concat([found.small, found.seen]).sort()
    return of_review(table.found.frame[rows.to_list()], "shown", "review", f"differencing: {beside.name}")
