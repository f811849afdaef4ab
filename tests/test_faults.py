"""Oracle: the word that a reader would have meant, by hand."""

import pytest

from integrind.faults import nearest


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("Incom", ["income", "come"], "income"),
        ("inative", ["active", "inactive"], "inactive"),
        ("umemployed", ["unemployed", "employee"], "unemployed"),
        ("unemployd", ["employed", "unemployed"], "unemployed"),
        ("employment_rat", ["unemployment_rate", "employment_rate"], "employment_rate"),
        ("xyz", ["income"], None),
    ],
)
def test_the_nearest_word(word: str, known: list[str], meant: str | None):
    assert nearest(word, known) == meant


@pytest.mark.parametrize(
    ("word", "opposite"),
    [
        ("employed", "unemployed"),
        ("employd", "unemployed"),
        ("unemployed", "employed"),
        ("citizen", "non_citizen"),
        ("satisfied", "very_dissatisfied"),
        ("agree", "disagree"),
        ("with_children", "without_children"),
        ("increase", "decrease"),
        ("overqualified", "underqualified"),
        ("able to", "not able to"),
    ],
)
def test_a_word_that_says_the_opposite_was_not_meant(word: str, opposite: str):
    assert nearest(word, [opposite]) is None
    assert nearest(word, [opposite, f"{word}s"]) == f"{word}s"
