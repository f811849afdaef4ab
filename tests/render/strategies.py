"""Results of any content, for properties that hold whatever a survey brings."""

from __future__ import annotations

import polars as pl
from hypothesis import strategies as st

from integrind.results import COLUMNS, Results

from .samples import results

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WORDS = {
    "dimension": st.sampled_from(["structural", "social"]),
    "measure": st.sampled_from(["proportion", "mean", "total"]),
    "quantity": st.sampled_from(["level", "change", "area_difference"]),
    "finding": st.sampled_from([None, "better", "worse", "no_clear_difference", "higher", "lower"]),
    "movement": st.sampled_from([None, "closing", "no_clear_change"]),
    "status": st.sampled_from(["ok", "low_reliability", "suppressed", "not_available", "no_sample"]),
    "indicator": texts,
    "title": texts,
}
KINDS = {
    pl.String: st.none() | texts,
    pl.Int64: st.none() | st.integers(0, 10**9),
    pl.Float64: st.none() | st.floats(allow_nan=False, allow_infinity=False),
}
rows = st.fixed_dictionaries({name: WORDS.get(name, KINDS[kind]) for name, kind in COLUMNS.items()})
about = st.fixed_dictionaries(
    {
        "title": texts,
        "weight": st.none() | texts,
        "gap_from": texts,
        "source": st.none() | texts,
        "notices": st.lists(texts, max_size=2).map(tuple),
        "likely_by": st.lists(texts, max_size=2).map(tuple),
        "labels": st.dictionaries(texts, st.dictionaries(texts, texts, max_size=2), max_size=2),
    }
)


@st.composite
def any_results(draw: st.DrawFn) -> Results:
    unavailable = draw(st.dictionaries(texts, texts, max_size=3))
    return results(draw(st.lists(rows, max_size=4)), unavailable, **draw(about))
