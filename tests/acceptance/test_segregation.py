"""How far groups live apart, on all data of the reference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reference.test_segregation import Key, read, wrong

from . import REFERENCE

MORE = REFERENCE / "more"
DESIGNS = {
    **json.loads((REFERENCE / "designs.json").read_text()),
    **json.loads((MORE / "designs.json").read_text()),
}
TABLES = read(MORE / "results.csv")


@pytest.mark.parametrize("table", TABLES, ids=" ".join)
def test_segregation_is_r_s(table: Key, tmp_path: Path) -> None:
    design = DESIGNS[table[0].partition("|")[0]]
    file = str(design["file"])
    data = REFERENCE / file if (REFERENCE / file).exists() else MORE / file
    found = list(wrong(table, TABLES[table], design, data, tmp_path))
    assert not found, "\n" + "\n".join(found)
