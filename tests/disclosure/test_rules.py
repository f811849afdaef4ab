"""Each rule of a policy by itself, from a file of people to the table. Every number is invented.

The oracle is the file: its groups are named after what is the matter with them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from integrind.cli import app

CODEBOOK = (
    "title: Words\nvariables:\n  has: {title: Has it, type: boolean}\n  money: {title: Money, type: number}\n"
)
SURVEY = """\
title: Invented
design: {weight: w, psu: psu}
variables:
  has: {column: has, codes: {"1": true, "0": false}}
  money: {column: money}
"""
INDICATOR = """\
id: NAME
title: Invented NAME
dimension: structural
description: Invented.
measure: MEASURE
value: VALUE
direction: higher_is_better
examples:
  - {given: {VALUE: ONE}, expect: 1}
  - {given: {VALUE: ZERO}, expect: 0}
  - {given: {VALUE: null}, expect: missing}
"""
BIG = 200
TENS = ("few_have", "few_lack", "nobody_has", "silent", "clustered", "light", "tiny")
"""Groups of which everybody has the same money."""


def people() -> Iterator[tuple[str, str, float, int, float]]:
    """Group, whether somebody has it, their money, their PSU and their weight."""
    for at in range(BIG):
        yield "big", str(at % 2), 10 + at % 3, at % 40, 10
        yield "other", str(at % 2), 10 + at % 3, at % 40, 10
    for at in range(60):
        own = at % 30
        yield "few_have", str(int(at < 4)), 10, own, 10
        yield "few_lack", str(int(at >= 4)), 10, own, 10
        yield "nobody_has", "0", 10, own, 10
        yield "one_is_rich", str(at % 2), 1_000_000 if at == 0 else 10, own, 10
        yield "silent", str(at % 2) if at % 3 else "", 10, own, 10
        yield "clustered", str(at // 3 % 2), 10, at % 3, 10
        yield "light", str(at % 2), 10, own, 1
    for at in range(6):
        yield "tiny", str(at % 2), 10, at, 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("rules")
    indicators = made / "indicators" / "structural"
    indicators.mkdir(parents=True)
    (made / "indicators" / "codebook.yaml").write_text(CODEBOOK)
    for name, measure, value, one, zero in (
        ("share", "proportion", "has", "true", "false"), ("income", "mean", "money", "1", "0")
    ):  # fmt: skip
        words = {"NAME": name, "MEASURE": measure, "VALUE": value, "ONE": one, "ZERO": zero}
        text = INDICATOR
        for word, its in words.items():
            text = text.replace(word, its)
        (indicators / f"{name}.yaml").write_text(text)
    (made / "people.survey.yaml").write_text(SURVEY)
    with (made / "people.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("origin", "has", "money", "psu", "w"), *people()])
    return made


def rows(folder: Path, **policy: object) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The table and the review, by a policy of one rule."""
    own, review, out = folder / "own.policy.yaml", folder / "review.json", folder / "out.csv"
    own.write_text(yaml.safe_dump({"title": "Own", "source": "Own.", **policy}))
    options = ["--by", "origin", "--policy", str(own), "--review", str(review), "-o", str(out)]
    indicators = ["--indicators", str(folder / "indicators")]
    done = CliRunner().invoke(app, ["compute", str(folder / "people.csv"), *indicators, *options])
    assert done.exit_code == 0, done.output
    return list(csv.DictReader(out.read_text("utf-8").splitlines())), json.loads(review.read_text())


@pytest.mark.parametrize(
    ("rule", "value", "hidden"),
    [
        ("minimum_base", 10, {("share", "tiny"), ("income", "tiny")}),
        ("minimum_numerator", 5, {("share", "few_have"), ("share", "tiny")}),
        ("minimum_complement", 5, {("share", "few_lack"), ("share", "tiny")}),
        ("class_disclosure", "suppress", {("share", "nobody_has"), *(("income", it) for it in TENS)}),
        ("dominance", 0.5, {("income", "one_is_rich")}),
    ],
)
def test_a_rule_of_disclosure_hides(folder: Path, rule: str, value: object, hidden: set[object]) -> None:
    table, review = rows(folder, disclosure={rule: value})
    primary = {(it["indicator"], it["group"]) for it in review if it["kind"] == "primary"}
    dominated = {("income", ""), ("income", None)} & primary
    assert primary - dominated == hidden
    assert {it["rule"] for it in review if it["kind"] == "primary"} == {rule}
    gone = {(it["indicator"], it["group"]) for it in table if it["status"] == "suppressed"}
    assert hidden <= gone
    assert all(
        not it["n"] and not it["estimate"] and not it["gap"] for it in table if it["status"] == "suppressed"
    )


@pytest.mark.parametrize(
    ("rule", "limits", "doubtful"),
    [
        ("minimum_base", {"flag": 30}, {("share", "tiny"), ("income", "tiny")}),
        (
            "minimum_weighted_base",
            {"flag": 100},
            {("share", "tiny"), ("income", "tiny"), ("share", "light"), ("income", "light")},
        ),
        ("maximum_cv", {"flag": 0.2}, {("income", "one_is_rich"), ("income", "")}),
        ("maximum_missing_share", {"flag": 0.1}, {("share", "silent")}),
    ],
)
def test_a_rule_of_reliability_marks_and_leaves_out(
    folder: Path, rule: str, limits: dict[str, float], doubtful: set[object]
) -> None:
    table, review = rows(folder, reliability={rule: limits})
    marked = {(it["indicator"], it["group"]) for it in table if it["status"] == "low_reliability"}
    assert marked == doubtful
    assert review == []
    table, review = rows(folder, reliability={rule: {"withhold": limits["flag"]}})
    left_out = [it for it in table if it["n"] and not it["estimate"]]
    assert {(it["indicator"], it["group"]) for it in left_out} == doubtful
    assert {(it["action"], it["kind"], it["rule"]) for it in review} == {("left_out", "reliability", rule)}


