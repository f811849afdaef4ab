"""`list` and `explain`: what they say, within 80 columns, and as a shell sees it."""

import csv
import io
import json
from pathlib import Path

import pytest
from in_process import shell
from typer.testing import CliRunner, Result

from integrind.cli import app
from integrind.definitions.explain import explain
from integrind.definitions.indicator import Indicator
from integrind.definitions.library import load_library
from integrind.packaged import packaged_indicators

LIBRARY = packaged_indicators()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def listed(*filters: str) -> list[dict[str, object]]:
    done = run("list", "--indicators", str(LIBRARY), "--format", "json", *filters)
    assert done.exit_code == 0
    return json.loads(done.stdout)


def test_the_list_has_every_indicator_in_order():
    library = load_library([LIBRARY])
    assert [row["id"] for row in listed()] == [indicator.id for indicator in library.indicators]


def test_the_table_fits_80_columns_and_says_what_its_marks_mean():
    done = run("list", "--indicators", str(LIBRARY))
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "STRUCTURAL (" in done.stdout
    assert "CIVIC AND POLITICAL (" in done.stdout
    assert done.stdout.endswith("(−) lower is better, (·) neither higher nor lower is better\n")
    assert "\N{NO-BREAK SPACE}" not in done.stdout
    assert all(indicator.id in done.stdout for indicator in load_library([LIBRARY]).indicators)


def test_csv_has_the_same_rows():
    rows = list(
        csv.DictReader(io.StringIO(run("list", "--indicators", str(LIBRARY), "--format", "csv").stdout))
    )
    for row, known in zip(rows, listed(), strict=True):
        assert row["id"] == known["id"]
        assert row["title"] == known["title"]
        assert row["home_office_2019"].split() == known["frameworks"]["home_office_2019"]


@pytest.mark.parametrize(
    ("filters", "key", "values"),
    [
        (("--dimension", "social"), "dimension", {"social"}),
        (("--dimension", "social", "--dimension", "identity"), "dimension", {"social", "identity"}),
        (("--role", "effector"), "role", {"effector"}),
        (("--direction", "descriptive"), "direction", {"descriptive"}),
    ],
)
def test_filters(filters: tuple[str, ...], key: str, values: set[str]):
    found = listed(*filters)
    assert {row[key] for row in found} == values
    assert len(found) == sum(row[key] in values for row in listed())


def test_filter_by_framework():
    every = listed()
    of_framework = listed("--framework", "zaragoza_2010")
    assert of_framework == [row for row in every if row["frameworks"]["zaragoza_2010"]]
    of_domain = listed("--framework", "zaragoza_2010=employment")
    assert of_domain == [row for row in every if "employment" in row["frameworks"]["zaragoza_2010"]]
    assert 0 < len(of_domain) < len(of_framework) < len(every)


def test_search_is_blind_to_case():
    assert "employment_rate" in {row["id"] for row in listed("--search", "EMPLOYMENT RATE")}
    assert listed("--search", "no such words") == []
    assert run("list", "--indicators", str(LIBRARY), "--search", "no such words").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("list", "--framework", "zaragosa"), "did you mean 'zaragoza_2010'?"),
        (("list", "--framework", "zaragoza_2010=employmnt"), "did you mean 'employment'?"),
        (("explain", "emploment_rate"), "did you mean 'employment_rate'?"),
        (("explain", "x"), "integrind list names all of them"),
        (("list", "--dimension", "econmic"), "econmic"),
        (("schema", "nothing"), "one of: indicator, codebook, survey"),
        (("validate", "no/such/folder"), "no/such/folder"),
    ],
)
def test_usage_errors_end_with_2(arguments: tuple[str, ...], message: str):
    done = shell(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_explain_says_it_in_words():
    done = run("explain", "employment_rate", "--indicators", str(LIBRARY))
    text = done.stdout
    assert done.exit_code == 0
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("Employment rate\nemployment_rate, structural dimension\n\n")
    for said in (
        "Measure      proportion: the weighted share of those who count for whom it holds\n",
        "Who counts   age (Age at last birthday) is at least 16 and at most 64\n",
        "Better       higher\n",
        "Home Office Indicators of Integration 2019: work",
        "Variables    age: Age at last birthday. A number of years\n",
        "age 30, no economic_status (no_answer): missing\n",
    ):
        assert said in text


def test_explain_has_words_for_every_indicator_of_the_library():
    library = load_library([LIBRARY])
    for indicator in library.indicators:
        sections = {section.heading: section.paragraphs for section in explain(indicator, library.codebook)}
        assert {"Measure", "Who counts", "Better", "Variables"} <= sections.keys()
        assert all(paragraph for paragraphs in sections.values() for paragraph in paragraphs)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"measure": "quantile", "value": "pay", "q": 0.1}, "quantile: the weighted quantile at 0.1 over"),
        ({"measure": "at_risk_of_poverty", "value": "pay"}, "below 0.6 times the median of all who count"),
        (
            {"measure": "at_risk_of_poverty", "value": "pay", "threshold": {"quantile": 0.4, "share": 0.5}},
            "below 0.5 times the quantile at 0.4 of all who count",
        ),
        (
            {"measure": "ratio", "numerator": "pay", "denominator": "hours"},
            "the weighted sum of the numerator",
        ),
        ({"measure": "gini", "value": "pay"}, "gini: the Gini coefficient"),
        ({"measure": "quintile_share", "value": "pay"}, "quintile_share: what the top fifth has together"),
        ({"measure": "median", "value": "pay", "unit": "GBP"}, "(unit: GBP)"),
    ],
)
def test_every_measure_is_explained(parts: dict[str, object], said: str):
    indicator = Indicator.model_validate(
        {
            "id": "x",
            "title": "X",
            "dimension": "social",
            "description": "X",
            "direction": "descriptive",
            **parts,
        },
        strict=False,
    )
    measure, *others = explain(indicator, None)
    assert said in measure.paragraphs[0]
    assert ("Who counts", ("everybody",)) in [(section.heading, section.paragraphs) for section in others]


def test_text_from_definitions_is_never_markup(tmp_path: Path):
    (tmp_path / "x.yaml").write_text(
        'id: x\ntitle: "[red]X[/] :smile: \u200bzero"\ndimension: social\ndescription: "[bold]"\n'
        "measure: proportion\nvalue: lonely\ndirection: descriptive\n",
        encoding="utf-8",
    )
    text = run("explain", "x", "--indicators", str(tmp_path)).stdout
    assert text.startswith("[red]X[/] :smile: \\u200bzero\n")
    assert "[bold]\n" in text
    assert "[red]X[/] :smile:" in run("list", "--indicators", str(tmp_path)).stdout


def test_a_formula_stays_text_in_csv(tmp_path: Path):
    (tmp_path / "x.yaml").write_text(
        "id: x\ntitle: =1+1\ndimension: social\ndescription: X\nmeasure: proportion\nvalue: lonely\n"
        "direction: descriptive\n"
    )
    assert ",'=1+1," in run("list", "--indicators", str(tmp_path), "--format", "csv").stdout


def test_faulty_definitions_end_with_3(tmp_path: Path):
    (tmp_path / "x.yaml").write_text("id: x\n")
    for command in (("list", "--indicators", str(tmp_path)), ("test", str(tmp_path))):
        done = shell(*command)
        assert (done.returncode, done.stdout) == (3, "")
        assert "an indicator needs 'title'" in done.stderr
