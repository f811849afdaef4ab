"""Oracle: the description and the codebook that are written here."""

from __future__ import annotations

from pathlib import Path

from integrind.formats import Format
from integrind.pipeline import compute
from integrind.render import render
from integrind.request import Request

CODEBOOK = """\
title: A codebook
variables:
  working: {title: In work, type: boolean}
  sex: {title: Sex at birth, type: category, values: {female: Female, male: Male}}
"""
INDICATOR = """\
id: work_rate
title: Work rate
dimension: structural
description: People in work.
measure: proportion
value: working
direction: higher_is_better
frameworks: {}
sources: []
examples:
  - {given: {working: true}, expect: 1}
"""
SURVEY = """\
title: A survey
variables:
  working: {column: working, codes: {1: true, 0: false}}
  sex: {column: sex, title: Not this one, codes: {1: male, 2: female}}
  lang: {column: lang, title: Language at home, codes: {1: one, 2: two}}
by: [lang, sex]
"""


def test_the_codebook_names_a_variable_else_the_description(tmp_path: Path) -> None:
    folder = tmp_path / "indicators"
    (folder / "structural").mkdir(parents=True)
    (folder / "codebook.yaml").write_text(CODEBOOK, "utf-8")
    (folder / "structural" / "work_rate.yaml").write_text(INDICATOR, "utf-8")
    (tmp_path / "people.survey.yaml").write_text(SURVEY, "utf-8")
    people = "working,sex,lang\n" + "1,1,1\n0,2,1\n1,1,2\n0,2,2\n" * 20
    (tmp_path / "people.csv").write_text(people, "utf-8")
    results = compute(Request(str(tmp_path / "people.csv"), indicators=(folder,), policy="none"))
    text = render(results, Format.MARKDOWN).decode()
    assert "## By language at home\n" in text
    assert "## By sex at birth\n" in text
