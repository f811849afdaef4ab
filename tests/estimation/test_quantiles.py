"""Several quantiles of one indicator. Oracle: each by itself at the joint level, which R holds elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import in_process
import polars as pl
import pytest

import integrind
from integrind.packaged import packaged_sample_data
from integrind.results import COLUMNS

SAMPLE = packaged_sample_data() / "community_survey.csv"
Q = (0.1, 0.5, 0.9)
JOINT = 1 - 0.05 / 3
WORDS = ["indicator", "title", "measure", "notes", "category", "category_label"]
OF_THE_FAMILY = ["comparisons", "gap_p_adjusted"]


def folder(at: Path, definition: dict[str, object]) -> Path:
    place = at / "structural" / f"{definition['id']}.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    said = {
        "title": "Income",
        "dimension": "structural",
        "description": "Income.",
        "value": "equivalised_income",
        "direction": "higher_is_better",
        "unit": "GBP",
        **definition,
    }
    place.write_text("".join(f"{key}: {value}\n" for key, value in said.items()), "utf-8")
    return at


def several(at: Path, q: object = list(Q)) -> Path:
    return folder(at, {"id": "incomes", "measure": "quantiles", "q": q})


@pytest.mark.parametrize(
    "asked",
    [
        {"by": ["country_of_birth"]},
        {"by": ["country_of_birth"], "area": "region", "gap_from": "rest"},
        {"by": ["sex"], "wave": "wave", "gap_from": "group=sex:male"},
    ],
)
def test_each_row_is_that_of_the_quantile_by_itself(asked: dict[str, Any], tmp_path: Path) -> None:
    made = integrind.compute(SAMPLE, indicators=[several(tmp_path / "all")], **asked).frame
    assert made["measure"].unique().to_list() == ["quantiles"]
    assert made["category"].unique(maintain_order=True).to_list() == ["0.1", "0.5", "0.9"]
    assert made["category_label"].unique(maintain_order=True).to_list() == [
        f"{it}th percentile" for it in (10, 50, 90)
    ]
    assert made["level"].drop_nulls().unique().to_list() == [pytest.approx(JOINT)]
    columns = [it for it in COLUMNS if it not in {*WORDS, *OF_THE_FAMILY, "level"}]
    # What is hidden of one may be hidden to protect another: rows that both show are the same.
    for q in Q:
        own = folder(tmp_path / f"{q}", {"id": "income", "measure": "quantile", "q": q})
        alone = integrind.compute(SAMPLE, indicators=[own], level=JOINT, **asked).frame
        its = made.filter(category=str(q))
        shown = (its["status"] != "suppressed") & (alone["status"] != "suppressed")
        assert shown.sum() > 0.7 * its.height
        ours, theirs = (it.filter(shown).select(columns) for it in (its, alone))
        assert ours.equals(theirs)


def test_what_a_survey_lacks_is_one_row(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("g,y\na,1\nb,2\n", "utf-8")
    several(tmp_path / "own")
    codebook = "".join(f"  {name}: {{title: {name}, type: number}}\n" for name in ("equivalised_income", "y"))
    (tmp_path / "own" / "codebook.yaml").write_text(f"variables:\n{codebook}", "utf-8")
    folder(tmp_path / "own", {"id": "other", "title": "Other", "measure": "mean", "value": "y"})
    done = in_process.shell(
        *("compute", "n.csv", "--indicators", "own", "--policy", "none", "--format", "csv"),
        *("--measure", "quantiles", "--measure", "mean"),
        cwd=tmp_path,
    )
    rows = pl.read_csv(done.stdout.encode(), infer_schema=False).filter(indicator="incomes")
    assert rows.select("status", "measure", "category").rows() == [("not_available", "quantiles", None)]
    assert done.stderr.count("incomes") == 1


@pytest.mark.parametrize(
    ("measure", "q", "said"),
    [
        ("quantiles", 0.5, "takes as 'q' a list"),
        ("quantile", [0.1, 0.5], "takes as 'q' one number"),
        ("quantiles", [0.5, 0.1], "aren't in their order"),
        ("quantiles", [0.5], "q"),
    ],
)
def test_what_is_no_list_of_quantiles_is_refused(measure: str, q: object, said: str, tmp_path: Path) -> None:
    own = folder(tmp_path, {"id": "incomes", "measure": measure, "q": q})
    done = in_process.shell("validate", str(own))
    assert done.returncode == 1
    assert said in done.stdout + done.stderr


def test_nothing_of_them_is_given_away(tmp_path: Path) -> None:
    """The audit finds nothing; a profile, which counts indicators, has none of them."""
    own = str(several(tmp_path / "own"))
    asked = ("--sample", "--indicators", own, "--area", "region", "-o", str(tmp_path / "t.csv"), "-q")
    assert in_process.shell("compute", *asked).returncode == 0
    done = in_process.shell("audit", str(tmp_path / "t.csv"))
    assert done.returncode == 0
    assert done.stderr.endswith("nothing found\n")
    refused = in_process.shell("profile", "--sample", "--indicators", own)
    assert refused.returncode == 2
    assert "incomes has several rows" in refused.stderr