def test_wide_intervals_and_few_degrees_of_freedom(folder: Path) -> None:
    """Three PSUs are two degrees of freedom; six people of whom three have it are a wide interval."""
    table, _ = rows(folder, reliability={"maximum_interval_width": {"flag": 0.5}})
    wide = {(it["indicator"], it["group"]) for it in table if it["status"] == "low_reliability"}
    assert ("share", "tiny") in wide
    assert all(indicator == "share" for indicator, _ in wide)
    assert not wide & {("share", "big"), ("share", "")}
    table, _ = rows(folder, reliability={"minimum_df": {"flag": 4, "withhold": 3}})
    few = {
        it["group"]: it for it in table if it["status"] == "low_reliability" and it["indicator"] == "share"
    }
    assert few.keys() == {"clustered"}
    clustered = few["clustered"]
    assert (clustered["df"], clustered["gap_p"], clustered["gap_ci_low"]) == ("2", "", "")
    assert clustered["estimate"]


def test_counts_are_rounded_at_the_end(folder: Path) -> None:
    """And estimates as coarsely: by half a class, which is at least as wide as one person's share."""
    exact, _ = rows(folder, disclosure={"minimum_base": 2})
    rounded, _ = rows(folder, disclosure={"minimum_base": 2, "round_counts_to": 7})
    counts = ("n", "n_missing", "n_undecided", "n_weighted")
    for before, after in zip(exact, rounded, strict=True):
        assert [float(after[name]) for name in counts] == [
            int(float(before[name]) / 7 + 0.5) * 7 for name in counts
        ]
        assert not any(after[name] for name in ("df", "gap_df", "deff", "cv"))
        moved = abs(float(after["estimate"]) - float(before["estimate"]))
        size = 1.0 if after["indicator"] == "share" else 1.1 * abs(float(before["estimate"]))
        assert moved <= 2.5 / 2 / float(after["n"]) * size * 2
        labels = ("indicator", "group_by", "group", "status", "ci_method", "gap_from")
        assert {name: before[name] for name in labels} == {name: after[name] for name in labels}
        # Equivalence is shown by degrees of freedom, which tell the exact count and are left out.
        assert after["finding"] == before["finding"].replace("equivalent", "no_clear_difference")


PANEL_SURVEY = """\
title: Invented
variables:
  has: {column: has, codes: {"1": true, "0": false}}
"""


@pytest.mark.parametrize(("reference", "is_shown"), [("tiny", False), ("nobody_has", False), ("big", True)])
def test_no_gap_from_a_small_group_that_is_in_no_row(folder: Path, reference: str, is_shown: bool) -> None:
    options = [
        "--by",
        "psu",
        "--gap-from",
        f"group=origin:{reference}",
        "--format",
        "csv",
        "--indicator",
        "share",
    ]
    indicators = ["--indicators", str(folder / "indicators")]
    done = CliRunner().invoke(app, ["compute", str(folder / "people.csv"), *indicators, *options])
    assert done.exit_code == 0, done.output
    shown = [it for it in csv.DictReader(done.stdout.splitlines()) if it["group"] and it["n"]]
    assert shown
    numbers = ("gap", "gap_se", "gap_p", "reference", "ratio", "finding")
    assert all(bool(it["reference"]) is is_shown for it in shown)
    assert is_shown or not any(it[name] for it in shown for name in numbers)


def test_entry_and_exit_are_hidden_by_their_own_people(folder: Path, tmp_path: Path) -> None:
    """Of 100 mid, 4 enter and 20 leave: the four would be told by the 20 and by the change, -16."""
    moves = {"mid": (40, 4, 36, 20), "big": (200, 50, 150, 50), "sound": (60, 20, 40, 20)}
    lines, people = ["id,year,origin,has"], 0
    for group, (stay_out, enter, stay_in, leave) in moves.items():
        for before, after, size in ((0, 0, stay_out), (0, 1, enter), (1, 1, stay_in), (1, 0, leave)):
            for _ in range(size):
                people += 1
                lines += [f"{people},1,{group},{before}", f"{people},2,{group},{after}"]
    (tmp_path / "panel.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "panel.survey.yaml").write_text(PANEL_SURVEY)
    options = ["--by", "origin", "--wave", "year", "--panel", "id", "--indicator", "share", "--format", "csv"]
    indicators = ["--indicators", str(folder / "indicators")]
    done = CliRunner().invoke(app, ["trend", str(tmp_path / "panel.csv"), *indicators, *options])
    assert done.exit_code == 0, done.output
    table = list(csv.DictReader(done.stdout.splitlines()))
    hidden = {(it["quantity"], it["group"]) for it in table if it["status"] == "suppressed"}
    assert hidden == {(flow, group) for flow in ("entry", "exit") for group in ("mid", "sound")}
