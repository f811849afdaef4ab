"""Numbers of households. Oracle: three households worked out by hand."""

from pathlib import Path

import pytest

from integrind.errors import DataError, DefinitionError

from .build import build, seen

ROSTER = """\
home,age,money
a,40,3000
a,38,3000
a,14,3000
a,13,3000
b,70,1000
c,13,900
c,12,900
d,30,500
d,,500
e,30,
"""
"""Two adults, one of 14 and a child; one alone; two children; somebody of unknown age; no income."""


def described(folder: Path, household: str, data: str = ROSTER):
    survey = f"""\
    variables:
      age: {{column: age, missing: {{refused: [""]}}}}
      income: {{column: money, missing: {{dont_know: [""]}}}}
      wanted: {{household: {household}}}
    """
    return build(folder, data, survey)


@pytest.mark.parametrize(
    ("household", "expected"),
    [
        ("{id: home}", [4, 4, 4, 4, 1, 2, 2, 2, 2, 1]),
        ("{id: home, count: age < 14}", [1, 1, 1, 1, 0, 2, 2, "<no_answer>", "<no_answer>", 0]),
        (
            "{id: home, income: income, scale: oecd_modified}",
            [
                *[3000 / (1 + 2 * 0.5 + 0.3)] * 4,
                1000,
                *[900 / 1.3] * 2,
                "<no_answer>",
                "<no_answer>",
                "<dont_know>",
            ],
        ),
        (
            "{id: home, income: income, scale: square_root}",
            [*[1500] * 4, 1000, *[900 / 2**0.5] * 2, *[500 / 2**0.5] * 2, "<dont_know>"],
        ),
    ],
)
def test_by_hand(tmp_path: Path, household: str, expected: list[object]):
    found = seen(described(tmp_path, household), "wanted")
    assert [it if isinstance(it, str) else pytest.approx(it, rel=1e-15) for it in expected] == found


def test_the_order_of_rows_changes_nothing(tmp_path: Path):
    header, *rows = ROSTER.splitlines(keepends=True)
    household = "{id: home, income: income, scale: oecd_modified}"
    found = seen(described(tmp_path, household), "wanted")
    backwards = seen(described(tmp_path, household, header + "".join(reversed(rows))), "wanted")
    assert backwards == found[::-1]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("home,age,money\na,40,3000\nb,38,2000\n", "no two rows have the same 'home'"),
        ("home,age,money\na,40,3000\na,38,2000\n", "'income' differs within households, in 1 row or more"),
        ("home,age,money\na,40,3000\n,38,2000\na,1,2\n", "household 'home' is empty in 1 row"),
    ],
)
def test_no_roster(tmp_path: Path, data: str, message: str):
    with pytest.raises(DataError, match=message):
        described(tmp_path, "{id: home, income: income, scale: oecd_modified}", data).get("wanted")


@pytest.mark.parametrize(
    ("household", "code"),
    [
        ("{id: home, income: income}", "S036"),
        ("{id: home, scale: oecd_modified}", "S036"),
        ("{id: home, income: income, scale: square_root, count: age < 1}", "S036"),
        ("{id: home, income: money, scale: square_root}", "S024"),
        ("{id: home, count: age}", "E110"),
        ("{id: home, count: agee < 1}", "E101"),
    ],
)
def test_faults(tmp_path: Path, household: str, code: str):
    with pytest.raises(DefinitionError) as caught:
        described(tmp_path, household)
    assert [it.code for it in caught.value.faults] == [code]


def test_a_survey_without_the_column_lacks_it(tmp_path: Path):
    variables = described(tmp_path, "{id: home}", ROSTER.replace("home", "house"))
    assert not variables.has("wanted")
    assert described(tmp_path, "{id: home}").columns_of(["wanted"]) == ("home",)
