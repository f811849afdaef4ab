"""Oracle: worked by hand."""

from __future__ import annotations

import pytest

from integrind.render.tables.labels import breakdown, group, indicator, reference

LABELS = {
    "sex": {"female": "Female"},
    "age_band": {"65+": "65 and over", "16-24": "16 to 24"},
    "birth": {"uk": "UK-born"},
}


@pytest.mark.parametrize(
    ("group_by", "code", "name"),
    [
        ("sex", "female", "Female"),
        ("sex", "other", "other"),
        ("sex+age_band", "female+16-24", "Female, 16 to 24"),
        ("sex+age_band", "female+65+", "Female, 65 and over"),
        ("age_band+sex", "65++female", "65 and over, Female"),
        ("age_band", "65+", "65 and over"),
        ("a+b", "x+y", "x, y"),
        ("sex+age_band", "nobody+knows", "nobody+knows"),
        ("a+b", "whole", "whole"),
    ],
)
def test_groups(group_by: str, code: str, name: str) -> None:
    assert group(group_by, code, LABELS) == name


@pytest.mark.parametrize(
    ("gap_from", "words"),
    [
        ("population", "the population"),
        ("rest", "the rest of the population"),
        ("whole", "all areas together"),
        ("group=birth:uk", "UK-born"),
        ("group=uk", "uk"),
        ("target=0.75", "the target 0.75"),
        ("table=uk.csv", "the table uk.csv"),
        ("something else", "something else"),
    ],
)
def test_references(gap_from: str, words: str) -> None:
    assert reference(gap_from, LABELS) == words


TITLES = {
    "language": "Language at home",
    "english": "English is the first language",
    "eu": "EU citizen",
    "blank": " ",
}


@pytest.mark.parametrize(
    ("group_by", "name"),
    [
        ("sex+age_band", "sex and age band"),
        ("language", "language at home"),
        ("sex+language", "sex and language at home"),
        ("english", "English is the first language"),
        ("eu", "EU citizen"),
        ("blank", " "),
    ],
)
def test_breakdowns(group_by: str, name: str) -> None:
    assert breakdown(group_by, TITLES) == name


def test_units() -> None:
    assert indicator("Median hourly pay", "£") == "Median hourly pay, £"
    assert indicator("Gini", "") == "Gini"
