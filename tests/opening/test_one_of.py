"""A survey that doesn't tell which of several values is meant. Oracle: shares by hand."""

from pathlib import Path

import pytest

import integrind
from integrind import inspection
from integrind.errors import DataError, UsageError
from integrind.request import Request

OWN = """\
id: mortgage_share
title: Owns with a mortgage
dimension: structural
description: People who own with a mortgage.
measure: proportion
value: tenure == "owned_with_mortgage"
direction: descriptive
"""
ONLY_OWNED = "{1: owned, 3: rented}"
SOME_TELL = "{1: owned, 2: owned_with_mortgage, 3: rented}"


@pytest.fixture
def survey(tmp_path: Path):
    """Twenty owners of whom nothing more is known, ten with a mortgage, ten who rent."""

    def write(codes: str) -> Path:
        kinds = "1123" if "2:" in codes else "1113"
        rows = "".join(f"40,{ten},{eco}\n" for ten, eco in zip(kinds * 10, "1234" * 10, strict=True))
        (tmp_path / "d.csv").write_text(f"age,ten,eco\n{rows}")
        status = "{1: active, 2: employee, 3: active, 4: inactive}"
        (tmp_path / "d.survey.yaml").write_text(
            f"title: T\nvariables:\n  tenure: {{column: ten, codes: {codes}}}\n"
            f"  economic_status: {{column: eco, codes: {status}}}\n"
        )
        (tmp_path / "mortgage_share.yaml").write_text(OWN)
        return tmp_path / "d.csv"

    return write


def row(path: Path, indicator: str, **options: object) -> dict[str, object]:
    own = [path.parent / "mortgage_share.yaml"]
    found = integrind.compute(
        path, indicators=own, with_library=True, indicator=[indicator], policy="none", **options
    )
    return found.frame.row(0, named=True)


def test_a_value_that_decides_is_used(survey):
    found = row(survey(ONLY_OWNED), "home_ownership_rate")
    assert (found["n"], found["n_missing"], found["estimate"]) == (40, 0, 0.75)


def test_one_that_does_not_is_missing_and_counted(survey):
    """Of ten in work and ten inactive half work; of twenty active people nobody can say."""
    found = row(survey(SOME_TELL), "mortgage_share")
    assert (found["n"], found["n_missing"], found["estimate"]) == (20, 20, 0.5)
    employment = row(survey(SOME_TELL), "employment_rate")
    assert (employment["n"], employment["n_missing"], employment["estimate"]) == (20, 20, 0.5)
    assert "no number" not in (employment["notes"] or "")
    activity = row(survey(SOME_TELL), "activity_rate")
    assert (activity["n"], activity["estimate"]) == (40, 0.75)


def test_eligibility_that_hangs_on_it_is_undecided(survey):
    """Ten have a mortgage and ten rent, so they are eligible or not; of twenty owners nobody knows."""
    path = survey(SOME_TELL)
    own = OWN.replace("value:", "eligible:") + "value: age >= 30\n"
    (path.parent / "mortgage_share.yaml").write_text(own)
    found = row(path, "mortgage_share")
    assert (found["n"], found["n_undecided"], found["n_missing"]) == (10, 20, 0)


def test_where_no_code_tells_it_is_not_available(survey):
    """Owners would all be missing, and the share would be 0 of those who rent."""
    with pytest.raises(DataError, match="no code of tenure gives owned_with_mortgage"):
        row(survey(ONLY_OWNED), "mortgage_share")
    with pytest.raises(DataError, match="no code of tenure gives owned_outright or owned_with_mortgage"):
        row(survey(ONLY_OWNED), "tenure_distribution")
    only = ("home_ownership_rate", "tenure_distribution")
    found = inspection.coverage(Request(str(survey(ONLY_OWNED)), only=only))
    assert found.reach.not_computable == ("tenure_distribution",)


def test_it_is_a_group_of_its_own_and_nothing_to_compare_with(survey):
    path = survey(SOME_TELL)
    found = integrind.compute(path, indicator=["activity_rate"], by=["tenure"], policy="none").frame
    assert found["group"].to_list() == [None, "owned_with_mortgage", "rented", "owned"]
    with pytest.raises(UsageError, match="E103"):
        integrind.compute(path, where='tenure == "owned"')
    kept = row(path, "activity_rate", where='tenure in ("owned_outright", "owned_with_mortgage")')
    assert kept["n"] == 30
