"""What the last screen says, counted again row by row from the table that it is of."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from integrind import pipeline
from integrind.answer import Group, answer_of
from integrind.formats import Format
from integrind.packaged import packaged_sample_data
from integrind.render import render
from integrind.render.publication import Appearance
from integrind.render.tables.labels import DIMENSIONS
from integrind.request import Request
from integrind.results import Results
from integrind.vocabulary import Finding, Status
from render.samples import altered, by_birth, emptied, group_row, results, row

SAMPLE = str(packaged_sample_data() / "community_survey.csv")
BRIEF = Appearance(brief=True)


@pytest.fixture(scope="module", params=[None, ("sex+age_band", "country_of_birth")])
def sample(request: pytest.FixtureRequest) -> Results:
    return pipeline.compute(Request(SAMPLE, by=request.param, dimensions=("structural", "identity")))


def page(made: Results, look: Appearance = BRIEF) -> str:
    return render(made, Format.TABLE, look).decode()


def test_counts_are_those_of_reliable_findings(sample: Results):
    found = answer_of(sample)
    assert found is not None
    usable = [it for it in sample.frame.to_dicts() if it["group"] and it["status"] == "ok" and it["finding"]]
    known = Counter((it["group_by"], it["group"], it["dimension"], it["finding"]) for it in usable)
    assert {(it.by, it.code) for it in found.groups} == {(it["group_by"], it["group"]) for it in usable}
    for (group, dimension), count in found.counts.items():
        of = (group.by, group.code, dimension)
        its = [it for it in usable if (it["group_by"], it["group"], it["dimension"]) == of]
        unclear = [it for it in its if it["finding"] in ("no_clear_difference", "equivalent")]
        judged = sum(it["direction"] != "descriptive" for it in unclear)
        assert [count.behind, count.unclear, count.ahead] == [
            known[*of, "worse"],
            judged,
            known[*of, "better"],
        ]
    assert sum(found.withheld.values()) == sum(
        it["group"] is not None and it["status"] not in ("ok", "not_available")
        for it in sample.frame.to_dicts()
    )


def test_of_what_isn_t_clear_it_says_what_could_have_been_missed(sample: Results):
    """By hand: a tenth of a standard deviation beside what this design would have found clear."""
    found = answer_of(sample)
    assert found is not None
    unclear = [it for it in found.tested.to_dicts() if it["finding"] == "no_clear_difference"]
    known = [it for it in unclear if it["gap_sd"]]
    missed = sum(it["gap_detectable"] > abs(it["gap"] / it["gap_sd"]) / 10 for it in known)
    equivalent = (found.tested["finding"] == "equivalent").sum()
    assert found.unclear == (missed, len(known) - missed, equivalent, len(unclear) - len(known))
    assert f"{missed} may be as large and missed" in " ".join(page(sample).split())


def test_the_largest_gap_of_each_domain_leads(sample: Results):
    found = answer_of(sample)
    assert found is not None
    facts = sample.about.facts
    for finding in (Finding.WORSE, Finding.BETTER):
        largest: dict[str, float] = {}
        for it in sample.frame.to_dicts():
            if it["finding"] == finding and it["status"] == "ok" and it["gap_sd"] is not None:
                domain = facts[it["indicator"]].domain
                largest[domain] = max(largest.get(domain, 0.0), abs(it["gap_sd"]))
        led = found.leading(finding, sample.about)
        assert [abs(float(str(it["gap_sd"]))) for it in led] == sorted(largest.values(), reverse=True)


def test_it_stays_on_a_screen(sample: Results):
    lines = page(sample).splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("width", [40, 60, 79])
def test_a_narrow_terminal_has_sentences(sample: Results, width: int):
    """With the same numbers, and nothing beyond its edge."""
    found = answer_of(sample)
    assert found is not None
    text = page(sample, Appearance(width=width, brief=True))
    assert max(map(len, text.splitlines())) <= width
    said = " ".join(text.split())
    first = [it for (group, _), it in found.counts.items() if group == found.groups[0]]
    assert first
    for count in first:
        assert f"{count.behind} ▼ {count.unclear} · {count.ahead} ▲" in said


def test_it_is_what_stays_when_a_table_is_printed():
    made = results(by_birth())
    brief = page(made).splitlines()
    start = brief.index("Indicators behind ▼, without clear difference ·, ahead ▲ (of the population)")
    assert page(made, Appearance()).splitlines()[start - len(brief) :][:10] == brief[start:][:10]


def test_a_doubtful_gap_is_not_counted():
    """However large it is: it was withheld from the counts, and is said to be doubtful."""
    clear = results([row("employment_rate"), group_row("employment_rate", "birth", "other")])
    doubtful = results(
        [row("employment_rate"), group_row("employment_rate", "birth", "other", status="low_reliability")]
    )
    count = answer_of(clear)
    assert count is not None
    assert count.counts[Group("birth", "other", "Born outside the EU"), "structural"].behind == 1
    assert answer_of(doubtful) is None


def test_what_is_hidden_is_counted_by_why():
    rows = by_birth()
    hidden = [emptied(it, "suppressed") if it["group"] == "eu" else it for it in rows]
    found = answer_of(results(hidden))
    assert found is not None
    assert found.withheld == {Status.SUPPRESSED: sum(it["group"] == "eu" for it in rows)}
    assert "suppressed to protect" in page(results(hidden))


def test_of_several_waves_the_last_is_spoken_of():
    earlier = altered(by_birth(wave="2022"), "employment_rate", "eu", finding="worse")
    found = answer_of(results([*earlier, *by_birth(wave="2024")]))
    alone = answer_of(results(by_birth(wave="2024")))
    assert found is not None
    assert alone is not None
    assert (found.wave, alone.wave) == ("2024", None)
    assert found.counts == alone.counts


def test_a_small_gap_looks_small():
    """In units of people's spread; without standard deviations nothing is known to be small."""
    shown = {}
    for size in (0.09, 0.11, None):
        made = results(
            [
                row("employment_rate"),
                group_row("employment_rate", "birth", "uk", finding="better", gap_sd=size),
            ]
        )
        shown[size] = page(made, Appearance())
    assert "△" in shown[0.09]
    assert "the same by less than a tenth" in shown[0.09]
    assert "△" not in shown[0.11] + shown[None]
    assert "▲" in shown[0.11]


def test_nothing_is_said_where_nothing_was_tested():
    only = results([row("employment_rate")])
    assert answer_of(only) is None
    assert "behind" not in page(only)
    assert all(it in DIMENSIONS for it in pl.Series(only.frame["dimension"]))


def test_as_many_rows_of_two_kinds_stand_in_one_order():
    """Whatever the order of the rows: pages of the same table are the same bytes."""
    kinds = [Status.SUPPRESSED, Status.LOW_RELIABILITY, Status.NOT_APPLICABLE, Status.NO_SAMPLE]
    rows = [
        group_row("employment_rate", "birth", "uk"),
        *(group_row("employment_rate", "birth", it, status=it) for it in kinds),
    ]
    found = [answer_of(results(made)) for made in (rows, [rows[0], *reversed(rows[1:])])]
    listed = [list(it.withheld) for it in found if it is not None]
    assert listed[0] == listed[1] == [it for it in Status if it in kinds]
