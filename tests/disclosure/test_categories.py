"""Categories of a distribution that few are in are hidden, with others that would tell of them.

Oracle: the audit's intruder. He knows what adds up: the categories of a group, its groups, and the categories
that another indicator counts together.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import integrind
from integrind.audit import Finding, Known, Published, audit_counts, audit_tables
from integrind.audit.survey import known
from integrind.definitions.policies import load_policy
from integrind.disclosure.evidence import EVIDENCE
from integrind.disclosure.release import release_together
from integrind.opening.opened import open_survey
from integrind.request import Request
from integrind.results import COLUMNS

DEFAULT = load_policy("default").disclosure
INDICATORS = {
    "kinds": "measure: distribution\nvalue: kind",
    "is_k1": "measure: proportion\nvalue: kind == 'k1'",
    "is_k0_to_k2": "measure: proportion\nvalue: kind in ('k0', 'k1', 'k2')",
    "k0_of_k0_k1": "measure: proportion\neligible: kind in ('k0', 'k1')\nvalue: kind == 'k0'",
    "larger": "measure: distribution\nvalue: \"'a' if kind in ('k0', 'k3') else 'b'\"",
}
Counts = list[list[int]]
"""People by group and category."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kinds")
    for name, how in INDICATORS.items():
        about = f"id: {name}\ntitle: {name}\ndimension: structural\ndescription: Made up.\n"
        (made / f"{name}.yaml").write_text(f"{about}{how}\ndirection: descriptive\n")
    return made


def request(folder: Path, counts: Counts, names: list[str], areas: int, unanswered: int) -> Request:
    """A table of so many people, some of whom gave no answer."""
    kinds = [
        (f"g{group}", f"k{kind}")
        for group, its in enumerate(counts)
        for kind, number in enumerate(its)
        for _ in range(number)
    ]
    random = np.random.default_rng(len(kinds))
    people = pl.DataFrame(kinds, ["g", "kind"], orient="row").with_columns(
        a=pl.Series([f"a{it}" for it in random.integers(0, max(areas, 1), len(kinds))]),
        kind=pl.when(pl.Series(random.permutation(len(kinds)) >= unanswered)).then("kind"),
    )
    people.write_csv(folder / "it.csv")
    paths = tuple(folder / f"{name}.yaml" for name in names)
    return Request(
        str(folder / "it.csv"), indicators=paths, only=tuple(names), by=("g",), area="a" if areas else None
    )


def published(asked: Request) -> tuple[pl.DataFrame, Known]:
    """The table, and what the office knows of the people in it."""
    frame = integrind.compute(
        asked.data, indicators=asked.indicators, indicator=asked.only, by=["g"], area=asked.area
    ).frame
    return frame, known([open_survey(asked)], ["g", *([asked.area] if asked.area else [])])


def bounded(frame: pl.DataFrame, people: Known) -> tuple[Finding, ...]:
    """Hidden counts that the intruder bounds too closely, who knows the questions."""
    return audit_counts([Published("it", frame)], DEFAULT, people, intervals=False).findings


COUNTS = st.lists(
    st.lists(st.sampled_from([0, 1, 3, 9, 10, 15, 40, 90]), min_size=5, max_size=5), min_size=2, max_size=4
).filter(lambda it: all(sum(row) > 0 for row in it) and np.array(it).sum(axis=0).min() > 0)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=COUNTS, areas=st.sampled_from([0, 3]), unanswered=st.sampled_from([0, 2]))
@example(counts=[[90, 40, 3], [90, 90, 90]], areas=0, unanswered=0)
@example(counts=[[0, 90, 40], [90, 90, 90]], areas=0, unanswered=0)
@example(counts=[[90, 0, 0], [90, 90, 90]], areas=0, unanswered=0)
@example(counts=[[3, 1, 1], [90, 90, 90], [40, 40, 40]], areas=0, unanswered=0)
def test_no_hidden_category_is_told_by_what_adds_up(
    folder: Path, counts: Counts, areas: int, unanswered: int
) -> None:
    frame, people = published(request(folder, counts, ["kinds"], areas, unanswered))
    assert bounded(frame, people) == audit_tables([Published("it", frame)], DEFAULT).findings == ()
    places = ["area", "group"]
    hidden = frame.filter(pl.col("category").is_not_null(), pl.col("status") == "suppressed").select(places)
    together = frame.filter(pl.col("category").is_null())
    gone = together.join(hidden.unique(), on=places, nulls_equal=True)
    assert set(gone["status"]) <= {"suppressed"}
    assert gone.select(pl.col("n", "estimate", "se", "df", "gap_p").is_null().all()).row(0) == (True,) * 5


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    counts=COUNTS,
    others=st.lists(st.sampled_from(list(INDICATORS)[1:]), min_size=1, max_size=2, unique=True),
    unanswered=st.sampled_from([0, 2]),
)
@example(
    counts=[[90, 40, 12, 30, 50], [80, 90, 60, 70, 11], [60, 60, 25, 20, 4]],
    others=["is_k0_to_k2"],
    unanswered=0,
)
def test_no_other_indicator_of_the_same_answers_tells_a_hidden_category(
    folder: Path, counts: Counts, others: list[str], unanswered: int
) -> None:
    """In each group, and in each indicator: what takes steps through both isn't promised."""
    frame, people = published(request(folder, counts, ["kinds", *others], 0, unanswered))
    assert audit_tables([Published("it", frame)], DEFAULT).findings == ()
    for name in ("group", "indicator"):
        for part in frame.partition_by(name):
            assert bounded(part, people) == ()


def test_categories_whose_counts_are_not_judged_are_not_released() -> None:
    row = dict.fromkeys({**COLUMNS, **EVIDENCE}) | {
        "indicator": "it", "quantity": "level", "category": "a", "status": "ok",
        "people": 90.0, "having": 40.0,
    }  # fmt: skip
    schema = {**COLUMNS, **EVIDENCE}

    def released(*rows: dict[str, object]) -> object:
        return release_together([(pl.DataFrame(rows, schema=schema), load_policy("default"))])

    assert released(row)
    with pytest.raises(TypeError, match="how many are in them"):
        released(row | {"having": None})
    with pytest.raises(TypeError, match="don't add up"):
        released(row | {"quantity": "entry"})
    with pytest.raises(TypeError, match="beside others"):
        released(row, row | {"indicator": "other", "category": None, "having": None})
