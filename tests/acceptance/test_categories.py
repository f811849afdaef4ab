"""Distributions over categories on all data of the reference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reference.test_categories import Key, read, wrong

from . import REFERENCE

MORE = REFERENCE / "more"
DESIGNS = {
    **json.loads((REFERENCE / "designs.json").read_text()),
    **json.loads((MORE / "designs.json").read_text()),
}
TABLES = {
    table: rows
    for table, rows in read(MORE, "results.csv").items()
    if "calibration" not in DESIGNS[table[0].partition("|")[0]]
}


@pytest.mark.parametrize("table", TABLES, ids=" ".join)
def test_distribution_is_r_s(table: Key, tmp_path: Path) -> None:
    file = str(DESIGNS[table[0].partition("|")[0]]["file"])
    data = REFERENCE / file if (REFERENCE / file).exists() else MORE / file
    found = wrong(table, TABLES[table], data, DESIGNS, tmp_path)
    assert not found, "\n" + "\n".join(found)
