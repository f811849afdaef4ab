"""Oracle: rows by hand, and the words of each refusal."""

from pathlib import Path

import pytest

from integrind.data.filters import rows_where
from integrind.errors import DataError, UsageError

from .build import build

PEOPLE = "sex,age,gor,dwelling\nmale,30,1,flat\nfemale,,2,flat\nfemale,60,x,house\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('sex == "female"', [False, True, True]),
        ("age > 40", [False, False, True]),
        ("not age > 40", [True, False, False]),
        ("missing(age)", [False, True, False]),
        ('gor == "x" or age < 40', [True, False, True]),
        ('dwelling in ("flat", "tent")', [True, True, False]),
    ],
)
def test_rows_for_which_it_is_true(tmp_path: Path, text: str, expected: list[bool]):
    assert rows_where(build(tmp_path, PEOPLE), text, "--where").tolist() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age >", "--where:1:5: E011: a value is missing after '>'\n  1 | age >\n    |     ^"),
        ("agee > 1", "--where:1:1: E101: there is no variable agee\n  1 | agee > 1\n    | ^^^^"),
        (
            "gor > 1",
            "--where:1:1: E102: a mix of numbers and text is compared with a number\n"
            "  1 | gor > 1\n    | ^^^^^^^",
        ),
        (
            "age + 1",
            "--where:1:1: E110: a boolean is wanted here, not a number\n  1 | age + 1\n    | ^^^^^^^",
        ),
        ("1 < 2", "--where:1:1: E112: the expression uses no variable: it is the same for everybody"),
    ],
)
def test_a_condition_that_is_none(tmp_path: Path, text: str, expected: str):
    with pytest.raises(UsageError) as caught:
        rows_where(build(tmp_path, PEOPLE), text, "--where")
    assert str(caught.value).startswith(expected)


def test_a_described_column_that_is_not_there(tmp_path: Path):
    variables = build(tmp_path, PEOPLE, "variables: {age: {column: AGEP}}")
    with pytest.raises(DataError, match="there is no column 'AGEP'"):
        rows_where(variables, "age > 40", "--where")


def test_a_condition_that_leaves_nobody(tmp_path: Path):
    with pytest.raises(DataError, match=r"data.csv: --where 'age > 99' leaves no row$"):
        rows_where(build(tmp_path, PEOPLE), "age > 99", "--where")
