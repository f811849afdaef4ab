"""The sample files, read once, and the generator's folder on the path."""

from __future__ import annotations

import sys

import pytest

from .reading import ROOT, Design, Table, read

sys.path.insert(0, str(ROOT / "tools"))


@pytest.fixture(scope="session")
def community() -> Table:
    return read("community_survey.csv")


@pytest.fixture(scope="session")
def acs() -> Table:
    return read("acs2012.csv")


@pytest.fixture(scope="session")
def design(community: Table) -> Design:
    return Design(community.number("weight"), community["stratum"], community["psu"])
